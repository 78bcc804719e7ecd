"""`jiedui pair`: who should pair with whom, why, and how far other pairings are from it."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jiedui.cli.output import emit, format_option, say

if TYPE_CHECKING:
    from jiedui.analysis.pairing import PairingRequest, PairingResult
    from jiedui.reports.sentences.pairing import Lang

FILE = click.Path(dir_okay=False)


@click.command("pair")
@click.option("--programme", "programme_id", help="a bundled programme, such as jiangsu-2022")
@click.option(
    "--year", type=click.IntRange(1, 9999), help="year of the figures; with --monitor, the last"
)
@click.option("--weights", "weights_file", type=FILE, help="weights by hand: YAML or CSV")
@click.option(
    "--weighting",
    type=click.Choice(["hand", "equal", "entropy", "critic"]),
    help="how criteria are weighed  [default: hand with --weights, else equal]",
)
@click.option("--require", multiple=True, metavar="A:B", help="this pair must be, by code or name")
@click.option("--forbid", multiple=True, metavar="A:B", help="this pair must not be")
@click.option("--keep-cost", type=float, default=0.0, show_default=True, help="points per change")
@click.option("--equity", type=float, default=0.0, show_default=True, help="weight of the last")
@click.option("--capacity-share", type=float, help="needs taken on, at most, as share of own GDP")
@click.option("--cross-share", type=float, default=0.0, help="county pairs outside city pairs")
@click.option("--evaluate", "proposals_file", type=FILE, help="proposed pairings: YAML or CSV")
@click.option("--preferences", "preferences_file", type=FILE, help="ranked lists of both sides")
@click.option("--alternatives", type=int, default=5, show_default=True, help="next best pairings")
@click.option("--draws", type=int, default=10_000, show_default=True, help="draws of weights")
@click.option("--seed", type=int, default=0, show_default=True, help="of everything drawn")
@click.option(
    "--normalisation",
    type=click.Choice(["min_max", "z_score", "rank"]),
    default="min_max",
    show_default=True,
)
@click.option("--level", type=click.Choice(["city", "county"]), default="city", show_default=True)
@click.option("--data", "data_file", type=FILE, help="your own panel")
@click.option("--regions", "regions_file", type=FILE, help="your own regions with their groups")
@click.option("--industries", "industries_file", type=FILE, help="your two-digit industries")
@click.option("--supporters-group", help="group of --regions that supports  [default: the first]")
@click.option("--recipients-group", help="group of --regions that receives  [default: the second]")
@click.option("--monitor", is_flag=True, help="watch the programme's pairs over the years")
@click.option("--overtaken-ratio", type=float, help="alarm at or below this ratio  [default: 1]")
@click.option("--narrow-ratio", type=float, help="alarm below this ratio  [default: 1.25]")
@click.option("--widening-years", type=int, help="alarm after so many years  [default: 3]")
@click.option("--best-ranks", type=int, help="alarm beyond this rank  [default: 2]")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
@click.option("-o", "--output", type=FILE, help="write there instead of printing")
@format_option
def pair_command(output_format: str, output: str | None, lang: Lang, **options: Any) -> None:
    """Propose pairs with reasons, and judge others against them.

    \b
    Example:  jiedui pair --programme jiangsu-2022 --year 2021 --seed 1
              jiedui pair --programme jiangsu-2022 --year 2021 --require 南京:宿迁 --keep-cost 0.1
              jiedui pair --data panel.csv --regions regions.csv --year 2023
              jiedui pair --programme jiangsu-2022 --monitor
    """
    from jiedui.cli.pair_table import rows, table
    from jiedui.cli.pair_writing import fail_if_unwritable
    from jiedui.reports.sentences.pairing import refusal

    fail_if_unwritable(output)
    if options["monitor"]:
        from jiedui.cli import pair_monitor

        watched = pair_monitor.monitored(options)
        _emit(output_format, watched, *pair_monitor.printed(watched, lang), output)
        return
    _refuse_idle_thresholds(options)
    if options["year"] is None:
        raise click.UsageError("Missing option '--year'.")
    result = proposed(options)
    for item in result.refused:
        say(f"{'注意' if lang == 'zh' else 'note'}: {refusal(item, lang)}")
    _emit(output_format, result, list(rows(result)), lambda: table(result, lang), output)


def proposed(options: Mapping[str, Any]) -> PairingResult:
    """The pairing that the options ask for, of a programme or of one's own regions."""
    from jiedui.analysis.pairing import bundled, pair_regions, propose_pairs, with_industries
    from jiedui.analysis.pairing.inputs import bundled_places
    from jiedui.core.errors import Problem, Refusal
    from jiedui.schemes.load import programme

    own = options["data_file"] or options["regions_file"]
    if bool(own) == bool(options["programme_id"]):
        hint = "give --programme, or --data with --regions"
        raise Refusal(Problem("say whose pairing is wanted", hint=hint))
    if own:
        supporters, recipients, sources, resolve = _own(options)
        request = _request(options, resolve)
        if options["industries_file"]:
            sources = with_industries(sources, options["industries_file"])
        return pair_regions(supporters, recipients, request, sources, progress=_progress())
    _refuse_idle_groups(options)
    chosen = programme(options["programme_id"])
    request = _request(options, bundled_places(options["year"], options["level"]))
    sources = bundled(chosen, level=options["level"])
    if options["industries_file"]:
        sources = with_industries(sources, options["industries_file"])
    return propose_pairs(chosen, request, sources=sources, progress=_progress())


