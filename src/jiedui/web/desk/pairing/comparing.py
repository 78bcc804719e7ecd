"""Two stored pairings side by side: which pairs differ, and under which choices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from jiedui.analysis.pairing import PairingResult
from jiedui.analysis.pairing.records import ChosenPair
from jiedui.core.errors import Problem, Refusal
from jiedui.reports.drawings.pairing import criteria, label
from jiedui.reports.sentences import pairing as sentences
from jiedui.schemes import load
from jiedui.web.desk.pairing import asking, making, settings, tables, words
from jiedui.web.platform.kit.numbers import minute
from jiedui.web.platform.kit.pages import language
from jiedui.web.platform.kit.tables import Cell, Column, Table, row
from jiedui.web.records.runs.models import Run

Key = tuple[str, str]


@dataclass(frozen=True)
class Compared:
    """Both runs, the sentence, and the tables."""

    a: Run
    b: Run
    sentence: str
    tables: dict[str, Table]


def compare(a: Run, b: Run) -> Compared:
    """Two runs of one programme.

    Raises
    ------
    Refusal
        Runs of two programmes: other regions, other rules, nothing to hold side by side.
    """
    if a.scheme != b.scheme:
        problem = Problem(
            _("两次测算属于不同的协作关系，地区和规则都不同，不能逐对比较"),
            column="b",
            value=f"{b.scheme} {b.fingerprint}",
            hint=_("乙请选 %(programme)s 的测算") % {"programme": _programme(a)},
        )
        raise Refusal(problem)
    first, second = making.revived(a.result), making.revived(b.result)
    made = (_pairs(first, second), _choices(a, b, first, second))
    return Compared(a, b, _sentence(first, second), {table.id: table for table in made})


def _sentence(first: PairingResult, second: PairingResult) -> str:
    ours, theirs = _by_key(first), _by_key(second)
    left, right = sorted(set(ours) - set(theirs)), sorted(set(theirs) - set(ours))
    if not left and not right:
        return _("两次测算结出的对子完全相同")
    lang = language()
    return _("两次测算共同的有 %(both)s 对；只在甲：%(left)s；只在乙：%(right)s") % {
        "both": len(set(ours) & set(theirs)),
        "left": sentences.pairs([ours[key] for key in left], lang),
        "right": sentences.pairs([theirs[key] for key in right], lang),
    }


def _by_key(result: PairingResult) -> dict[Key, ChosenPair]:
    return {(pair.supporter, pair.recipient): pair for pair in result.pairs}


def _pairs(first: PairingResult, second: PairingResult) -> Table:
    """Every pair of either proposal with the score that each run gives it."""
    ours, theirs = _by_key(first), _by_key(second)
    scores = [{(s.supporter, s.recipient): s.score for s in one.scores} for one in (first, second)]
    rows = []
    for key in sorted(set(ours) | set(theirs)):
        pair = ours.get(key) or theirs[key]
        where = _where(key in ours, key in theirs)
        same = key in ours and key in theirs
        rows.append(
            row(
                Cell(label(pair, language()), url=tables.source_url(pair.recipient)),
                Cell(where, tag="" if same else "tag-warm"),
                scores[0].get(key),
                scores[1].get(key),
            )
        )
    columns = (
        Column("pair", _("帮扶方 → 受帮扶方")),
        Column("where", _("在哪个方案")),
        Column("a", _("甲的得分"), "0–1", 3),
        Column("b", _("乙的得分"), "0–1", 3),
    )
    return Table("pairs", _("结对"), columns, tuple(rows), "", tables.source(first))


def _where(in_first: bool, in_second: bool) -> str:
    if in_first and in_second:
        return _("都有")
    return _("只在甲") if in_first else _("只在乙")


def _choices(a: Run, b: Run, first: PairingResult, second: PairingResult) -> Table:
    """What was chosen and what came out, one line each; lines that differ are marked."""
    lines: list[tuple[str, Any, Any]] = [
        (_("协作关系"), *(getattr(one, f"name_{language()}") for one in (first, second))),
        (_("数据年份"), str(first.year), str(second.year)),
        (_("赋权"), words.weighting(first.weighting), words.weighting(second.weighting)),
    ]
    comma = "; " if language() == "en" else "；"
    names = criteria(first, language()) | criteria(second, language())
    lines += [
        (f"{_('权重')} · {name}", first.weights.get(key), second.weights.get(key))
        for key, name in names.items()
    ]
    lines += [
        (_("每处变动扣分"), first.keep_cost, second.keep_cost),
        (_("公平系数"), first.equity, second.equity),
        (_("必须与不许"), *(limits(one.request) for one in (a, b))),
        (_("更多设定"), *(comma.join(settings.in_words(one.request)) or _("无") for one in (a, b))),
        (_("种子"), str(a.seed), str(b.seed)),
        (_("总分"), first.objective, second.objective),
        (_("得分合计"), first.total_score, second.total_score),
        (_("较现行结对变动"), str(first.changes), str(second.changes)),
    ]
    rows = [
        row(
            name,
            left,
            Cell(right, tag="tag-warm") if left != right and isinstance(right, str) else right,
            _("不同") if left != right else _("相同"),
        )
        for name, left, right in lines
    ]
    columns = (
        Column("what", _("选择与结果")),
        Column("a", _("甲"), places=3),
        Column("b", _("乙"), places=3),
        Column("same", _("异同")),
    )
    return Table("choices", _("选择与结果"), columns, tuple(rows))


def limits(request: dict[str, Any]) -> str:
    """Required and forbidden pairs in words; 无 where there are none."""
    said = [
        words.own_words(f"{word}:{supporter}:{recipient}")
        for word in ("require", "forbid")
        for supporter, recipient in request[word]
    ]
    if request["capacity_share"] is not None:
        said.append(
            _("承担不超过自身产出的 %(share)s") % {"share": f"{request['capacity_share']:g}"}
        )
    return ("; " if language() == "en" else "；").join(said) or _("无")


def address(a: Run, b: Run) -> str:
    return f"{reverse('pairing:compare')}?a={a.fingerprint}&b={b.fingerprint}"


def titled(run: Run) -> str:
    """Programme and choices, so that two runs of a list can be told apart."""
    return f"{_programme(run)} · {summary(run)}"


def dated(run: Run) -> str:
    """The same with the day, for lists to choose from."""
    return f"{titled(run)} · {minute(run.created_at)}"


def _programme(run: Run) -> str:
    return str(getattr(load.programme(run.scheme), f"name_{language()}"))


def own_choices(request: Mapping[str, Any]) -> str:
    """How a request departs from the standard one, in a few words; "" where it is the standard."""
    standard = asking.default_request(request["programme"], request["year"])
    plain = dict(request)
    said = []
    if request["weighting"] != standard["weighting"]:
        said.append(words.weighting(request["weighting"]))
    if request["require"] or request["forbid"]:
        said.append(_("有必须或不许的对子"))
    ruled = ("weighting", "weights", "require", "forbid")
    if plain | {name: standard[name] for name in ruled} != standard:
        said.append(_("另有设定"))
    return (", " if language() == "en" else "、").join(said)


def summary(run: Run) -> str:
    """What was chosen for a run in a few words, for lists."""
    request = run.request
    parts = [
        _("%(year)s年") % {"year": request["year"]},
        words.weighting(request["weighting"]),
    ]
    if request["weights"]:
        given = "/".join(f"{request['weights'][name]:g}" for name in making.CRITERIA)
        parts.append(given)
    if request["normalisation"] != asking.PLAIN["normalisation"]:
        parts.append(dict(asking.normalisations())[request["normalisation"]])
    for name, words_ in (("keep_cost", _("变动扣 %(n)s")), ("equity", _("公平 %(n)s"))):
        if request[name]:
            parts.append(words_ % {"n": f"{request[name]:g}"})
    if limits(request) != _("无"):
        parts.append(limits(request))
    parts += settings.in_words(request)
    parts.append(_("种子 %(seed)s") % {"seed": request["seed"]})
    return " · ".join(parts)
