"""`jiedui pair` as a user runs it."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from jiedui.cli import main
from jiedui.cli.pair import pair_command
from jiedui.cli.pair_writing import write_whole
from jiedui.core.errors import Refusal

BASE = ["--programme", "jiangsu-2022", "--year", "2021", "--draws", "200"]
KEYS = {
    "scores",
    "pairs",
    "objective",
    "bound",
    "alternatives",
    "evaluated",
    "survival",
    "rules",
    "weights",
    "weights_stability",
    "explanations",
    "weak",
    "at_weight_zero",
    "refused",
    "definitions",
    "provenance",
}


def run(*arguments):
    return CliRunner().invoke(pair_command, [*BASE, *arguments], catch_exceptions=False)


def refused(capsys, *arguments):
    """Exit status and what stands on stderr, through the real entry point."""
    with pytest.raises(SystemExit) as left:
        main(["pair", *arguments])
    return left.value.code, capsys.readouterr().err.strip().splitlines()


def own_files(folder):
    folder.joinpath("panel.csv").write_text(
        "region,year,gdp_100m_cny,pop_resident_10k\n"
        "a,2020,100,10\nb,2020,90,12\nx,2020,20,10\ny,2020,30,12\n",
        "utf-8",
    )
    folder.joinpath("regions.csv").write_text(
        "region,name,group\na,Alpha,rich\nb,Beta,rich\nx,Xi,poor\ny,Ypsilon,poor\n", "utf-8"
    )
    return ["--data", str(folder / "panel.csv"), "--regions", str(folder / "regions.csv")]


def test_the_json_holds_what_a_hand_check_needs():
    result = run("--seed", "1", "--format", "json")
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert set(found) >= KEYS
    assert set(found["scores"][0]["terms"]) == {"endowment", "industry", "development", "history"}
    assert found["evaluated"][0]["name"] == "official"
    assert set(found["evaluated"][0]) >= {"name", "feasible", "objective", "regret", "clashes"}
    assert len(found["scores"]) == 16
    assert len(found["alternatives"]) == 5


def test_two_runs_with_one_seed_print_the_same_bytes():
    first = run("--seed", "1", "--format", "json").stdout
    assert first == run("--seed", "1", "--format", "json").stdout


def test_the_bytes_follow_neither_hash_seed_nor_threads_nor_folder(tmp_path):
    """B4 and the invariant of the same bytes: in a process of its own each time."""

    def printed(folder, *, hash_seed, threads):
        surroundings = {"PYTHONHASHSEED": hash_seed, "OMP_NUM_THREADS": threads}
        command = [sys.executable, "-c", "from jiedui.cli import main; main()", "pair", *BASE]
        return subprocess.run(
            [*command, "--draws", "50", "--seed", "1", "--format", "json"],
            cwd=folder,
            env=os.environ | surroundings,
            check=True,
            capture_output=True,
        ).stdout

    here = printed(Path.cwd(), hash_seed="0", threads="1")
    assert json.loads(here)["programme"] == "jiangsu-2022"
    assert printed(tmp_path, hash_seed="1", threads="4") == here


def test_the_table_says_one_sentence_first_and_then_the_reasons():
    lines = run().stdout.splitlines()
    assert lines[0].startswith("用2021年数据、四项等权，最优结对为南京–淮安")
    assert lines[2].split()[0] == "帮扶方"
    assert any("不结南京–淮安" in line for line in lines)
    english = run("--lang", "en").stdout.splitlines()
    assert english[0].startswith("On data of 2021 and equal weights, the best pairing is")


def test_the_csv_has_one_row_per_candidate():
    rows = list(csv.DictReader(io.StringIO(run("--format", "csv").stdout)))
    assert len(rows) == 16
    assert sum(int(row["chosen"]) for row in rows) == 4


def test_pairs_are_asked_for_by_name_or_code_with_either_colon():
    found = json.loads(run("--require", "南京：连云港", "--format", "json").stdout)
    assert ("320100", "320700") in {(p["supporter"], p["recipient"]) for p in found["pairs"]}
    same = run("--require", "320100:320700", "--format", "json").stdout
    assert json.loads(same)["pairs"] == found["pairs"]


def test_the_result_can_be_written_to_a_file(tmp_path):
    target = tmp_path / "pairs.json"
    shown = run("--format", "json", "-o", str(target))
    assert shown.stdout == ""
    assert json.loads(target.read_text("utf-8"))["programme"] == "jiangsu-2022"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("w.yaml", "weights: {development: 3, history: 1}\nshares: {need: 0}\n"),
        ("w.csv", "criterion,weight\n发展水平,3\nhistory,1\nneed,0\n"),
    ],
)
def test_weights_by_hand_come_from_yaml_or_a_table(tmp_path, name, text):
    file = tmp_path / name
    file.write_text(text, "utf-8")
    found = json.loads(run("--weights", str(file), "--format", "json").stdout)
    assert found["weighting"] == "hand"
    assert found["weights"] == {
        "endowment": 0,
        "industry": 0,
        "development": 0.75,
        "history": 0.25,
    }
    need = next(c for c in found["definitions"]["components"] if c["id"] == "need")
    assert need["share"] == 0


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "p.yaml",
            "proposals:\n- name: mine\n  pairs:\n"
            "  - {supporter: 南京, recipient: 宿迁}\n  - {supporter: 无锡, recipient: 淮安}\n"
            "  - {supporter: 常州, recipient: 连云港}\n  - {supporter: 苏州, recipient: 盐城}\n",
        ),
        (
            "p.csv",
            "name,supporter,recipient\nmine,南京,宿迁\nmine,320200,320800\n"
            "mine,常州,连云港\nmine,苏州市,盐城市\n",
        ),
    ],
)
def test_proposed_pairings_are_judged_beside_the_official_one(tmp_path, name, text):
    file = tmp_path / name
    file.write_text(text, "utf-8")
    found = json.loads(run("--evaluate", str(file), "--format", "json").stdout)
    mine = next(item for item in found["evaluated"] if item["name"] == "mine")
    assert mine["feasible"]
    assert mine["regret"] > 0
    assert found["evaluated"][0]["name"] == "official"


def test_ones_own_regions_are_paired_from_two_files(tmp_path):
    options = [*own_files(tmp_path), "--year", "2020", "--draws", "50", "--format", "json"]
    result = CliRunner().invoke(pair_command, options, catch_exceptions=False)
    found = json.loads(result.stdout)
    assert {pair["supporter"] for pair in found["pairs"]} == {"a", "b"}
    assert set(found["provenance"]["inputs"]) == {"panel.csv", "regions.csv"}
    swapped = [*options, "--supporters-group", "poor", "--recipients-group", "rich"]
    found = json.loads(CliRunner().invoke(pair_command, swapped).stdout)
    assert {pair["supporter"] for pair in found["pairs"]} == {"x", "y"}


def test_ones_own_regions_can_be_required_by_name(tmp_path):
    options = [*own_files(tmp_path), "--year", "2020", "--draws", "50", "--format", "json"]
    found = CliRunner().invoke(pair_command, [*options, "--require", "Alpha:Ypsilon"])
    pairs = json.loads(found.stdout)["pairs"]
    assert ("a", "y") in {(p["supporter"], p["recipient"]) for p in pairs}


def test_preferences_of_both_sides_are_read_and_judged(tmp_path):
    file = tmp_path / "lists.csv"
    file.write_text(
        "region,side,rank,choice\n"
        "Alpha,supporter,1,Xi\nAlpha,supporter,2,Ypsilon\n"
        "Beta,supporter,1,Xi\nBeta,supporter,2,Ypsilon\n"
        "Xi,recipient,1,Alpha\nXi,recipient,2,Beta\n"
        "Ypsilon,recipient,1,Alpha\nYpsilon,recipient,2,Beta\n",
        "utf-8",
    )
    options = [*own_files(tmp_path), "--year", "2020", "--draws", "50", "--format", "json"]
    found = CliRunner().invoke(pair_command, [*options, "--preferences", str(file)])
    judged = {item["name"]: item for item in json.loads(found.stdout)["stability"]}
    accepted = {(p["supporter"], p["recipient"]) for p in judged["deferred_acceptance"]["pairs"]}
    assert accepted == {("a", "x"), ("b", "y")}
    assert judged["deferred_acceptance"]["stable"]


def test_a_clash_ends_with_status_2_and_names_rules_and_clauses(capsys):
    code, lines = refused(capsys, *BASE, "--require", "南京:宿迁", "--require", "苏州:宿迁")
    assert code == 2
    assert lines[0].startswith("no pairing keeps all of these rules together")
    assert any("321300 宿迁市" in line and "「这四对设区市结对」" in line for line in lines)


@pytest.mark.parametrize(
    ("name", "text", "option", "line"),
    [
        ("w.yaml", "weights:\n  histroy: 1\n", "--weights", "w.yaml:2: histroy: no such criterion"),
        ("w.yaml", "weight:\n  history: 1\n", "--weights", "w.yaml:1: weight: "),
        ("w.csv", "criterion,weight\nhistory,much\n", "--weights", "w.csv:2: weight: much"),
        (
            "p.csv",
            "name,supporter,recipient\nmine,南京,淮安\nmine,南京,淮x安\n",
            "--evaluate",
            "p.csv:3: recipient: 淮x安: no such place",
        ),
        (
            "p.yaml",
            "proposals:\n- name: a\n  pairs:\n  - {supporter: 南京, recipient: 某市}\n",
            "--evaluate",
            "p.yaml:4: proposals[0].pairs[0].recipient: 某市: no such place",
        ),
        ("p.csv", "name,supporter\nmine,南京\n", "--evaluate", "p.csv:1: missing column recipient"),
        (
            "l.csv",
            "region,side,rank,choice\n南京,helper,1,淮安\n",
            "--preferences",
            "l.csv:2: side: helper: not a side",
        ),
        (
            "w.yaml",
            "weights:\n  endowment: true\n",
            "--weights",
            "w.yaml:2: weights.endowment: true: not a number",
        ),
        (
            "w.yaml",
            "overrides:\n- region: 淮安\n  quota_max: 2\n",
            "--weights",
            "w.yaml:2: overrides[0].reason: 淮安: an override needs a reason",
        ),
        (
            "w.yaml",
            "overrides:\n- {region: 镇江, reason: 退出, quota_max: 2}\n",
            "--weights",
            "w.yaml:2: overrides: 321100: the region takes no part",
        ),
        (
            "p.yaml",
            "proposals:\n- name: a\n  pairs: [{supporter: 南京, recipient: 淮安}]\n"
            "- name: a\n  pairs: [{supporter: 南京, recipient: 宿迁}]\n",
            "--evaluate",
            "p.yaml:4: proposals[1].name: a: two proposals have one name; line 2 has it already",
        ),
        (
            "p.yaml",
            "proposals:\n- name: official\n  pairs: [{supporter: 南京, recipient: 淮安}]\n",
            "--evaluate",
            "p.yaml:2: proposals[0].name: official: not a name for a proposal; choose another",
        ),
        (
            "p.yaml",
            "proposals:\n- name: a\n  pairs:\n  - {supporter: 南京, recipient: 淮安}\n"
            "  - {supporter: 南京, recipient: 淮安}\n",
            "--evaluate",
            "p.yaml:5: proposals[0].pairs[1]: 320100:320800: the pair stands twice; keep one",
        ),
        ("p.yaml", "proposals: []\n", "--evaluate", "p.yaml:1: proposals: nothing stands here"),
        (
            "l.yaml",
            "supporters:\n  南京: [淮安, 南京]\nrecipients:\n  淮安: [南京]\n",
            "--preferences",
            "l.yaml:2: supporters.南京[1]: the region prefers itself; take it out",
        ),
        (
            "l.csv",
            "region,side,rank,choice\n南京,supporter,1,南京\n",
            "--preferences",
            "l.csv:2: choice: 南京: the region prefers itself; take it out",
        ),
        (
            "l.yaml",
            "supporters:\n  南京: [淮安,\n    宿迁]\nrecipients:\n  淮安: [南京]\n",
            "--preferences",
            "l.yaml:3: supporters.南京[1]: 321300: the region has no list of its own; add it under",
        ),
    ],
)
def test_a_faulty_file_is_refused_with_file_line_column_and_value(
    capsys, tmp_path, name, text, option, line
):
    file = tmp_path / name
    file.write_text(text, "utf-8")
    code, lines = refused(capsys, *BASE, option, str(file))
    assert code == 2
    assert any(line in found for found in lines), lines


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--year", "2021"], "say whose pairing is wanted"),
        (["--programme", "nowhere", "--year", "2021"], "no such programme"),
        ([*BASE, "--require", "南京"], "write supporter:recipient"),
        ([*BASE, "--require", "某市:淮安"], "--require: 某市: no such place"),
        ([*BASE, "--require", "镇江:连云港"], "321100 takes no part"),
        ([*BASE, "--weighting", "hand"], "needs weights"),
        ([*BASE, "--keep-cost", "-1"], "--keep-cost: -1.0: must be"),
        (["--data", "x.csv", "--year", "2021"], "own data need both files"),
        ([*BASE, "--supporters-group", "south"], "south: does nothing with --programme"),
    ],
)
def test_what_makes_no_sense_is_refused_with_status_2(capsys, arguments, reason):
    code, lines = refused(capsys, *arguments)
    assert code == 2
    assert any(reason in line for line in lines), lines


def test_a_group_cannot_support_itself(capsys, tmp_path):
    options = [*own_files(tmp_path), "--year", "2020"]
    code, lines = refused(
        capsys, *options, "--supporters-group", "rich", "--recipients-group", "rich"
    )
    assert code == 2
    assert lines[-1].startswith("--supporters-group: rich: supporters and recipients are the same")
    assert "poor" in lines[-1]


def test_what_is_set_aside_for_one_region_stands_in_the_table_and_the_result(tmp_path):
    """B16: not one rule for all, but every exception with its reason."""
    file = tmp_path / "w.yaml"
    file.write_text(
        "overrides:\n- region: 淮安\n  reason: 资金最缺\n  weights: {endowment: 1, history: 1}\n",
        "utf-8",
    )
    shown = run("--weights", str(file)).stdout.splitlines()[-1]
    assert shown == "淮安单独设定：权重资源禀赋 0.5、历史基础 0.5。理由：资金最缺（w.yaml:2）"
    english = run("--weights", str(file), "--lang", "en").stdout.splitlines()[-1]
    assert english.startswith("Huai'an differs: weights ")
    found = json.loads(run("--weights", str(file), "--format", "json").stdout)
    assert found["weighting"] == "equal"
    assert [(one["region"], one["reason"]) for one in found["overrides"]] == [
        ("320800", "资金最缺")
    ]


def test_ones_own_two_digit_industries_carry_the_industry_score(tmp_path):
    file = tmp_path / "industries.csv"
    rows = ["region,industry,value_added,employment"]
    for region, textiles, machines in (("a", 90, 10), ("b", 10, 90), ("x", 10, 90), ("y", 90, 10)):
        rows += [f"{region},17,{textiles},{textiles}", f"{region},35,{machines},{machines}"]
    file.write_text("\n".join(rows) + "\n", "utf-8")
    weights = tmp_path / "weights.yaml"
    weights.write_text("weights: {industry: 1}\n", "utf-8")
    options = [*own_files(tmp_path), "--year", "2020", "--draws", "50", "--format", "json"]
    found = CliRunner().invoke(
        pair_command, [*options, "--industries", str(file), "--weights", str(weights)]
    )
    found = json.loads(found.stdout)
    chosen = {(p["supporter"], p["recipient"]) for p in found["pairs"]}
    assert chosen == {("a", "x"), ("b", "y")}  # unlike with unlike
    assert found["weak"] == []
    assert "industries.csv" in found["provenance"]["inputs"]


def test_the_help_page_shows_an_example():
    shown = CliRunner().invoke(pair_command, ["--help"])
    assert "jiedui pair --programme jiangsu-2022" in shown.stdout


def test_a_result_that_cannot_be_written_is_refused_naming_the_file(capsys, tmp_path):
    status, said = refused(capsys, *BASE, "-o", str(tmp_path / "none" / "x.json"))
    assert status == 2
    assert "x.json: cannot be written" in said[-1]


def test_where_the_result_goes_is_checked_before_anything_is_computed(
    capsys, tmp_path, monkeypatch
):
    monkeypatch.setattr("jiedui.analysis.pairing.propose_pairs", lambda *a, **k: pytest.fail())
    status, said = refused(capsys, *BASE, "-o", str(tmp_path / "none" / "x.json"))
    assert status == 2 and "name a file in a folder that exists" in said[-1]
    assert refused(capsys, *BASE, "-o", str(tmp_path))[0] == 2
    assert list(tmp_path.iterdir()) == []


def test_a_result_that_breaks_off_leaves_the_file_that_was_there(tmp_path, monkeypatch):
    target = tmp_path / "pairs.json"
    target.write_text("kept", "utf-8")
    target.chmod(0o640)

    def full(*_given):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr("pathlib.Path.write_text", full)
        with pytest.raises(Refusal, match="No space left"):
            write_whole(str(target), "new")
    assert target.read_text("utf-8") == "kept" and list(tmp_path.iterdir()) == [target]
    write_whole(str(target), "new")
    assert target.read_text("utf-8") == "new" and target.stat().st_mode & 0o777 == 0o640


def test_one_group_of_regions_is_refused_with_what_to_do(capsys, tmp_path):
    options = own_files(tmp_path)
    regions = tmp_path / "regions.csv"
    regions.write_text(regions.read_text("utf-8").replace("poor", "rich"), "utf-8")
    status, said = refused(capsys, *options, "--year", "2020")
    assert status == 2 and "needs two groups" in said[-1]
    assert "fill the column group" in said[-1]


@pytest.mark.parametrize("year", ["-5", "99999999999999999999"])
def test_a_year_no_calendar_has_is_refused(year):
    found = run("--year", year)
    assert found.exit_code == 2
    assert "--year" in found.output


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--draws", "1000000000", "more than is computed; at most 1,000,000"),
        ("--alternatives", "100000", "more than is computed; at most 1,000"),
        ("--seed", "-1", "must be 0 or more"),
        ("--keep-cost", "-1", "must be a number of 0 or more"),
        ("--equity", "nan", "must be a number of 0 or more"),
    ],
)
def test_figures_out_of_range_are_refused_by_the_name_of_their_option(option, value, said):
    with pytest.raises(Refusal) as refused:
        CliRunner().invoke(pair_command, [*BASE, option, value], catch_exceptions=False)
    assert str(refused.value).startswith(f"{option}: {value}")
    assert str(refused.value).endswith(said)


@pytest.mark.parametrize(
    "option", ["--overtaken-ratio", "--narrow-ratio", "--widening-years", "--best-ranks"]
)
def test_a_threshold_of_alarms_does_nothing_without_monitor(option):
    with pytest.raises(Refusal, match=f"{option}: it does nothing without --monitor"):
        CliRunner().invoke(pair_command, [*BASE, option, "3"], catch_exceptions=False)


def test_regions_of_one_name_are_told_apart_by_their_codes(tmp_path):
    figures = "".join(f"{code},2023,{gdp},10\n" for code, gdp in (("A1", 90), ("B1", 30)))
    (tmp_path / "panel.csv").write_text("region,year,gdp_100m_cny,pop_resident_10k\n" + figures)
    (tmp_path / "regions.csv").write_text("region,name,group\nA1,甲,east\nB1,甲,west\n", "utf-8")
    files = ["--data", str(tmp_path / "panel.csv"), "--regions", str(tmp_path / "regions.csv")]
    asked = [*files, "--year", "2023", "--draws", "10"]
    found = CliRunner().invoke(pair_command, asked, catch_exceptions=False)
    assert "最优结对为甲(A1)–甲(B1)" in found.output
    with pytest.raises(Refusal, match="several regions have this name; give one of the codes: A1"):
        CliRunner().invoke(pair_command, [*asked, "--require", "甲:B1"], catch_exceptions=False)