def _refuse_idle_thresholds(options: Mapping[str, Any]) -> None:
    """Thresholds of alarms say nothing about a proposal."""
    from jiedui.cli.pair_monitor import THRESHOLDS
    from jiedui.core.errors import Problem, refuse_if_any

    hint = "leave it out, or watch the pairs of a programme with --monitor"
    refuse_if_any(
        Problem(
            "it does nothing without --monitor", column=f"--{name.replace('_', '-')}", hint=hint
        )
        for name in THRESHOLDS
        if options[name] is not None
    )


def _refuse_idle_groups(options: Mapping[str, Any]) -> None:
    """A bundled programme says itself who supports whom: a group would be passed over."""
    from jiedui.core.errors import Problem, refuse_if_any

    hint = "leave it out, or give --data and --regions instead of --programme"
    refuse_if_any(
        Problem("does nothing with --programme", column=f"--{side}-group", value=given, hint=hint)
        for side in ("supporters", "recipients")
        if (given := options[f"{side}_group"])
    )


def _request(options: Mapping[str, Any], resolve: Callable[[str], str]) -> PairingRequest:
    from jiedui.analysis.pairing import PairingRequest
    from jiedui.analysis.pairing.inputs import (
        read_pair,
        read_preferences,
        read_proposals,
        read_weights,
    )

    weights_file, preferences = options["weights_file"], options["preferences_file"]
    given = read_weights(weights_file, resolve) if weights_file else None
    proposals = options["proposals_file"]
    return PairingRequest(
        year=options["year"],
        level=options["level"],
        weights=given.weights if given else {},
        shares=given.shares if given else {},
        overrides=given.overrides if given else (),
        weighting=options["weighting"] or ("hand" if given and given.weights else "equal"),
        normalisation=options["normalisation"],
        require=tuple(read_pair(t, resolve, option="--require") for t in options["require"]),
        forbid=tuple(read_pair(t, resolve, option="--forbid") for t in options["forbid"]),
        keep_cost=options["keep_cost"],
        equity=options["equity"],
        capacity_share=options["capacity_share"],
        cross_share=options["cross_share"],
        alternatives=options["alternatives"],
        draws=options["draws"],
        seed=options["seed"],
        proposals=read_proposals(proposals, resolve) if proposals else (),
        preferences=read_preferences(preferences, resolve) if preferences else None,
    )


