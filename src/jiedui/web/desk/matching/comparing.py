"""Two kept matches side by side: who is elsewhere, what speaks for it, which limits bind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from django.http import QueryDict
from django.utils.translation import gettext as _

from jiedui.analysis.matching.beside import Beside, Sheet, beside
from jiedui.analysis.matching.results import MatchResult
from jiedui.core.errors import Problem, Refusal
from jiedui.web.desk.matching import effect_tables, effects, making, queries, tables, words
from jiedui.web.desk.matching.sides import sides
from jiedui.web.platform.kit import numbers
from jiedui.web.platform.kit.industries import industry_said
from jiedui.web.platform.kit.numbers import minute
from jiedui.web.platform.kit.tables import Cell, Column, Table, row
from jiedui.web.records.runs.models import Run

Anything = TypeVar("Anything")
Two = tuple[Anything, Anything]


@dataclass(frozen=True)
class Compared:
    """Both runs, the sentence, what must be known, and the tables."""

    a: Run
    b: Run
    sentence: str
    notes: tuple[str, ...]
    tables: dict[str, Table]


def two(given: QueryDict, runs: list[Run]) -> tuple[str, str]:
    """The runs asked for; one that is not named is the newest other one over the same firms, first
    of the programme; "" where there is none."""
    first = given.get("a") or runs[0].fingerprint
    asked = next((one for one in runs if one.fingerprint == first), None)
    others = [one for one in runs if one.fingerprint != first]
    if asked is not None:
        others = [one for one in others if _firms(one) == _firms(asked)]
        others.sort(key=lambda one: one.scheme != asked.scheme)
    return first, given.get("b") or (others[0].fingerprint if others else "")


def _firms(run: Run) -> str:
    """The digest of the firms where they are an office's own; "" for those that ship."""
    return str(run.request.get("own", {}).get("firms", ""))


def compare(a: Run, b: Run) -> Compared:
    """Two runs over the same firms; of any programme, as firms and parks are the same.

    Raises
    ------
    Refusal
        For a run that an older program kept, and for runs without a common firm.
    """
    first, second = (_revived(one) for one in (a, b))
    found = beside(Sheet.of_result(first), Sheet.of_result(second), means=_means(a, b))
    made = [
        _choices(a, b, first, second),
        _terms(found),
        _moves(found, (first, second), (a, b)),
        _binding(found, (first, second), (a, b)),
    ]
    kept = {table.id: table for table in made if table.rows}
    return Compared(a, b, _sentence(found), _notes(a, b, found), kept)


def _revived(run: Run) -> MatchResult:
    if not making.is_readable(run.result):
        hint = _("照同样的条件再算一次")
        raise Refusal(Problem(_("这次测算是旧程序存的，读不了"), value=run.fingerprint, hint=hint))
    return making.revived(run.result)


def _means(a: Run, b: Run) -> Any:
    """Per term the mean over the firms placed; only of runs that this program would make again."""
    from jiedui.analysis.matching.beside import term_means

    if not (queries.is_fresh(a) and queries.is_fresh(b)):
        return None
    found = []
    for run in (a, b):
        prepared, placed = effects.placement(run)
        found.append(term_means(prepared.run, placed))
    return tuple(found)


def _moves(found: Beside, results: Two[MatchResult], runs: Two[Run]) -> Table:
    """Firms that are elsewhere: most changed first, or by code where scores do not compare.

    A park is named and linked as its own run has it: one run may hold parks that the other lacks.
    """
    first, second = results
    firms = {one.firm: one for one in (*first.placed, *first.unplaced)}
    names, others = first.park_names(), second.park_names()
    a, b = (one.fingerprint for one in runs)
    is_one_scale = _has_one_scale(*runs)
    columns = (
        Column("firm", _("企业")),
        Column("a", _("甲的园区")),
        Column("b", _("乙的园区")),
        Column("score_a", _("甲的得分"), places=3),
        Column("score_b", _("乙的得分"), places=3),
        Column("industry", _("行业")),
        Column("firm_code", words.firm_code(first)),
    )
    lines = tuple(
        row(
            Cell(firms[one.firm].name, url=tables.firm_url(a, one.firm)),
            effect_tables.park_cell(names, a, one.origin),
            effect_tables.park_cell(others, b, one.park),
            one.score_before if one.origin else None,
            one.score_after if one.park else None,
            industry_said(firms[one.firm].industry),
            one.firm,
        )
        for one in (effect_tables.most_changed(found.moves) if is_one_scale else found.moves)
    )
    return Table("moves", _("换了地方的企业"), columns, lines)


