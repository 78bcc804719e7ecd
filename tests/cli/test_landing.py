"""`jiedui landing` as a user runs it."""

import csv
import io
import json

import pytest
from click.testing import CliRunner

from jiedui.cli import main, root
from jiedui.cli.landing import STAGES
from jiedui.schemes.stages import stages

TEXT = (
    "code,name,pair,signed_on,in_production_on,promised_10k_cny\n"
    "A1,一,苏州市-宿迁市,2022-01-01,2022-12-01,100\n"
    "A2,二,苏州市-宿迁市,2022-01-01,,300\n"
)


@pytest.fixture
def ledger(tmp_path):
    path = tmp_path / "projects.csv"
    path.write_text(TEXT, "utf-8")
    return str(path)


def run(*arguments):
    return CliRunner().invoke(root, ["landing", *arguments])


def test_the_stages_of_the_help_are_those_of_the_ladder():
    assert tuple(stage.code for stage in stages().steps) == STAGES


def test_the_table_says_count_and_money_together(ledger):
    result = run(ledger, "--as-of", "2024-12-31")
    assert result.exit_code == 0
    assert "按个数 50.0%，按金额 25.0%" in result.stdout
    assert "大项目落地少" in result.stdout


def test_json_and_csv_hold_the_same_figures(ledger):
    found = json.loads(run(ledger, "--as-of", "2024-12-31", "--format", "json").stdout)
    assert (found["whole"]["by_count"], found["whole"]["by_money"]) == (0.5, 0.25)
    text = run(ledger, "--as-of", "2024-12-31", "--format", "csv").stdout
    first = next(csv.DictReader(io.StringIO(text)))
    assert (first["cohort"], first["by_count"], first["by_money"]) == ("all", "0.5", "0.25")


def test_english_says_the_same(ledger):
    said = run(ledger, "--as-of", "2024-12-31", "--lang", "en", "--by", "year").stdout
    assert "50.0% by count, 25.0% by money; the large ones land less often" in said


def test_a_bad_file_ends_with_two_and_the_line(tmp_path, capsys):
    path = tmp_path / "bad.csv"
    path.write_text(TEXT.replace("2022-12-01", "soon"), "utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["landing", str(path), "--as-of", "2024-12-31"])
    assert ended.value.code == 2
    assert "bad.csv:2: in_production_on: soon: not a date" in capsys.readouterr().err
