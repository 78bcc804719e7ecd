"""`jiedui pair --monitor` as a user runs it."""

import csv
import io
import json

import pytest
from click.testing import CliRunner

from jiedui.cli import main
from jiedui.cli.pair import pair_command

BASE = ["--programme", "jiangsu-2001", "--monitor"]


def run(*arguments):
    return CliRunner().invoke(pair_command, [*BASE, *arguments], catch_exceptions=False)


def test_the_table_names_pairs_alarms_and_thresholds_and_claims_no_cause():
    shown = run().stdout
    assert shown.startswith("按到2023年的数据，5 对中")
    assert "不说明原因" in shown.splitlines()[0]
    assert "- 无锡–徐州: 得分名次退到第" in shown
    assert "两地人均倍数连年扩大：3(建议)" in shown
    english = run("--lang", "en").stdout
    assert english.startswith("On data up to 2023, ")
    assert "not why" in english.splitlines()[0]


def test_csv_has_a_row_per_pair_and_year_and_json_the_thresholds():
    rows = list(csv.DictReader(io.StringIO(run("--format", "csv").stdout)))
    found = json.loads(run("--format", "json").stdout)
    assert len(rows) == sum(len(pair["years"]) for pair in found["pairs"])
    assert {"ratio", "difference", "need", "score", "rank", "alarms"} <= set(rows[0])
    assert [one["value"] for one in found["thresholds"]] == [1, 1.25, 3, 2]


def test_a_threshold_of_ones_own_changes_the_alarms_and_stands_in_the_result():
    found = json.loads(run("--narrow-ratio", "9", "--format", "json").stdout)
    assert all(any(a["kind"] == "narrow" for a in pair["alarms"]) for pair in found["pairs"])
    assert found["provenance"]["parameters"]["thresholds"]["narrow_ratio"] == 9


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--monitor"], "say whose pairs are to be watched"),
        ([*BASE, "--best-ranks", "0"], "best_ranks: 0: must be 1 or more"),
        (["--programme", "jiangsu-2022"], "--year"),
    ],
)
def test_what_cannot_be_watched_is_refused_with_status_2(capsys, arguments, said):
    with pytest.raises(SystemExit) as left:
        main(["pair", *arguments])
    assert left.value.code == 2
    assert said in capsys.readouterr().err