def _sentence(found: Beside) -> str:
    if not found.moves:
        return _("两次测算把 %(n)s 家企业安排得完全一样") % {"n": numbers.figure(found.shared, 0)}
    lost = sum(not one.park for one in found.moves)
    won = sum(not one.origin for one in found.moves)
    counts = (
        (_("%(n)s 家在同一个园区"), found.same),
        (_("%(n)s 家换了园区"), len(found.moves) - lost - won),
        (_("%(n)s 家只在甲有园区"), lost),
        (_("%(n)s 家只在乙有园区"), won),
        (_("%(n)s 家两次都没有"), found.unplaced),
    )
    said = [text % {"n": numbers.figure(n, 0)} for text, n in counts if n]
    return _("，").join(said)


def _has_one_scale(a: Run, b: Run) -> bool:
    """Whether the scores of two runs measure the same thing."""
    same = ("programme", "weights", "assumptions")
    return all(a.request[name] == b.request[name] for name in same)


def _notes(a: Run, b: Run, found: Beside) -> tuple[str, ...]:
    lines = []
    if a.request["weights"] != b.request["weights"]:
        lines.append(_("两次按不同的权重打分，总得分不能比；比的是谁在哪里，和各项的平均值。"))
    elif a.request["assumptions"] != b.request["assumptions"]:
        lines.append(_("两次的假设不同，总得分的差里有假设的差。"))
    if a.request["programme"] != b.request["programme"]:
        lines.append(_("两次是不同的协作关系，结对加分给了不同的园区，总得分不能比。"))
    if a.request.get("own") != b.request.get("own"):
        lines.append(_("两次用的表不同：企业和园区都按代码对应，同一个代码当作同一家。"))
    if found.only_one or found.only_other:
        lines.append(
            _("只在一次测算里的企业 %(n)s 家，没有比。") % {"n": found.only_one + found.only_other}
        )
    return tuple(lines)


def _choices(a: Run, b: Run, first: MatchResult, second: MatchResult) -> Table:
    lines: list[tuple[str, Any, Any]] = [
        (_("协作关系"), *(words.programme(one.scheme) for one in (a, b))),
        (_("选择"), *(words.summary(one) for one in (a, b))),
        (_("安排企业(家)"), *(numbers.figure(len(one.placed), 0) for one in (first, second))),
        (_("在受帮扶方的园区(家)"), *(_of_recipients(one) for one in (first, second))),
        (_("来自结对的帮扶方(家)"), *(_of_pairs(one) for one in (first, second))),
        (_("总得分"), *(numbers.figure(one.value, 2) for one in (first, second))),
        (_("上界"), *(numbers.figure(one.known_bound, 2) for one in (first, second))),
        (_("离最好的至多差"), *(words.gap(one) for one in (first, second))),
        (_("种子"), str(a.seed), str(b.seed)),
    ]
    rows = tuple(
        row(name, left, Cell(right, tag="tag-plain" if left != right else ""))
        for name, left, right in lines
    )
    columns = (Column("what", _("选择与结果")), Column("a", _("甲")), Column("b", _("乙")))
    return Table("choices", _("选择与结果"), columns, rows)


def _of_recipients(result: MatchResult) -> str:
    parks = sides(result).parks
    return numbers.figure(sum(one.park in parks for one in result.placed), 0)


def _of_pairs(result: MatchResult) -> str:
    return numbers.figure(len(sides(result).firms), 0)


def _terms(found: Beside) -> Table:
    columns = (
        Column("term", _("得分项(0到1)")),
        Column("a", _("甲"), places=3),
        Column("b", _("乙"), places=3),
        Column("more", _("乙减甲"), places=3),
    )
    lines = tuple(
        row(words.term(name), one, other, None if None in (one, other) else other - one)
        for name, (one, other) in found.means.items()
    )
    note = _("安排好的企业在各自园区的平均值，缺数的不算在内。")
    return Table("terms", _("各项的平均值"), columns, lines, note=note)


def _binding(found: Beside, results: Two[MatchResult], runs: Two[Run]) -> Table:
    columns = (
        Column("park", _("园区")),
        Column("resource", _("什么不够")),
        Column("where", _("在哪一次起作用")),
    )
    binds = (found.binds_in_one, found.binds_in_other)
    lines = tuple(
        row(
            effect_tables.park_cell(result.park_names(), run.fingerprint, park),
            words.resource(resource).name,
            Cell(where, tag="tag-warm"),
        )
        for limits, where, result, run in zip(
            binds, (_("只在甲"), _("只在乙")), results, runs, strict=True
        )
        for park, resource in limits
    )
    note = _("两次都起作用的限制另有 %(n)s 个。") % {"n": len(found.binds_in_both)}
    return Table("binding", _("只在一次测算里不够用的"), columns, lines, note=note)


def dated(run: Run) -> str:
    """Choices, day and programme, for lists to choose from: what differs comes first."""
    return f"{words.summary(run)} · {minute(run.created_at)} · {words.programme(run.scheme)}"
