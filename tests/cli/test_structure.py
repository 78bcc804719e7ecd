"""`jiedui structure` as a user runs it."""

import csv
import io
import json
from pathlib import Path

import pytest
import xlsxwriter

from jiedui.analysis.structure import VIEWS
from jiedui.cli import main
from jiedui.cli.structure import SHOWS

MADE_UP = Path(__file__).parents[2] / "docs/explanation/structure-made-up.csv"
JIANGSU = ["structure", "--programme", "jiangsu-2022", "--year", "2022"]
OWN = ["structure", "--year", "2023", "--industries", str(MADE_UP), "--pair", "S:N"]


def run(capsys, *arguments):
    """Exit status, stdout and stderr of a command."""
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    said = capsys.readouterr()
    return ended.value.code, said.out, said.err


def test_the_command_offers_every_view_of_the_analysis():
    assert SHOWS == VIEWS


def test_it_answers_in_a_sentence_first(capsys):
    code, out, _ = run(capsys, *JIANGSU, "--show", "lq", "--show", "similarity")
    assert code == 0
    first, second = out.split("\n\n")[:2]
    assert "无锡市与连云港市结构差别最大" in first
    assert "三次产业不能用来给结对排序" in second


def test_json_holds_what_each_figure_supports_and_the_hashes_of_its_inputs(capsys):
    code, out, _ = run(capsys, *JIANGSU, "--format", "json")
    result = json.loads(out)
    assert code == 0
    assert {figure["supports"] for figure in result["figures"]} == {"describe", "score_weak"}
    assert len(result["provenance"]["inputs"]["census_2020"]) == 64
    assert {refused["view"] for refused in result["refused"]} == {
        "rank_pairs",
        "gradient",
        "chains",
        "list",
    }


def test_csv_is_one_row_per_figure_with_the_reason(capsys):
    _, out, _ = run(capsys, *JIANGSU, "--show", "similarity", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert len(rows) == 4 * 2 + 4 * 2 + 4 * 2  # pairs × (krugman, unido) at 3, 19 and 17 columns
    assert all(row["reason"] for row in rows)


@pytest.mark.parametrize("view", ["gradient", "chains", "list"])
def test_what_the_bundled_set_cannot_carry_ends_with_status_2(capsys, view):
    code, out, err = run(capsys, *JIANGSU, "--show", view)
    assert (code, out) == (2, "")
    assert "not supported: needs two-digit data" in err


def test_a_users_file_gives_the_list_with_who_does_what(capsys):
    code, out, err = run(capsys, *OWN, "--show", "list")
    assert code == 0
    assert "深加工" in out
    assert "draft by stated rules" in err
    _, out, _ = run(capsys, *OWN, "--show", "list", "--format", "csv")
    food = [
        (row["label"], row["region"])
        for row in csv.DictReader(io.StringIO(out))
        if row["industry"] == "io42:06"
    ]
    assert sorted(food) == [
        ("deep_processing", "N"),
        ("manufacture", "N"),
        ("market", "S"),
        ("research", "S"),
    ]


def test_claims_of_both_sides_are_checked(capsys, tmp_path):
    claims = tmp_path / "claims.csv"
    claims.write_text("region,industry,stage\nS,13,市场\nN,13,市场\n", encoding="utf-8")
    code, out, _ = run(capsys, *OWN, "--show", "list", "--claims", str(claims))
    assert code == 0
    assert "双方都提出的环节：13 市场" in out


def test_english_is_complete(capsys):
    _, out, _ = run(capsys, *OWN, "--show", "chains", "--show", "gradient", "--lang", "en")
    assert "Industry gradient coefficient" in out
    assert "fill" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([*JIANGSU, "--pair", "320100"], "--pair: 320100: not a pair; write supporter:recipient"),
        ([*JIANGSU, "--sides", "gdp"], "--sides: gdp: coupling is of two sides"),
        (["structure", "--year", "2022"], "no region to describe"),
        (["structure", "--year", "2022", "--programme", "nowhere"], "no such programme"),
        ([*JIANGSU, "--industries", "none.csv"], "none.csv: there is no such file"),
        ([*JIANGSU, "--sides", "gdp,happiness"], "happiness: no such indicator"),
    ],
)
def test_a_mistake_is_refused_in_one_line_with_status_2(capsys, arguments, said):
    if "--sides" in arguments:
        arguments = [*arguments, "--show", "coupling"]
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "")
    assert said in err


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--threshold", "5", "threshold: 5: not a share; give a number above 0 and below 1"),
        ("--tau", "nan", "tau: nan: not a share"),
        ("--sides", "gdp,love", "sides: love: no such indicator in the panel; there is: avg_wage"),
        ("--sides", "a/b/c,gdp", "sides: a/b/c: not a side of coupling; write an indicator, or"),
        ("--year", "0", "year: 0: not a year; write four digits, 1900 to 2100"),
    ],
)
def test_an_option_out_of_its_range_is_refused_and_not_only_its_view(capsys, option, value, said):
    code, out, err = run(capsys, *JIANGSU, option, value)
    assert (code, out) == (2, "")
    assert err.startswith(said)


def test_a_code_out_of_force_is_refused_with_the_code_that_holds_instead(capsys):
    """高淳县 320125 became 高淳区 320118 in 2013."""
    code, _, err = run(capsys, "structure", "--year", "2020", "--regions", "320125")
    assert code == 2
    assert err == (
        "region: 320125: 南京市高淳县 has this code in 1983-2012, not in 2020; "
        "for 2020 use 320118 南京市高淳区\n"
    )


def test_a_merged_amount_is_not_given_to_every_row_it_covers(capsys, tmp_path):
    path = tmp_path / "merged.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        for row, cells in enumerate(
            (
                ("region", "industry", "value_added", "employment"),
                ("S", "13", 5, 1),
                ("S", "14", 5, 1),
            )
        ):
            sheet.write_row(row, 0, cells)
        sheet.merge_range(1, 2, 2, 2, 5)
    code, _, err = run(capsys, "structure", "--year", "2023", "--industries", str(path))
    assert code == 2
    first, second = err.splitlines()
    assert first.startswith("merged.xlsx[Sheet1]:2: value_added: 5: a merged cell does not say")
    assert second.startswith("merged.xlsx[Sheet1]:3: value_added: 5: a merged cell does not say")
