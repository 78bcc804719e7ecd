"""Every measure of one year: each from `core.gaps`, each refused apart where it cannot be had."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from jiedui.analysis.gaps.figures import Chosen
from jiedui.analysis.gaps.records import Refused
from jiedui.core import gaps
from jiedui.core.errors import Problem, Refusal
from jiedui.core.frames import Grouping
from jiedui.core.gaps import Index, PooledRatio

# measure, group or None, value
Row = tuple[str, str | None, float]


@dataclass(frozen=True)
class Level:
    """The rows of one year and what was refused; `per_person` rows are in panel units per head."""

    rows: tuple[Row, ...]
    refused: tuple[Refused, ...]


IN_MONEY = ("absolute_gap", "per_capita")


def headline_rows(pair: PooledRatio, *, intensive: bool) -> list[Row]:
    """Ratio and absolute gap side by side (mission row A4); the two parts only of a total."""
    rows: list[Row] = [("ratio", None, pair.ratio), ("absolute_gap", None, pair.absolute_gap)]
    if intensive:  # people are only weights there: a ratio of sums would mean nothing
        return rows
    return [
        *rows,
        ("output_ratio", None, pair.output_ratio),
        ("population_ratio", None, pair.population_ratio),
    ]


def pooled(chosen: Chosen, grouping: Grouping, headline: tuple[str, str]) -> PooledRatio:
    """The ratio of the two headline groups among regions that hold both."""
    place = {region: row for row, region in enumerate(chosen.regions)}
    first, second = (
        [place[code] for code in grouping.group(group_id).members] for group_id in headline
    )
    return gaps.pooled_ratio(chosen.output, chosen.people, first=first, second=second)


def spread_level(chosen: Chosen, grouping: Grouping, year: int) -> Level:
    """Every measure over all grouped regions, group means included."""
    rows: list[Row] = []
    refused: list[Refused] = []
    for name, compute in _families(chosen, grouping):
        try:
            rows.extend(compute())
        except Refusal as refusal:
            refused.append(Refused(name, year, "; ".join(map(str, refusal.problems))))
    return Level(tuple(rows), tuple(refused))


def _families(chosen: Chosen, grouping: Grouping) -> Iterator[tuple[str, Callable[[], list[Row]]]]:
    Y, N = chosen.output, chosen.people
    yield "per_capita", lambda: _means(chosen, grouping)
    yield "theil_t", lambda: _theil_t(chosen, grouping)
    yield "theil_l", lambda: _theil_l(chosen, grouping)
    if any(group.parent for group in grouping.groups):
        yield "theil_t_between_parents", lambda: _nested(chosen, grouping, "T")
        yield "theil_l_between_parents", lambda: _nested(chosen, grouping, "L")
    yield "gini", lambda: _gini(chosen, grouping, weighted=True)
    yield "gini_unweighted", lambda: _gini(chosen, grouping, weighted=False)
    yield "cv", lambda: [("cv", None, gaps.cv(Y, N))]
    yield "weighted_cv", lambda: [("weighted_cv", None, gaps.weighted_cv(Y, N))]
    yield "hoover", lambda: [("hoover", None, gaps.hoover(Y, N))]
    yield "sd_log", lambda: [("sd_log", None, gaps.sd_log(Y, N))]
    yield "max_min", lambda: [("max_min", None, gaps.max_min(Y, N))]


def _means(chosen: Chosen, grouping: Grouping) -> list[Row]:
    rows: list[Row] = []
    for group in grouping.groups:
        own = chosen.of(group.members)
        rows.append(("per_capita", group.id, gaps.pooled_mean(own.output, own.people)))
    return rows


def _theil_t(chosen: Chosen, grouping: Grouping) -> list[Row]:
    parts = gaps.theil_t_by_group(chosen.output, chosen.people, _labels(chosen, grouping))
    return [
        ("theil_t", None, parts.total),
        ("theil_t_between", None, parts.between),
        ("theil_t_within", None, parts.within),
        *(("theil_t_inside", str(group.label), group.inside) for group in parts.groups),
    ]


def _theil_l(chosen: Chosen, grouping: Grouping) -> list[Row]:
    parts = gaps.theil_l_by_group(chosen.output, chosen.people, _labels(chosen, grouping))
    return [
        ("theil_l", None, parts.total),
        ("theil_l_between", None, parts.between),
        ("theil_l_within", None, parts.within),
    ]


def _nested(chosen: Chosen, grouping: Grouping, index: Index) -> list[Row]:
    """Parents over groups over regions: with the part within groups these two make the whole."""
    parent = {group.id: group.parent for group in grouping.groups}
    orphans = [group_id for group_id, above in parent.items() if not above]
    if orphans:
        hint = "name a parent for every group or for none"
        raise Refusal(Problem("group without a parent", value=", ".join(orphans), hint=hint))
    inner = _labels(chosen, grouping)
    outer = [parent[group_id] for group_id in inner]
    parts = gaps.nested_theil(chosen.output, chosen.people, outer=outer, inner=inner, index=index)
    name = f"theil_{index.lower()}"
    return [
        (f"{name}_between_parents", None, parts.between_outer),
        (f"{name}_inside_parents", None, parts.between_inner),
    ]


def _gini(chosen: Chosen, grouping: Grouping, *, weighted: bool) -> list[Row]:
    labels = _labels(chosen, grouping)
    parts = gaps.dagum(chosen.output, chosen.people, labels, weighted=weighted)
    end = "" if weighted else "_unweighted"
    return [
        (f"gini{end}", None, parts.total),
        (f"gini_within{end}", None, parts.within),
        (f"gini_between{end}", None, parts.between),
        (f"gini_transvariation{end}", None, parts.transvariation),
    ]


def _labels(chosen: Chosen, grouping: Grouping) -> list[str]:
    label = dict(zip(grouping.members(), grouping.labels(), strict=True))
    return [label[region] for region in chosen.regions]
