"""`jiedui match`: every firm or project to a park that fits, with a certificate."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jiedui.cli.match_checks import (
    KINDS,
    SHIPPED,
    fail_if_idle,
    fail_if_options_clash,
    fail_if_short_of,
    fail_if_too_large,
    fail_if_too_large_to_read,
    fail_if_unwritable,
)
from jiedui.cli.match_writing import write_or_refuse
from jiedui.cli.output import emit, format_option, say, text_table

if TYPE_CHECKING:
    from jiedui.analysis.matching.placement import Placement
    from jiedui.analysis.matching.run import MatchRun
    from jiedui.cli.match_writing import Known
    from jiedui.core.matching import Assignment, Instance
    from jiedui.core.matching.candidates import Candidates

FILE = click.Path(dir_okay=False)
BINDING_SHOWN = 15
TOP = 20
SEED_MOST = 2**63 - 1


@click.command("match")
@click.argument("firms", type=FILE, required=False)
@click.argument("parks", type=FILE, required=False)
@click.option("--programme", "programme_id", help="whose pairs, rules and weights hold")
@click.option("--weights", help="a set of weights of the programme (chain, gradient), or a file")
@click.option("--rules", "rules_file", type=FILE, help="rules of your own beside the programme's")
@click.option("--lift", multiple=True, metavar="RULE", help="leave a rule out (what if)")
@click.option(
    "--assume", multiple=True, metavar="ID=VALUE", help="a number in place of the scheme's"
)
@click.option(
    "--day",
    metavar="DATE",
    help="rules and pairs of that day, as 2026-11-21  [default: all]",
)
@click.option("--top", type=click.IntRange(1, 1000), help="candidate parks a firm  [default: 20]")
@click.option("--edges", "edges_file", type=FILE, help="your own scores: firm, park, score")
@click.option("--gap", type=click.FloatRange(0, 1), default=1e-3, show_default=True,
              help="stop when the answer is proven this near to the best")  # fmt: skip
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="spread --edges over the workers of a Dask scheduler, as tcp://host:8786",
)
@click.option("--threads", type=click.IntRange(1, 1024), help="[default: the cores that are free]")
@click.option(
    "--seed",
    type=click.IntRange(0, SEED_MOST),
    default=0,
    show_default=True,
    help="of the samples drawn",
)
@click.option("-o", "--output", type=FILE, help=f"write firm, park, score: {', '.join(KINDS)}")
@format_option
def match_command(output_format: str, output: str | None, **options: Any) -> None:
    """Place firms in parks within land and other limits, and prove how good that is.

    Without FIRMS and PARKS: the listed firms against the development zones of the delta and the
    co-built parks that ship with Jiedui.

    \b
    FIRMS  firm, home, industry; if known name, employees, demand_<resource> and more
    PARKS  park, region, capacity_<resource>; if known name, leading_industries and more
           CSV or Excel; every column stands in docs/how-to/match-your-own-tables.md.
           The word `shipped` in place of one file takes the table that ships with Jiedui.
    With --edges: FIRMS is firm, demand_<resource>; PARKS is park, capacity_<resource>; both if
           wanted with quota_min, quota_max, group (of firms: an industry). CSV or Parquet.

    \b
    Example:  jiedui match --programme yrd-anhui-2021 --seed 1 -o placed.xlsx
              jiedui match firms.csv parks.csv --programme jiangsu-2022 --weights gradient
              jiedui match firms.xlsx shipped --programme jiangsu-2022
              jiedui match firms.csv parks.csv --edges scores.csv --gap 1e-4 --format json
    """
    fail_if_idle({**options, "output": output})
    fail_if_unwritable(output, options)
    placed, known = placement(options)
    if placed.answer.interrupted:
        say("stopped by Ctrl-C: this is the best certified answer so far")
    elif placed.answer.known_gap > options["gap"] and not placed.answer.is_best:
        say(
            f"note: the gap asked for, {options['gap']:g}, was not reached; the placement stands "
            f"and is proven to within {placed.answer.known_gap:.2%} of the best"
        )
    if output:
        write_or_refuse(placed, output, known, notes=summary(placed))
    emit(output_format, placed.document(), rows=placed.rows(), table=lambda: table(placed))


def placement(options: Mapping[str, Any]) -> tuple[Placement, Known]:
    """What the options ask for; with the run and its candidates, where there were no edges."""
    from jiedui.analysis.matching.edges import IDLE, read_scored
    from jiedui.analysis.matching.placement import place_run, place_scored

    settings = {name: options[name] for name in ("gap", "seed", "threads")}
    fail_if_options_clash(options)
    if options["scheduler"]:
        return spread(options, settings), None
    if options["edges_file"]:
        fail_if_too_large_to_read(options["edges_file"])
        scored = read_scored(options["firms"], options["parks"], options["edges_file"])
        fail_if_short_of(scored.instance.nbytes)
        tell_of_edgeless(scored.instance)
        for column in scored.idle:
            say(f"note: {IDLE.format(column)}")
        return place_scored(scored, **settings, on_pass=watcher()), None
    known = candidates(options)
    return place_run(*known, **settings, on_pass=watcher()), known


def spread(options: Mapping[str, Any], settings: Mapping[str, Any]) -> Placement:
    """The same placement, by the workers of a cluster."""
    from jiedui.analysis.matching.spreading import place_spread

    return place_spread(
        *(options[name] for name in ("firms", "parks", "edges_file")),
        scheduler=options["scheduler"],
        **settings,
        on_pass=watcher(),
        on_note=lambda note: say(f"note: {note}"),
    )


def candidates(options: Mapping[str, Any]) -> tuple[MatchRun, Candidates]:
    """A run over the user's tables or the bundled ones, and the candidates of its firms."""
    from jiedui.analysis.matching import candidates_of, read_both, run_over

    request = requested(options)
    if not request.programme:
        say("note: without --programme no pair counts; the rules and weights are those for all")
    run = run_over(*read_both(*(own(options[name]) for name in ("firms", "parks"))), request)
    for remark in chain.from_iterable(run.remarks.values()):
        say(str(remark))
    top = options["top"] or TOP
    fail_if_too_large(len(run.firms), len(run.parks), len(run.resources), top)
    with bar("candidate parks, kinds of firm") as on_block:
        found = candidates_of(run, top=top, on_block=on_block)
    for one in found.not_checked:
        say(
            f"note: rule {one.rule} was not checked: the table of {one.side} has no column "
            f"{one.column}"
        )
    if len(found.without):
        say(
            "note: firms without a park open to them, refused by rules everywhere or nowhere above "
            f"the least score: {len(found.without):,}"
        )
    return run, found


