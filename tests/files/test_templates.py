"""Blank tables to fill in: what they ask for is exactly what the reader understands."""

import io

import openpyxl
import pytest

from jiedui.core.errors import Refusal
from jiedui.files.panels import read_panel
from jiedui.files.sources import Source
from jiedui.files.tables import ABOUT_SHEET
from jiedui.files.templates import (
    blank_panel_csv,
    blank_panel_xlsx,
    blank_regions_csv,
    blank_regions_xlsx,
)


def filled_csv(blank, *rows):
    return blank + "".join(",".join(row) + "\r\n" for row in rows).encode()


def filled_xlsx(blank, *rows):
    book = openpyxl.load_workbook(io.BytesIO(blank))
    for row in rows:
        book.worksheets[0].append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("tidy", [True, False])
def test_a_filled_template_is_read_without_a_warning(lang, tidy):
    row = ["A", "甲", "2021", "gdp", "7", "亿元"] if tidy else ["A", "甲", "2021", "7", "5"]
    place = ["A", "甲市", "south", ""]
    found = read_panel(
        Source("panel.csv", filled_csv(blank_panel_csv(tidy=tidy, lang=lang), row)),
        Source("regions.xlsx", filled_xlsx(blank_regions_xlsx(lang=lang), place)),
    )
    again = read_panel(
        Source("panel.xlsx", filled_xlsx(blank_panel_xlsx(tidy=tidy, lang=lang), row)),
        Source("regions.csv", filled_csv(blank_regions_csv(lang=lang), place)),
    )
    assert found.warnings == again.warnings == ()
    assert found.panel.values.equals(again.panel.values)
    assert found.panel.values.loc[("A", 2021), "gdp"] == 7


def test_a_template_sent_back_empty_says_that_it_holds_no_figure():
    with pytest.raises(Refusal, match="the panel holds no figure"):
        read_panel(
            Source("panel.xlsx", blank_panel_xlsx()),
            Source("regions.csv", filled_csv(blank_regions_csv(), ["A", "甲", "s", ""])),
        )


def test_the_last_sheet_says_what_each_column_wants_in_the_readers_language():
    for lang, word in (("zh", "四位数年份。"), ("en", "A year of four digits.")):
        book = openpyxl.load_workbook(io.BytesIO(blank_panel_xlsx(lang=lang)))
        said = [row[1] for row in book[ABOUT_SHEET].iter_rows(values_only=True)]
        assert word in said


def test_any_indicator_of_the_catalogue_may_be_asked_for():
    blank = blank_panel_csv(["va_secondary", "industrial_firms"], lang="en").decode("utf-8-sig")
    assert blank == "region,name,year,va_secondary_100m_cny,industrial_firms\r\n"
