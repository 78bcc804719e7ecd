"""`jiedui report`: a gap measurement or a proposed pairing as HTML, PDF, Word or Excel."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jiedui.cli.output import GIVEN, say
from jiedui.core.errors import Problem, refuse_if_any

if TYPE_CHECKING:
    from jiedui.analysis.gaps import GapsResult
    from jiedui.analysis.pairing import PairingResult

DEFAULT_PROGRAMME = "jiangsu-2022"
DEFAULT_YEAR = 2021
BUNDLED_YEARS = "2000,2010,2021"


@click.command("report", context_settings={"ignore_unknown_options": True})
@click.argument("kind", type=click.Choice(["gaps", "pairing"]))
@click.option(
    "-o",
    "--output",
    "out",
    required=True,
    type=click.Path(path_type=Path),
    help="file to write; its ending says how: .html .pdf .docx .xlsx",
)
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
@click.argument("asked", nargs=-1, type=click.UNPROCESSED, metavar="[OPTIONS OF gaps OR pair]...")
def report_command(kind: str, out: Path, lang: str, asked: tuple[str, ...]) -> None:
    """Write a report that answers in one sentence, shows why, and says where it comes from.

    What is reported is asked for as `jiedui gaps` or `jiedui pair` would be, with the same options
    after the kind: your own tables, weights and limits too. Left out, it is jiangsu-2022: gaps of
    2000, 2010 and 2021, or the pairing of 2021. The same inputs, rules, version and seed give the
    same bytes.

    \b
    Example:  jiedui report gaps -o gaps.pdf --years 2000,2010,2021
              jiedui report gaps -o gaps.docx --data panel.csv --regions regions.csv
              jiedui report pairing -o pairing.docx --year 2021 --weights weights.yaml
    """
    from jiedui.reports.build import build_report, fail_if_unwritable

    fail_if_unwritable(out)
    started = time.perf_counter()
    result = (_gaps if kind == "gaps" else _pairing)(list(asked))
    build_report(kind, result, lang="zh" if lang == "zh" else "en", out=out)
    say(f"{out}  {time.perf_counter() - started:.1f} s")


def _gaps(asked: list[str]) -> GapsResult:
    """What `jiedui gaps` measures; a report draws a line, so without years it takes several."""
    from jiedui.cli.gaps import gaps_command, measured

    with gaps_command.make_context("gaps", asked, parent=_above()) as context:
        _refuse(context, {"which": "--show", "output_format": "--format"})
        options = dict(context.params)
        if not (options["year"] or options["years"] or options["data_file"]):
            options["years"] = BUNDLED_YEARS
        return measured(options, all_years=True)[0]


def _pairing(asked: list[str]) -> PairingResult:
    """What `jiedui pair` proposes."""
    from jiedui.cli.pair import pair_command, proposed

    with pair_command.make_context("pair", asked, parent=_above()) as context:
        _refuse(context, {"monitor": "--monitor", "output_format": "--format"})
        options = dict(context.params)
        if options["year"] is None:
            options["year"] = DEFAULT_YEAR
        if not (options["programme_id"] or options["data_file"] or options["regions_file"]):
            options["programme_id"] = DEFAULT_PROGRAMME
        return proposed(options)


def _above() -> click.Context | None:
    """So that a refusal names the command whose option it is: `jiedui gaps`, `jiedui pair`."""
    return click.get_current_context().parent


def _refuse(context: click.Context, unfit: Mapping[str, str]) -> None:
    """Options that ask for another view or another form than a report has."""
    refuse_if_any(
        Problem("a report knows no such option", column=option, hint="leave it out")
        for name, option in unfit.items()
        if context.get_parameter_source(name) in GIVEN
    )
