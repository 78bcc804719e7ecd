"""`jiedui data`."""

import json

import pytest
from click.testing import CliRunner

from jiedui.cli.data import data_command


def run(*arguments):
    return CliRunner().invoke(data_command, arguments)


def test_list_names_every_set_with_its_terms():
    found = json.loads(run("list", "--format", "json").stdout)["data"]
    assert {"city_panel", "code_history"} <= {row["name"] for row in found}
    assert next(row for row in found if row["name"] == "code_history")["licence"] == "CC0"


def test_show_says_source_units_and_doubts():
    text = run("show", "city_panel").stdout
    assert "Registered population ends in 2018." in text
    assert "100m_cny" in text and "北京市" in text


def test_show_gives_first_rows_as_csv():
    lines = run("show", "industry_sections", "--format", "csv").stdout.splitlines()
    assert lines[:2] == ["section,name_zh", "A,农林牧渔业"]


def test_verify_is_quiet_when_all_is_well():
    result = run("verify", "city_panel", "--format", "json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["verified"] == [
        {"data": "city_panel", "ok": True, "problems": []}
    ]


def test_verify_ends_with_1_when_it_finds_something(tmp_path, monkeypatch):
    from jiedui import data

    copy = tmp_path / "pairings"
    copy.mkdir()
    for name in ("about.yaml", "table.csv"):
        (copy / name).write_bytes((data.ROOT / "pairings" / name).read_bytes())
    with (copy / "table.csv").open("a", encoding="utf-8") as table:
        table.write("x,999999,某市,320100,南京市,2001,,,\n")
    monkeypatch.setattr(data, "ROOT", tmp_path)
    result = run("verify", "pairings")
    assert result.exit_code == 1
    assert "18 rows, about.yaml says 17" in result.stdout
    assert "supporter_code: 999999: no known code" in result.stdout


def test_help_shows_an_example():
    assert "Example:  jiedui data show city_panel" in run("--help").stdout


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("吴江", ["320584", "320509"]),
        ("淮阴", ["320821", "320804"]),
        ("赣榆", ["320721", "320707"]),
        ("溧水", ["320124", "320117"]),
        ("铜山", ["320323", "320312"]),
    ],
)
def test_a_place_is_found_under_its_old_and_new_name_with_all_its_codes(text, codes):
    """domain.md 6.1: Jiangsu's changes inside the pairing panel."""
    found = [
        row["code"] for row in json.loads(run("place", text, "--format", "json").stdout)["found"]
    ]
    assert [code for code in found if code in codes] == codes