def _own(options: Mapping[str, Any]) -> tuple[Any, ...]:
    """Supporters, recipients, sources and the reading of names, from the user's own files."""
    from jiedui.analysis.pairing import Sources
    from jiedui.core.errors import Problem, Refusal
    from jiedui.files.panels import read_panel

    if not (options["data_file"] and options["regions_file"]):
        raise Refusal(Problem("own data need both files", hint="give --data and --regions"))
    data = read_panel(options["data_file"], options["regions_file"])
    for warning in data.warnings:
        say(str(warning))
    groups = [group.id for group in data.grouping.groups]
    chosen = [options["supporters_group"], options["recipients_group"]]
    if not all(chosen) and len(groups) < 2:
        raise Refusal(
            Problem(
                "a pairing needs two groups, supporters and recipients",
                file=options["regions_file"],
                value=", ".join(groups),
                hint="fill the column group: one name for supporters, another for recipients",
            )
        )
    left = chosen[0] or next(name for name in groups if name != chosen[1])
    right = chosen[1] or next(name for name in groups if name != left)
    _refuse_one_group(left, right, groups)
    panel = replace(data.panel, names=_told_apart(data.panel.names))
    names = {"panel": options["data_file"], "regions": options["regions_file"]}
    inputs = {Path(names[kind]).name: sha for kind, sha in data.hashes.items()}
    supporters, recipients = data.grouping.group(left), data.grouping.group(right)
    return (
        supporters.members,
        recipients.members,
        Sources(panel, inputs=inputs),
        _resolver(data.panel.names),
    )


def _told_apart(names: Mapping[str, str]) -> dict[str, str]:
    """Names with their code behind them where several regions bear one name.

    >>> _told_apart({"A1": "甲", "B1": "甲", "C1": "乙"})
    {'A1': '甲(A1)', 'B1': '甲(B1)', 'C1': '乙'}
    """
    times = Counter(names.values())
    return {
        code: f"{name}({code})" if times[name] > 1 and name != code else name
        for code, name in names.items()
    }


def _resolver(names: Mapping[str, str]) -> Callable[[str], str]:
    """Reads a region by code, by name, or by name(code); a name of several is refused."""
    shown = {text: code for code, text in _told_apart(names).items()}

    def resolve(text: str) -> str:
        from jiedui.core.errors import Problem, Refusal

        if text in names:
            return text
        if text in shown:
            return shown[text]
        meant = sorted(code for code, name in names.items() if name == text)
        if meant:
            hint = f"give one of the codes: {', '.join(meant)}"
            raise Refusal(Problem("several regions have this name", value=text, hint=hint))
        hint = f"there is: {', '.join(sorted(shown))}"
        raise Refusal(Problem("no such region", value=text, hint=hint))

    return resolve


def _refuse_one_group(left: str, right: str, groups: list[str]) -> None:
    """A group cannot support itself."""
    from jiedui.core.errors import Problem, Refusal

    if left == right:
        hint = f"name another group with --recipients-group: {', '.join(groups)}"
        reason = "supporters and recipients are the same group"
        raise Refusal(Problem(reason, column="--supporters-group", value=left, hint=hint))


def _progress() -> Callable[[str, int, int], None] | None:
    """A line on stderr that is written over, only when a person watches."""
    if not sys.stderr.isatty():
        return None

    def show(stage: str, done: int, total: int) -> None:
        click.echo(f"\r{stage} {done:,}/{total:,}\x1b[K", err=True, nl=False)
        if stage == "explanations":
            click.echo("\r\x1b[K", err=True, nl=False)

    return show


def _emit(
    output_format: str,
    result: Any,
    found: list[Mapping[str, Any]],
    drawn: Callable[[], str],
    output: str | None,
) -> None:
    if output is None:
        emit(output_format, result, rows=found, table=drawn)
        return
    from contextlib import redirect_stdout
    from io import StringIO

    from jiedui.cli.pair_writing import write_whole

    held = StringIO()
    with redirect_stdout(held):
        emit(output_format, result, rows=found, table=drawn)
    write_whole(output, held.getvalue())
