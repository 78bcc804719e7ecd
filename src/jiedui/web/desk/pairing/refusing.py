"""Why a pairing cannot be had, said with the clauses that stand against it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from jiedui.core.errors import NotSupported, Problem, Refusal
from jiedui.core.rules import Rule
from jiedui.reports.words import short_name
from jiedui.schemes import load
from jiedui.web.desk.pairing import queries, words
from jiedui.web.platform.kit.pages import language
from jiedui.web.platform.kit.templatetags.kit import force_label

CLASH = "no pairing keeps all of these rules together"


@dataclass(frozen=True)
class Clause:
    """A rule as a reader sees it: its name, whom it binds here, its force, document and words."""

    name: str
    where: str
    force: str
    document: str
    words: str


@dataclass(frozen=True)
class Explained:
    """A refusal: one sentence, the rules that clash (if they do), else the problems."""

    sentence: str
    clauses: tuple[Clause, ...]
    problems: tuple[Problem, ...]


def explained(refusal: Refusal, programme: str, year: int) -> Explained:
    """A clash as its rules, anything else as the list of its problems."""
    if refusal.problems[0].reason == CLASH:
        clauses = tuple(_clause(one, programme, year) for one in refusal.problems[1:])
        return Explained(
            _("这些要求不能同时满足，没有保存任何内容。放弃其中任何一条，就能算出结果："),
            clauses,
            (),
        )
    if isinstance(refusal, NotSupported):
        said = _("这一年的数据不够，算不出结对方案，没有保存任何内容。")
        return Explained(said, (), refusal.problems)
    said = _("有的选择不能这样填，没有保存任何内容。下面写明在哪里、收到了什么、可以怎样改。")
    return Explained(said, (), refusal.problems)


def rules_of(field: queries.Field, programme: str) -> tuple[Clause, ...]:
    """The rules that any pairing of this programme has to keep."""
    return tuple(_said(rule, "") for rule in field.rules)


def _clause(problem: Problem, programme: str, year: int) -> Clause:
    rules = {
        rule.id: rule
        for rule in (*load.scheme(programme).rules, *queries.field(programme, year).rules)
    }
    if problem.column in rules:
        return _said(rules[problem.column], _where(problem.value))
    own = words.own_words(problem.column) or problem.reason
    return Clause(own, _where(problem.value), _("本次要求"), "", "")


def _said(rule: Rule, where: str) -> Clause:
    name = rule.name_en if language() == "en" else rule.name_zh
    own = words.own_words(rule.id)
    clause = rule.clause
    if own:
        return Clause(own, where, str(force_label(rule.force)), "", "")
    document = f"{clause.document} {clause.place}".strip()
    return Clause(name, where, str(force_label(rule.force)), document, clause.words)


def _where(value: str) -> str:
    """`320800 淮安市` → 淮安; codes of a pair are in the name of the rule already."""
    code, _space, name = value.partition(" ")
    return short_name(name, language()) if name else words.region(code) if code.isdigit() else ""