def own(name: str | None) -> str | None:
    """The file of somebody's own; None where the shipped table is meant."""
    return None if name in (None, SHIPPED) else name


def requested(options: Mapping[str, Any]) -> Any:
    from jiedui.analysis.matching import MatchRequest
    from jiedui.schemes.matching import read_match_rules, read_weights

    weights = options["weights"] or ""
    is_file = Path(weights).suffix.lower() in (".yaml", ".yml")
    rules = read_match_rules(options["rules_file"]) if options["rules_file"] else ()
    return MatchRequest(
        programme=options["programme_id"] or "",
        weights=read_weights(weights) if is_file else weights,
        rules=rules,
        lifted=options["lift"],
        assumptions=dict(assumed(one) for one in options["assume"]),
        day=day_of(options["day"]),
    )


def assumed(text: str) -> tuple[str, float]:
    """`land_m2_per_employee=80` as the name and its number."""
    from jiedui.core.errors import Problem, Refusal

    name, _sign, value = text.partition("=")
    try:
        return name.strip(), float(value)
    except ValueError:
        hint = "write ID=VALUE, as land_m2_per_employee=80"
        raise Refusal(Problem("not a number", column="--assume", value=text, hint=hint)) from None


def day_of(text: str | None) -> date | None:
    from jiedui.core.errors import Problem, Refusal

    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        hint = "write it as 2026-11-21"
        raise Refusal(Problem("not a date", column="--day", value=str(text), hint=hint)) from None


