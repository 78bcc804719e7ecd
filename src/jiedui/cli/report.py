"""`jiedui report`: a gap measurement or a proposed pairing as HTML, PDF, Word or Excel."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import click

from jiedui.cli.output import say
from jiedui.core.errors import Problem, Refusal

_FIRST_YEAR, _LAST_YEAR = 1949, 2100
_SPAN = re.compile(r"(?P<first>\d{4})(?:-(?P<last>\d{4}))?")


@click.command("report")
@click.argument("kind", type=click.Choice(["gaps", "pairing"]))
@click.option(
    "-o",
    "--output",
    "out",
    required=True,
    type=click.Path(path_type=Path),
    help="file to write; its ending says how: .html .pdf .docx .xlsx",
)
@click.option("--programme", "programme_id", default="jiangsu-2022", show_default=True)
@click.option("--year", type=int, help="year of the answer [default: 2021]")
@click.option("--years", help="gaps only: years to show, such as 2000,2010,2021 or 2015-2021")
@click.option(
    "--population",
    default="",
    type=click.Choice(["", "resident", "resident_average", "registered", "implied"]),
    help="gaps only: who is counted [default: year-end residents]",
)
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
@click.option("--seed", type=int, help="pairing only: of everything drawn  [default: 0]")
def report_command(
    kind: str,
    out: Path,
    programme_id: str,
    year: int | None,
    years: str | None,
    population: str,
    lang: str,
    seed: int | None,
) -> None:
    """Write a report that answers in one sentence, shows why, and says where it comes from.

    The same inputs, rules, version and seed give the same bytes.

    \b
    Example:  jiedui report gaps -o gaps.pdf --years 2000,2010,2021
              jiedui report pairing -o pairing.docx --programme jiangsu-2022 --year 2021
    """
    from jiedui.reports.build import build_report, fail_if_unwritable

    fail_if_unwritable(out)
    started = time.perf_counter()
    if kind == "gaps":
        _fail_if_given("--seed", seed, belongs_to="pairing")
        result = _gaps(programme_id, _asked_years(year, years), population)
    else:
        _fail_if_given("--years", years, belongs_to="gaps")
        _fail_if_given("--population", population or None, belongs_to="gaps")
        result = _pairing(programme_id, 2021 if year is None else year, seed or 0)
    build_report(kind, result, lang="zh" if lang == "zh" else "en", out=out)
    say(f"{out}  {time.perf_counter() - started:.1f} s")


def _gaps(programme_id: str, years: tuple[int, ...], population: str) -> Any:
    from jiedui.analysis.gaps import GapsRequest, measure_gaps
    from jiedui.data.panels import city_panel, inputs
    from jiedui.schemes.load import programme

    chosen = programme(programme_id)
    request = GapsRequest(years=years, population=population)
    return measure_gaps(
        city_panel(), chosen.grouping(), request, programme=chosen, inputs=inputs("city_panel")
    )


def _pairing(programme_id: str, year: int, seed: int) -> Any:
    from jiedui.analysis.pairing import PairingRequest, propose_pairs
    from jiedui.schemes.load import programme

    return propose_pairs(programme(programme_id), PairingRequest(year=year, seed=seed))


def _asked_years(year: int | None, years: str | None) -> tuple[int, ...]:
    """The years of a gap report; the answer is for the last of them."""
    if year is not None and years is not None:
        hint = "--years names all of them, the answer is for the last"
        raise Refusal(Problem("both --year and --years are given", hint=hint))
    if years is not None:
        return read_years(years)
    return (2000, 2010, 2021) if year is None else read_years(str(year))


def read_years(text: str) -> tuple[int, ...]:
    """Years as people write them, in order, each once.

    >>> read_years("2000, 2010,2019-2021")
    (2000, 2010, 2019, 2020, 2021)
    """
    found: set[int] = set()
    for part in re.split(r"[,，、\s]+", text.strip()):
        span = _SPAN.fullmatch(part)
        first = int(span["first"]) if span else 0
        last = int(span["last"] or first) if span else 0
        if not _FIRST_YEAR <= first <= last <= _LAST_YEAR:
            hint = "write 2000,2010,2021 or 2015-2021"
            raise Refusal(Problem("not years", column="--years", value=part or text, hint=hint))
        found.update(range(first, last + 1))
    return tuple(sorted(found))


def _fail_if_given(option: str, value: object, *, belongs_to: str) -> None:
    if value is not None:
        other = "pairing" if belongs_to == "gaps" else "gap"
        hint = f"leave it out: it belongs to `jiedui report {belongs_to}`"
        raise Refusal(Problem(f"a {other} report knows no such option", column=option, hint=hint))
