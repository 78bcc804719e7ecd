"""Blank tables to fill in, made from the columns that the catalogue declares."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

from jiedui.catalog.columns import KINDS, Column, columns
from jiedui.catalog.indicators import indicators
from jiedui.core.errors import Problem, Refusal
from jiedui.files.forms import fill_in
from jiedui.files.headings import heading
from jiedui.files.writing import About, Field, Sheet, write_xlsx

_SHEET = {"zh": "数据", "en": "data"}
DECLARED = {"observations": "panel_tidy"}
PANEL_INDICATORS = ("gdp", "pop_resident")


def blank_panel_csv(
    chosen: Sequence[str] = PANEL_INDICATORS, *, tidy: bool = False, lang: str = "zh"
) -> bytes:
    """A panel without rows, as CSV with a mark so that Excel reads its Chinese.

    >>> blank_panel_csv(["gdp"], lang="en").decode("utf-8-sig")
    'region,name,year,gdp_100m_cny\\r\\n'
    """
    return _csv(_panel_fields(chosen, tidy=tidy, lang=lang))


def blank_panel_xlsx(
    chosen: Sequence[str] = PANEL_INDICATORS, *, tidy: bool = False, lang: str = "zh"
) -> bytes:
    """A panel without rows, as a workbook whose last sheet says what each column wants."""
    kind = "panel_tidy" if tidy else "panel_wide"
    return _xlsx(_panel_fields(chosen, tidy=tidy, lang=lang), kind, lang)


def blank_regions_csv(*, lang: str = "zh") -> bytes:
    """The file of regions and groups without rows."""
    return _csv([_title(column, lang) for column in columns("regions").values()])


def blank_regions_xlsx(*, lang: str = "zh") -> bytes:
    """The workbook of regions and groups without rows."""
    return _xlsx([_title(column, lang) for column in columns("regions").values()], "regions", lang)


def write_template(kind: str, path: Path, *, lang: str = "zh") -> None:
    """An empty table of a kind, CSV or XLSX by the ending of the path.

    Raises
    ------
    Refusal
        No such kind, or another ending.
    """
    path.write_bytes(template(kind, path.suffix.lower().removeprefix("."), lang=lang))


def template(kind: str, ending: str, *, lang: str = "zh") -> bytes:
    """An empty table: as a workbook with lists of choices and a sheet on every column."""
    declared = DECLARED.get(kind, kind)
    if declared not in KINDS:
        allowed = ", ".join(sorted({*KINDS, *DECLARED} - {*DECLARED.values()}))
        hint = f"choose from {allowed}"
        raise Refusal(Problem("no such kind of table", value=kind, hint=hint))
    titles = [heading(column, lang) for column in columns(declared).values()]
    if ending == "csv":
        return _csv(titles)
    if ending == "xlsx":
        return fill_in(titles, list(columns(declared).values()), lang)
    hint = "end the name in .xlsx or .csv"
    raise Refusal(Problem("no such format", column="-o", value=ending, hint=hint))


def _panel_fields(chosen: Sequence[str], *, tidy: bool, lang: str) -> list[str]:
    kind = columns("panel_tidy" if tidy else "panel_wide")
    titles = [_title(column, lang) for column in kind.values() if tidy or column.type != "number"]
    return titles if tidy else [*titles, *(_figure_title(name, lang) for name in chosen)]


def _title(column: Column, lang: str) -> str:
    return column.zh if lang == "zh" else column.name


def _figure_title(name: str, lang: str) -> str:
    indicator = indicators()[name]
    if lang == "zh":
        return Field(indicator.name_zh, indicator.unit).header("zh")
    return f"{name}_{indicator.unit}" if indicator.unit else name


def _csv(titles: Sequence[str]) -> bytes:
    return (",".join(titles) + "\r\n").encode("utf-8-sig")


def _xlsx(titles: Sequence[str], kind: str, lang: str) -> bytes:
    definitions = {
        _title(column, lang): column.description_zh if lang == "zh" else column.description_en
        for column in columns(kind).values()
    }
    title = "结对:待填表" if lang == "zh" else "Jiedui: a table to fill in"
    sheet = Sheet(_SHEET[lang], [Field(name) for name in titles], [])
    target = io.BytesIO()
    write_xlsx([sheet], target, about=About(title, definitions=definitions), lang=lang)
    return target.getvalue()