def tell_of_edgeless(instance: Instance) -> None:
    """Firms that cannot be placed whatever the others do."""
    from jiedui.core.matching import NO_EDGE

    count = int((instance.score <= NO_EDGE).all(axis=1).sum())
    if count:
        say(f"note: firms without an edge to a park that is large enough for them: {count:,}")


@contextmanager
def bar(label: str) -> Iterator[Callable[[int, int], None] | None]:
    """Where a person watches: how much of the work is done, and how long the rest will take."""
    if not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=1, label=label, file=sys.stderr, show_pos=True) as shown:

        def told(done: int, total: int) -> None:
            shown.length = total
            shown.update(done - shown.pos)

        yield told


def watcher() -> Callable[[int, float], None] | None:
    """Where a person watches: a line that says how far the bound has come."""
    if not sys.stderr.isatty():
        return None

    def told(passes: int, bound: float) -> None:
        click.echo(
            f"\rpass {passes}: no placement is worth more than {bound:,.3f} ", nl=False, err=True
        )

    return told


def summary(placed: Placement) -> list[str]:
    """What must be known before a single row."""
    answer = placed.answer
    passes = "1 exact pass" if answer.passes == 1 else f"{answer.passes} exact passes"
    return [
        f"{int((answer.slot >= 0).sum()):,} of {placed.instance.firms:,} firms placed in "
        f"{int((answer.counts > 0).sum()):,} of {placed.instance.parks:,} parks",
        f"score {answer.value:.6g}; no placement is worth more than {answer.known_bound:.6g} "
        f"(gap {answer.known_gap:.2e}, {answer.known_gap:.2%})",
        *searched(answer),
        f"{passes}, seed {answer.seed}, run {placed.provenance.fingerprint()}",
    ]


def searched(answer: Assignment) -> list[str]:
    """What branch and bound says beyond the prices, where the matching is small."""
    if answer.searched is None:
        return []
    found = "nothing better exists" if answer.is_best else f"at most {answer.searched:.6g}"
    return [f"searched (HiGHS): {found}; prices alone prove at most {answer.bound:.6g}"]


def table(placed: Placement) -> str:
    """The summary, and the limits that bind."""
    lines = summary(placed)
    binding, quotas = placed.binding(), quota_lines(placed)
    if not binding:
        return "\n".join([*lines, "no limit of a park binds", *quotas])
    lines.append(f"limits that bind ({len(binding)}), by what all of each is worth in score:")
    rows = [
        [
            placed.park_name(row["park"]),
            row["resource"],
            f"{row['worth']:.3f}",
            amount(row["used"]),
            amount(row["capacity"]),
        ]
        for row in binding[:BINDING_SHOWN]
    ]
    lines.append(
        text_table(["park", "resource", "worth", "used", "capacity"], rows, right=[2, 3, 4])
    )
    if len(binding) > BINDING_SHOWN:
        lines.append(f"  and {len(binding) - BINDING_SHOWN} more in --format json")
    return "\n".join([*lines, *quotas])


def amount(value: float) -> str:
    """As people write it, never with an exponent: whole from 1,000 up."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:,.6g}"


def quota_lines(placed: Placement) -> list[str]:
    """The quotas that cost something: the firms that a group got, and what holds it there."""
    dear = [one for one in placed.quotas() if one["charged"] > 0 or one["paid"] > 0]
    if not dear:
        return []
    rows = [
        [
            one["group"],
            amount(one["firms"]),
            amount(one["quota_min"]),
            "none" if one["quota_max"] is None else amount(one["quota_max"]),
            f"{one['charged'] - one['paid']:.4g}",
        ]
        for one in dear
    ]
    header = ["group", "firms", "quota_min", "quota_max", "price"]
    title = f"quotas that bind ({len(dear)}); below 0 a firm is paid to come:"
    return [title, text_table(header, rows, right=[1, 2, 3, 4])]
