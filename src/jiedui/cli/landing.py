"""`jiedui landing`: of what was signed, how much has landed, by count and by money together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from jiedui.cli.output import emit, format_option, say, text_table

if TYPE_CHECKING:
    from jiedui.analysis.delivery import Group, LandingResult, Mark

# Written out so that `--help` costs no import; a test holds it against the stages.
STAGES = (
    *("lead", "signed", "registered", "filed", "land", "started", "completed"),
    *("in_production", "at_capacity", "above_scale"),
)
SHOWN_MONTHS = (12, 24, 36, 60)


@click.command("landing")
@click.argument("file", type=click.Path(dir_okay=False))
@click.option("--by", type=click.Choice(["pair", "park", "industry", "year"]), help="cohorts")
@click.option("--origin", type=click.Choice(STAGES), default="signed", show_default=True)
@click.option("--stage", type=click.Choice(STAGES), default="in_production", show_default=True)
@click.option(
    "--as-of",
    "as_of",
    type=click.DateTime(["%Y-%m-%d"]),
    required=True,
    help="the day up to which the file is complete: what has not landed by then is still open",
)
@click.option("--payments", type=click.Path(dir_okay=False), help="dated payments, for the money")
@click.option("--programme", "programme_id", default="", help="whose stages hold; none: shared")
@click.option("--seed", type=int, help="draws the band of the money curve; none: no band")
@click.option(
    "--accept-survivors", is_flag=True, help="measure a ledger that holds only what survived"
)
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
@format_option
def landing_command(
    file: str,
    by: str | None,
    origin: str,
    stage: str,
    as_of: datetime,
    payments: str | None,
    programme_id: str,
    seed: int | None,
    accept_survivors: bool,
    lang: str,
    output_format: str,
) -> None:
    """Measure how much of what was signed has landed, and how long it takes.

    FILE is a CSV or workbook of projects with a date for each stage, in the columns of the kind
    `projects`: code, name, pair, signed_on, in_production_on, promised_10k_cny, ...

    \b
    Example:  jiedui landing projects.csv --as-of 2025-06-30 --by year
              jiedui landing projects.xlsx --as-of 2025-06-30 --payments money.csv --seed 7
    """
    from jiedui.analysis.delivery import LandingRequest, measure_landing, read_ledger

    request = LandingRequest(
        as_of=as_of.date(),
        origin=origin,
        stage=stage,
        by=by or "",  # type: ignore[arg-type]
        seed=seed,
        accept_survivors=accept_survivors,
        programme=programme_id,
    )
    _fail_unless_known(programme_id)
    ledger = read_ledger(file, payments)
    result = measure_landing(ledger, request)
    for problem in ledger.warnings:
        say(str(problem))
    for code, reason in result.left_out:
        say(f"warning: {code}: {reason}: left out")
    for note in result.notes:
        say(f"note: {note.en}")
    emit(output_format, result, rows=list(rows(result)), table=lambda: _table(result, lang))


def _fail_unless_known(programme_id: str) -> None:
    from jiedui.schemes.load import programme

    if programme_id:
        programme(programme_id)


def rows(result: LandingResult) -> Iterator[Mapping[str, Any]]:
    """One row per cohort and mark, and one with the rates alone; money beside count in each."""
    for group in (result.whole, *result.groups):
        head = {
            "cohort": group.key or "all",
            "signed": group.rates.signed,
            "landed": group.rates.landed,
            "by_count": group.by_count,
            "by_money": group.by_money,
            "is_judgeable": group.is_judgeable,
            "terminated": group.terminated,
            "method": group.method,
        }
        yield {**head, "months": None, "share": None, "low": None, "high": None, "at_risk": None}
        for mark in group.marks:
            yield {**head, **vars(mark)}


def _table(result: LandingResult, lang: str) -> str:
    from jiedui.reports.sentences import delivery as sentences

    language: sentences.Lang = "zh" if lang == "zh" else "en"
    said = [
        sentences.headline(result, language),
        sentences.time_to_land(result, language),
        sentences.not_yet_judgeable(result, language),
        sentences.dependence(result, language),
        sentences.warnings(result, language),
    ]
    parts = [part for part in said if part]
    return "\n\n".join([*parts, _cohorts(result, lang), _funnel(result, lang)])


def _cohorts(result: LandingResult, lang: str) -> str:
    zh = lang == "zh"
    header = (
        ["组", "项目", "落地", "按个数", "按金额"]
        if zh
        else ["cohort", "projects", "landed", "by count", "by money"]
    )
    header += [f"{m} 月" if zh else f"{m} mo" for m in SHOWN_MONTHS]
    cells = [_cells(group, lang) for group in (result.whole, *result.groups)]
    return text_table([*header, ""], cells, right=range(1, len(header)))


def _cells(group: Group, lang: str) -> list[str]:
    zh = lang == "zh"
    at = {mark.months: mark for mark in group.marks}
    young = "" if group.is_judgeable else ("尚不可评判" if zh else "not yet judgeable")
    return [
        group.key or ("全部" if zh else "all"),
        str(group.rates.signed),
        str(group.rates.landed),
        _share(group.by_count),
        _share(group.by_money),
        *(_mark(at.get(months)) for months in SHOWN_MONTHS),
        young,
    ]


def _share(value: float | None) -> str:
    return "—" if value is None else f"{value:.1%}"


def _mark(mark: Mark | None) -> str:
    if mark is None:
        return "—"
    band = "" if mark.low is None or mark.high is None else f"{mark.low:.0%}–{mark.high:.0%}"
    return f"[{band}]" if mark.share is None else f"{mark.share:.1%} ({band})"


def _funnel(result: LandingResult, lang: str) -> str:
    from jiedui.schemes.stages import stages

    zh = lang == "zh"
    ladder = stages()
    header = (
        ["阶段", "个数", "占比", "金额占比"] if zh else ["stage", "projects", "share", "of money"]
    )
    cells = []
    for step in result.funnel:
        stage = ladder.stage(step.stage)
        name = stage.name_zh if zh else stage.name_en
        share, money = _share(step.rates.by_count), _share(step.rates.by_money)
        cells.append([name, str(step.rates.landed), share, money])
    return text_table(header, cells, right=(1, 2, 3))
