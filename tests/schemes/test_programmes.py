"""The bundled programmes and schemes, and the worked cases beside them."""

from datetime import date, timedelta

import pytest

from jiedui.core.errors import Refusal
from jiedui.core.rules import Force
from jiedui.schemes import load
from jiedui.schemes.limits import limits
from jiedui.schemes.records import Standing
from jiedui.schemes.roles import roles

CASES = [(key, case) for key in load.ids() for case in load.cases(key)]
DOCUMENT_DAY = date(2022, 3, 10)


@pytest.mark.parametrize(("key", "case"), CASES, ids=[f"{key}: {case.name}" for key, case in CASES])
def test_the_worked_case_holds(key, case):
    programme, scheme, day = load.programme(key), load.scheme(key), case.day.day
    if case.pairs is not None:
        found = {f"{p.supporter}-{p.recipient}" for p in programme.pairs_in_force(day, case.level)}
        assert found == set(case.pairs)
    if case.roles is not None:
        held = [found.role for found in roles(case.region, day, [programme])]
        assert held == list(case.roles)
    in_force = {rule.id for rule in scheme.rules if rule.in_force(day)}
    if case.rules_in_force == ():
        dated = {rule.id for rule in scheme.rules if rule.valid_from is not None}
        assert not in_force & dated
    else:
        assert set(case.rules_in_force or ()) <= in_force
    assert not in_force & set(case.rules_not_in_force)


def test_the_four_programmes_are_there():
    assert load.ids() == ("east-west-2016", "jiangsu-2001", "jiangsu-2022", "yrd-anhui-2021")


def test_xuzhou_has_two_roles_in_two_programmes_on_one_day():
    """B15: the role belongs to the pair."""
    everything = load.programmes()
    held = {
        (found.programme, found.role) for found in roles("320300", date(2021, 12, 8), everything)
    }
    assert held == {("jiangsu-2001", "recipient"), ("yrd-anhui-2021", "supporter")}
    after = {(found.programme, found.role) for found in roles("320300", DOCUMENT_DAY, everything)}
    assert after == {("yrd-anhui-2021", "supporter")}


def test_wuxi_changes_partner_overnight():
    """B2: from 徐州 to 连云港."""
    everything = load.programmes()

    def partner(day):
        cities = [f for f in roles("320200", day, everything) if f.pair.level == "city"]
        return [found.partner_name for found in cities]

    assert partner(DOCUMENT_DAY - timedelta(days=1)) == ["徐州市"]
    assert partner(DOCUMENT_DAY) == ["连云港市"]


def test_county_pairs_are_marked_inferred_and_city_pairs_official():
    """B5, domain notes 7.17: no full list of county pairs is published."""
    for programme in load.programmes():
        for pair in programme.pairs:
            if pair.level in ("county", "park"):
                assert pair.standing is Standing.INFERRED, pair
            else:
                assert pair.standing is Standing.OFFICIAL, pair


def test_city_pairs_agree_with_the_published_table():
    """The table of published pairs, year by year of its start."""
    from jiedui.data import table

    programme_of = {
        "江苏南北挂钩(原机制)": "jiangsu-2001",
        "江苏南北结对帮扶合作(2022)": "jiangsu-2022",
        "沪苏浙城市结对合作帮扶皖北": "yrd-anhui-2021",
    }
    published = table("pairings")
    for words, key in programme_of.items():
        rows = published[published["programme"] == words]
        pairs = [pair for pair in load.programme(key).pairs if pair.level == "city"]
        assert {(p.supporter, p.recipient) for p in pairs} == set(
            zip(rows["supporter_code"], rows["recipient_code"], strict=True)
        )
        assert {pair.start.year for pair in pairs} == set(rows["start_year"])


def test_every_code_of_a_programme_is_in_force_when_its_pair_begins():
    from jiedui.data.places import places

    for programme in load.programmes():
        for pair in programme.pairs:
            for code, name in (
                (pair.supporter, pair.supporter_name),
                (pair.recipient, pair.recipient_name),
            ):
                if code:
                    place = places().check(code, pair.start.year)
                    assert name in (place.name, place.full_name()) or name.endswith(place.name)


