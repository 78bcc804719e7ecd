"""Stages as data: each with its clause, and refused with the line where it is wrong (D1)."""

import pytest

from jiedui.core.errors import Refusal
from jiedui.schemes.load import ids
from jiedui.schemes.stages import read_stages, stages, stages_sha256

CODES = [
    "lead",
    "signed",
    "registered",
    "filed",
    "land",
    "started",
    "completed",
    "in_production",
    "at_capacity",
    "above_scale",
]


@pytest.mark.parametrize("programme_id", ["", *ids()])
def test_every_programme_has_the_ten_steps_and_the_two_ends(programme_id):
    found = stages(programme_id)
    assert [stage.code for stage in found.steps] == CODES
    assert [stage.code for stage in found.ends] == ["terminated", "transferred"]
    assert [stage.order for stage in found.steps] == list(range(1, 11))


def test_the_idle_land_year_stands_with_its_clause_and_its_force():
    from datetime import date

    rule = stages().rule("idle_land", date(2024, 1, 1))
    assert rule.parameters["months"] == 12
    assert rule.force.may_refuse
    assert "第二条" in rule.clause.place
    assert stages().rule("idle_land", date(2012, 6, 30)) is None


def test_production_is_shown_by_third_parties():
    assert stages().stage("in_production").third_party == ("electricity", "social_insurance", "tax")


def test_a_stage_that_is_not_there_is_refused_with_those_that_are():
    with pytest.raises(Refusal, match="use one of lead, signed"):
        stages().stage("ribbon_cut")


def test_a_file_that_shares_changes_only_what_it_names(tmp_path):
    path = tmp_path / "stages.yaml"
    path.write_text(
        "id: mine\nshares_with: shared\nrules:\n"
        "  - {id: silence, kind: silence, name: {zh: 久无动静, en: Silent}, force: practice,\n"
        "     clause: {document: 某市项目管理办法, words: 两个月}, parameters: {months: 2}}\n",
        "utf-8",
    )
    found = read_stages(path)
    assert found.codes == stages().codes
    assert {rule.id: rule.parameters.get("months") for rule in found.rules} == {
        "idle_land": 12,
        "overdue": None,
        "silence": 2,
    }


def test_an_unknown_stage_in_needs_is_refused_with_its_line(tmp_path):
    path = tmp_path / "stages.yaml"
    path.write_text(
        "id: mine\nstages:\n  - code: signed\n    name: {zh: 签约, en: signed}\n"
        "    mover: firm\n    needs: [led]\n    force: practice\n"
        "    clause: {document: a, words: b}\n",
        "utf-8",
    )
    with pytest.raises(Refusal, match=r"stages.yaml:6: stages\[0\].needs: led: no such code"):
        read_stages(path)


def test_the_fingerprint_is_that_of_the_shared_file_where_a_programme_has_no_own():
    assert stages_sha256("jiangsu-2022") == stages_sha256("")
