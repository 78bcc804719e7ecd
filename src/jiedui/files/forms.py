"""A workbook to fill in: lists of choices in the cells, and a sheet that explains each column."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from jiedui.catalog.columns import Column
from jiedui.files.headings import other_headings
from jiedui.files.tables import ABOUT_SHEET, LISTS_SHEET
from jiedui.files.writing import CREATED, display_width, write_cell

ROWS = 5_000  # as far down as lists of choices reach
_SHEET = {"zh": "数据", "en": "data"}
_HEADS = {
    "zh": ("列名", "必填", "填什么", "可选的值", "也认的列名"),
    "en": ("Column", "Required", "What to write", "Choices", "Other headers that are read"),
}
_WIDTHS = (24, 8, 60, 48, 40)


def fill_in(titles: Sequence[str], declared: Sequence[Column], lang: str) -> bytes:
    """The workbook, the same bytes each time."""
    target = io.BytesIO()
    workbook = xlsxwriter.Workbook(target, {"in_memory": True})
    workbook.set_properties({"created": CREATED})
    sheet = workbook.add_worksheet(_SHEET[lang])
    lists = [column for column in declared if _choices(column, lang)]
    _write_header(workbook, sheet, titles, declared)
    for column in lists:
        at = declared.index(column)
        letter = xlsxwriter.utility.xl_col_to_name(lists.index(column))
        source = f"='{LISTS_SHEET}'!${letter}$1:${letter}${len(_choices(column, lang))}"
        rule = {"validate": "list", "source": source, "ignore_blank": True}
        sheet.data_validation(1, at, ROWS, at, rule)
    _write_about(workbook, titles, declared, lang)
    if lists:
        _write_lists(workbook, lists, lang)
    workbook.close()
    return target.getvalue()


def _choices(column: Column, lang: str) -> list[str]:
    if column.type == "flag":
        return ["是", "否"] if lang == "zh" else ["yes", "no"]
    return list(column.choices.values() if lang == "zh" else column.choices)


def _write_header(
    workbook: Any, sheet: Any, titles: Sequence[str], declared: Sequence[Column]
) -> None:
    plain = {"bottom": 1, "bg_color": "#EEF2F5", "text_wrap": True, "valign": "top"}
    optional = workbook.add_format(plain)
    required = workbook.add_format({**plain, "bold": True})
    text = workbook.add_format({"num_format": "@"})
    sheet.freeze_panes(1, 0)
    for at, (title, column) in enumerate(zip(titles, declared, strict=True)):
        # Codes and dates stay what was typed: a spreadsheet would cut zeros and change days.
        style = text if column.type in ("code", "date", "credit_code", "text") else None
        sheet.set_column(at, at, max(10, min(display_width(title) + 4, 40)), style)
        write_cell(sheet, 0, at, title, required if column.required else optional)


def _write_about(
    workbook: Any, titles: Sequence[str], declared: Sequence[Column], lang: str
) -> None:
    sheet = workbook.add_worksheet(ABOUT_SHEET)
    bold = workbook.add_format({"bold": True, "bottom": 1})
    wrap = workbook.add_format({"text_wrap": True, "valign": "top"})
    for at, (head, width) in enumerate(zip(_HEADS[lang], _WIDTHS, strict=True)):
        sheet.set_column(at, at, width)
        write_cell(sheet, 0, at, head, bold)
    required = {"zh": "是", "en": "yes"}[lang]
    for row, (title, column) in enumerate(zip(titles, declared, strict=True), start=1):
        described = column.description_zh if lang == "zh" else column.description_en
        choices = "、".join(_choices(column, lang)) if lang == "zh" else ", ".join(column.choices)
        said = (
            title,
            required if column.required else "",
            described,
            choices,
            "、".join(other_headings(column, lang)),
        )
        for at, cell in enumerate(said):
            write_cell(sheet, row, at, cell, wrap)


def _write_lists(workbook: Any, lists: Sequence[Column], lang: str) -> None:
    sheet = workbook.add_worksheet(LISTS_SHEET)
    sheet.hide()
    for at, column in enumerate(lists):
        for row, word in enumerate(_choices(column, lang)):
            write_cell(sheet, row, at, word)