def test_the_thirteen_cities_fall_into_three_areas():
    areas = load.programme("jiangsu-2022").grouping("areas")
    assert [len(group.members) for group in areas.groups] == [5, 3, 5]
    areas.fail_if_overlapping()


def test_zones_may_overlap_and_name_only_members_that_a_text_names():
    """P1, P4, P5, P9, P10, P12."""
    programme = load.programme("jiangsu-2022")
    assert programme.group("xichangtai").members == ("320200", "320400", "321200")
    assert programme.group("suxichang").members == ("320500", "320200", "320400")
    assert programme.group("coast").members == ("320600", "320900", "320700")
    assert programme.group("huaihai").members == ("320300",)
    assert programme.group("yangtze_cities").members == ()
    assert programme.group("middle_north_junction").members == ()


def test_the_published_ratios_stand_as_printed():
    """A1."""
    ratios = load.programme("jiangsu-2001").published_ratios
    assert [(ratio.year, ratio.value) for ratio in ratios] == [
        (2000, 3.5),
        (2010, 2.7),
        (2021, 1.96),
    ]


def test_confounders_are_marked_in_the_timeline():
    """Q3-Q8: the treatment date is none, the coastal plan and Suqian's reform are."""
    timeline = load.programme("jiangsu-2022").timeline
    confounders = {event.mission for event in timeline if event.confounder}
    assert {"Q6", "Q7"} <= confounders
    treatment = [event for event in timeline if event.mission == "Q3"]
    assert treatment[0].date == DOCUMENT_DAY and not treatment[0].confounder


def test_every_rule_quotes_its_clause_and_only_strong_papers_refuse():
    for key in load.ids():
        for rule in load.scheme(key).rules:
            assert rule.clause.document and rule.clause.words
            if not rule.force.may_refuse:
                assert rule.severity == "warning", rule.id


def test_the_yearly_promises_of_suzhou_and_suqian_are_commitments():
    """J2, G6, C13 carry the weaker force."""
    rules = load.scheme("jiangsu-2022").rules_of("obligation", DOCUMENT_DAY)
    assert {rule.force for rule in rules} == {Force.COMMITMENT}
    assert {rule.clause.mission for rule in rules} == {"J2", "G6", "C13"}


def test_quotas_of_the_2022_document():
    """D3, D4, H1, G2, B5."""
    scheme = load.scheme("jiangsu-2022")
    caps = {
        r.parameters["counts"]: r.parameters for r in scheme.rules_of("count_cap", DOCUMENT_DAY)
    }
    assert (caps["pilot_park"]["minimum"], caps["pilot_park"]["maximum"]) == (1, 1)
    assert caps["characteristic_park"]["maximum"] == 6
    for school in ("university_pair", "college_pair", "vocational_school_pair"):
        assert (caps[school]["per"], caps[school]["maximum"]) == ("pair", 1)
    (term,) = scheme.rules_of("term", DOCUMENT_DAY)
    assert term.parameters["years"] == 3
    (cover,) = scheme.rules_of("cover", DOCUMENT_DAY)
    assert (cover.parameters["count"], cover.parameters["partner_chosen_by"]) == (10, "supporter")


def test_the_engine_reads_participants_and_quotas_with_their_rules():
    found = limits(load.scheme("jiangsu-2022"), DOCUMENT_DAY)
    assert found.supporters == ("320100", "320200", "320400", "320500")
    assert found.excluded == ("321100", "320300")
    assert found.quotas["supporter"].maximum == 1
    assert found.quotas["recipient"].rule.clause.mission == "B2"
    assert found.participants.force is Force.DOCUMENT


def test_before_the_programme_there_is_nobody_to_pair():
    with pytest.raises(Refusal, match="names no participants of level city on 2022-03-09"):
        limits(load.scheme("jiangsu-2022"), date(2022, 3, 9))


def test_an_unknown_programme_is_refused_naming_those_that_exist():
    with pytest.raises(Refusal, match="no such programme; there is: east-west-2016"):
        load.programme("jiangsu-2020")


def test_the_fingerprint_covers_what_is_shared():
    assert len({load.sha256(key) for key in load.ids()}) == 4
