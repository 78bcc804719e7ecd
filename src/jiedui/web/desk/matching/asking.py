"""From a form to a request, and back: what a person may choose before firms are placed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from jiedui.core.errors import Problem, Refusal
from jiedui.files.cells import number
from jiedui.schemes import load
from jiedui.schemes.matching import Assumption, MatchScheme, match_scheme
from jiedui.web.platform.kit.filters import Bar, Filter, filter_bar
from jiedui.web.platform.kit.pages import language

DEFAULT_PROGRAMME = "jiangsu-2022"
LARGEST_SEED = 2**53
TOP_MOST = 100
# What a request holds where nobody chose: the default run of a programme is exactly this.
PLAIN: dict[str, Any] = {
    "weights": "chain",
    "lifted": [],
    "assumptions": {},
    "day": None,
    "top": 20,
    "gap": 0.001,
    "seed": 0,
}


def default_request(programme: str) -> dict[str, Any]:
    """The run that a site opens with: chain weights, every rule, the assumptions of the scheme."""
    return {"programme": programme, **PLAIN}


def bar(parameters: QueryDict | Mapping[str, str]) -> Bar:
    found = sorted(load.programmes(), key=lambda one: (-one.start.toordinal(), one.id))
    choices = tuple((one.id, getattr(one, f"name_{language()}")) for one in found)
    return filter_bar(parameters, Filter("programme", _("协作关系"), choices, DEFAULT_PROGRAMME))


def read(given: QueryDict) -> dict[str, Any]:
    """The request that a sent form describes.

    Raises
    ------
    Refusal
        Every field that cannot be read, by name; nothing has been computed then.
    """
    programme = bar(given)["programme"]
    scheme, problems = match_scheme(programme), list[Problem]()
    request = default_request(programme) | {
        "weights": _choice(given, scheme, problems),
        "lifted": _lifted(given, scheme, problems),
        "assumptions": _assumptions(given, scheme, problems),
        "day": _day(given, problems),
        "top": _whole(given, "top", 1, TOP_MOST, problems),
        "seed": _whole(given, "seed", 0, LARGEST_SEED, problems),
    }
    if problems:
        raise Refusal(problems)
    return request


def _choice(given: QueryDict, scheme: MatchScheme, problems: list[Problem]) -> str:
    allowed = [one.id for one in scheme.weights]
    value = given.get("weights") or allowed[0]
    if value not in allowed:
        hint = f"choose {', '.join(allowed)}"
        problems.append(Problem("no such choice", column="weights", value=value[:40], hint=hint))
    return str(value)


def _lifted(given: QueryDict, scheme: MatchScheme, problems: list[Problem]) -> list[str]:
    known = {one.id for one in scheme.rules}
    wanted = sorted(set(map(str, given.getlist("lift"))) - {""})
    for rule in wanted:
        if rule not in known:
            hint = f"there is: {', '.join(sorted(known))}"
            problems.append(
                Problem("no such rule to lift", column="lift", value=rule[:40], hint=hint)
            )
    return wanted


def _assumptions(
    given: QueryDict, scheme: MatchScheme, problems: list[Problem]
) -> dict[str, float]:
    """Only what differs from the scheme: an empty field, or the figure itself, changes nothing."""
    found: dict[str, float] = {}
    for name in sorted(scheme.assumptions):
        text = (given.get(f"assume_{name}") or "").strip()
        value = _figure(text, scheme.assumptions[name], problems) if text else None
        if value is not None and value != scheme.assumed(name):
            found[name] = value
    return found


def _figure(text: str, assumed: Assumption, problems: list[Problem]) -> float | None:
    """The number typed in place of an assumption, which faults are told of by its meaning."""
    value, label = number(text), getattr(assumed, f"meaning_{language()}")
    if isinstance(value, Problem) or not value >= 0:
        hint = _("填零或正数，如 0.1")
        problems.append(Problem(_("不是可用的数"), column=label, value=text[:40], hint=hint))
        return None
    if problem := assumed.problem_with(value):
        problems.append(replace(problem, column=label))
        return None
    return value


def _day(given: QueryDict, problems: list[Problem]) -> str | None:
    text = (given.get("day") or "").strip()
    try:
        return date.fromisoformat(text).isoformat() if text else None
    except ValueError:
        hint = _("写成 2026-11-21；空着就不论日期，规则全部适用")
        problems.append(Problem(_("不是日期"), column="day", value=text[:40], hint=hint))
        return None


def _whole(given: QueryDict, name: str, least: int, most: int, problems: list[Problem]) -> int:
    text = (given.get(name) or "").strip() or str(PLAIN[name])
    if text.isascii() and text.isdigit() and len(text) < 20 and least <= int(text) <= most:
        return int(text)
    hint = _("填 %(least)s 到 %(most)s 的整数") % {"least": least, "most": most}
    problems.append(Problem(_("不是可用的整数"), column=name, value=text[:40], hint=hint))
    return least


@dataclass(frozen=True)
class RuleChoice:
    """A rule that may be lifted, and whether it is."""

    id: str
    name: str
    force: Any
    clause: Any
    is_lifted: bool


@dataclass(frozen=True)
class AssumedField:
    """An assumption in the form: what it stands for, the scheme's figure, what was typed."""

    id: str
    meaning: str
    usual: str
    value: str


@dataclass(frozen=True)
class Form:
    """Everything the form shows, filled with what was chosen last."""

    bar: Bar
    weightings: tuple[tuple[str, str], ...]
    weights: str
    rules: tuple[RuleChoice, ...]
    assumptions: tuple[AssumedField, ...]
    day: str
    top: str
    seed: str
    is_opened: bool


def form(given: QueryDict) -> Form:
    """The form for a programme, with every field as the address or the sender has it."""
    chosen = bar(given)
    scheme = match_scheme(chosen["programme"])
    lifted = set(given.getlist("lift"))
    rules = tuple(
        RuleChoice(
            one.id,
            getattr(one.rule, f"name_{language()}"),
            one.rule.force,
            one.rule.clause,
            one.id in lifted,
        )
        for one in scheme.rules
    )
    assumptions = tuple(
        AssumedField(
            one.id,
            getattr(one, f"meaning_{language()}"),
            f"{one.value:g}",
            (given.get(f"assume_{one.id}") or "")[:20],
        )
        for one in scheme.assumptions.values()
    )
    day, top, seed = ((given.get(name) or "")[:20] for name in ("day", "top", "seed"))
    return Form(
        bar=chosen,
        weightings=weightings(),
        weights=given.get("weights") or "chain",
        rules=rules,
        assumptions=assumptions,
        day=day,
        top=top or str(PLAIN["top"]),
        seed=seed or str(PLAIN["seed"]),
        is_opened=bool(lifted or day or any(one.value for one in assumptions)),
    )


def weightings() -> tuple[tuple[str, str], ...]:
    return (
        ("chain", _("全产业链匹配：补链、关联、劳动力、距离等")),
        ("gradient", _("单纯梯度转移(早期做法，供对照)")),
    )


def address(request: Mapping[str, Any]) -> str:
    """The query that opens the form with this request."""
    query = QueryDict(mutable=True)
    query.update({name: request[name] for name in ("programme", "weights")})
    query.setlist("lift", list(request["lifted"]))
    query.update({f"assume_{name}": f"{v:g}" for name, v in request["assumptions"].items()})
    if request["day"]:
        query["day"] = request["day"]
    query.update({name: str(request[name]) for name in ("top", "seed")})
    return query.urlencode()
