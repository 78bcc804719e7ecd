"""The page on bringing one's own data shows files that work, and the limits that are kept."""

import re
from dataclasses import astuple
from pathlib import Path

import pandas as pd

from jiedui.files.panels import read_panel
from jiedui.files.sources import LIMITS, Source

PAGE = (Path(__file__).parents[2] / "docs/how-to/bring-your-own-data.md").read_text("utf-8")


def test_both_examples_are_read_and_are_the_same_panel():
    wide, tidy, regions = re.findall(r"```csv\n(.*?)```", PAGE, re.DOTALL)
    found = [
        read_panel(Source("panel.csv", text.encode()), Source("regions.csv", regions.encode()))
        for text in (wide, tidy)
    ]
    assert found[0].warnings == found[1].warnings == ()
    pd.testing.assert_frame_equal(found[0].panel.values, found[1].panel.values)


def test_the_page_names_every_limit():
    for limit in astuple(LIMITS):
        said = f"{limit // 2**20} MiB" if limit % 2**20 == 0 else f"{limit:,}"
        assert said in PAGE
