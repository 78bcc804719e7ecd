"""`jiedui data`: what ships with Jiedui, where it comes from, and whether it is intact."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from jiedui import data
from jiedui.cli.output import emit, format_option, say, text_table

if TYPE_CHECKING:
    from jiedui.core.places import Place, Places, Succession
    from jiedui.data.records import About

FIRST_ROWS = 5
WIDEST_CELL = 24


@click.group(name="data", context_settings={"help_option_names": ["-h", "--help"]})
def data_command() -> None:
    """List, show and verify the data sets that ship with Jiedui.

    \b
    Example:  jiedui data show city_panel
    """


@data_command.command("list")
@format_option
def list_sets(output_format: str) -> None:
    """Name every data set with its years, rows and terms.

    \b
    Example:  jiedui data list --format csv
    """
    rows = [_summary(name, data.about(name)) for name in data.names()]
    header = ("name", "years", "rows", "doubts", "licence", "title_en", "title_zh")
    emit(
        output_format,
        {"data": rows},
        rows=rows,
        table=lambda: text_table(
            header, [[row[key] for key in header] for row in rows], right=[2, 3]
        ),
    )


@data_command.command("show")
@click.argument("name")
@format_option
def show_set(name: str, output_format: str) -> None:
    """Show where a data set comes from, what we changed, what is doubtful, and its first rows.

    \b
    Example:  jiedui data show city_panel
    """
    about = data.about(name)
    first = _first_rows(name, about)
    emit(
        output_format,
        {"name": name, **about.model_dump(), "first_rows": first},
        rows=first,
        table=lambda: _page(name, about, first),
    )


@data_command.command("place")
@click.argument("text")
@click.option(
    "--year",
    type=click.IntRange(1900, 2100),
    help="as things stood in that year  [default: the newest codes]",
)
@format_option
def find_place(text: str, year: int | None, output_format: str) -> None:
    """Find a place by code or by name, old or new, with its codes over time.

    \b
    Example:  jiedui data place 吴江
              jiedui data place 铜山 --year 2008
    """
    from jiedui.core.errors import Problem, Refusal
    from jiedui.data.places import places

    if not text.strip():
        hint = "give six digits or a name, as 320500 or 吴江"
        raise Refusal(Problem("no place is named", column="TEXT", hint=hint))
    known = places()
    newest = max(place.valid_from for place in known.entries)
    found = known.search(text, on=year or newest)
    if not found:
        known.find(text, on=year or newest)  # refuses, and says what comes near
    rows = [row for place in found for row in _history(known, place)]
    header = ("code", "name", "level", "years", "became")
    emit(
        output_format,
        {"found": rows},
        rows=rows,
        table=lambda: text_table(header, [[row[key] for key in header] for row in rows]),
    )


def _history(known: Places, place: Place) -> list[dict[str, Any]]:
    """The place and everything that came before it, oldest first."""
    line, waiting = {place.code: place}, [place.code]
    while waiting:
        for step in known.predecessors(waiting.pop()):
            if step.code not in line:
                line[step.code] = known.last(step.code)
                waiting.append(step.code)
    return [
        {
            "code": each.code,
            "name": each.full_name(),
            "level": each.level,
            "years": each.years(),
            "became": ", ".join(_became(step) for step in known.successors(each.code)),
        }
        for each in sorted(line.values(), key=lambda each: (each.valid_from, each.code))
    ]


def _became(step: Succession) -> str:
    return f"{step.code} ({step.year}{', in part' if step.is_partial else ''})"


@data_command.command("verify")
@click.argument("names", nargs=-1)
@format_option
def verify_sets(names: tuple[str, ...], output_format: str) -> None:
    """Recompute hashes and row counts, check codes, years and units; exit 1 if anything is found.

    \b
    Example:  jiedui data verify city_panel county_panel
    """
    from jiedui.data.verification import verify

    chosen = names or data.names()
    found = {name: verify(name) for name in chosen}
    rows = [
        {"data": name, "ok": not problems, "problems": [str(problem) for problem in problems]}
        for name, problems in found.items()
    ]
    emit(
        output_format,
        {"verified": rows},
        rows=[
            {"data": name, "ok": not problems, "problems": "; ".join(map(str, problems))}
            for name, problems in found.items()
        ],
        table=lambda: "\n".join(_verdict(name, problems) for name, problems in found.items()),
    )
    wrong = sum(1 for problems in found.values() if problems)
    say(f"{len(chosen)} data sets, {wrong} with findings")
    sys.exit(1 if wrong else 0)


def _summary(name: str, about: About) -> dict[str, Any]:
    return {
        "name": name,
        "years": about.span(),
        "rows": about.tables[0].rows,
        "doubts": len(about.doubts),
        "licence": about.licence,
        "title_en": about.title.en,
        "title_zh": about.title.zh,
        "sha256": about.tables[0].sha256,
    }


def _first_rows(name: str, about: About) -> list[dict[str, Any]]:
    if not about.tables[0].file.endswith(".csv"):
        return []
    frame = data.table(name).head(FIRST_ROWS)
    return [
        {str(key): None if value != value else value for key, value in row.items()}
        for row in frame.to_dict(orient="records")
    ]


def _page(name: str, about: About, first: list[dict[str, Any]]) -> str:
    lines = [
        f"{name}: {about.title.en} / {about.title.zh}",
        f"publisher  {about.publisher}",
        f"source     {about.source}",
        f"years      {about.span()}",
        f"licence    {about.licence}",
        *(f"file       {part.file}: {part.rows} rows, {part.sha256}" for part in about.tables),
        *(f"changed    {words.en}" for words in about.changes),
        *(f"doubt      {words.en}" for words in about.doubts),
    ]
    columns = _columns(about)
    return "\n".join([*lines, "", columns, "", _preview(first)]).rstrip()


def _columns(about: About) -> str:
    rows = [
        [column.name, column.unit or "-", column.meaning.en, column.meaning.zh]
        for column in about.tables[0].columns
    ]
    return text_table(["column", "unit", "meaning", "含义"], rows) if rows else ""


def _preview(first: list[dict[str, Any]]) -> str:
    if not first:
        return ""
    names = [key for key in first[0] if any(row[key] not in (None, "") for row in first)]
    return text_table(names, [[_cell(row, key) for key in names] for row in first])


def _cell(row: Mapping[str, Any], key: str) -> str:
    value = row[key]
    text = "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
    return text if len(text) <= WIDEST_CELL else text[: WIDEST_CELL - 1] + "…"


def _verdict(name: str, problems: tuple[Any, ...]) -> str:
    return f"{name}: ok" if not problems else "\n".join(f"{name}: {each}" for each in problems)
