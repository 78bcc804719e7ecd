"""The page on one's own tables, word for word: its files, its command, its lines of Python."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from jiedui.cli import root

PAGE = (Path(__file__).parents[2] / "docs/how-to/match-your-own-tables.md").read_text("utf-8")


def test_the_tables_and_the_command_of_the_page_give_what_it_prints(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, text in re.findall(r"```csv (\S+)\n(.*?)```", PAGE, flags=re.S):
        Path(name).write_text(text, "utf-8")
    command = re.search(r"^jiedui (match .*placed\.csv)$", PAGE, flags=re.M).group(1)
    result = CliRunner().invoke(root, command.split())
    assert result.exit_code == 0, result.output
    printed = re.search(r"```text\n(.*?)```", PAGE, flags=re.S).group(1)
    assert result.stdout.startswith(printed)
    with Path("placed.csv").open(encoding="utf-8-sig") as lines:
        rows = [tuple(row.values()) for row in csv.DictReader(lines)]
    assert rows == [("甲", "东园", "0.9"), ("乙", "东园", "0.8"), ("丙", "西园", "0.7")]


def test_the_example_on_arrays_says_what_its_comments_say():
    """C4 in a notebook: 0.9 + 0.8 + 0.7; with room for all three in the first park, + 0.05."""
    known: dict = {}
    for block in re.findall(r"```python\n(.*?)```", PAGE, flags=re.S):
        exec(compile(block, "match-your-own-tables.md", "exec"), known)
    assert known["places"] == [0, 0, 1]
    assert known["proof"] == pytest.approx(2.4) and known["judged"].value == pytest.approx(2.4)
    assert known["judged"].feasible and known["gained"] == pytest.approx(0.05)


@pytest.mark.parametrize("price", [0.0034, 0.01])
def test_every_price_within_the_range_of_the_page_proves_the_bound(price):
    known: dict = {}
    block = re.search(r"```python\n(.*?)```", PAGE, flags=re.S).group(1)
    exec(compile(block, "match-your-own-tables.md", "exec"), known)
    from jiedui.core.matching import bound

    assert bound(known["instance"], [[price], [0.0]]) == pytest.approx(2.4, abs=1e-6)


def test_the_columns_that_the_page_names_are_those_that_are_read():
    from jiedui.analysis.matching.columns import FIRM_COLUMNS, PARK_COLUMNS

    rows = {
        first: text
        for first in ("firms", "parks")
        for text in re.findall(rf"\| {first} \| needed.*?\n\n", PAGE, flags=re.S)
    }
    for table, columns in (("firms", FIRM_COLUMNS), ("parks", PARK_COLUMNS)):
        named = set(re.findall(r"`(\w+)`", rows[table]))
        assert set(columns) <= named, sorted(set(columns) - named)
