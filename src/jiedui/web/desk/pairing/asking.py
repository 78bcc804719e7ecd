"""From a form to a request, and back: what a person may choose before a pairing is computed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from jiedui.core.errors import Problem, Refusal
from jiedui.schemes import load
from jiedui.web.desk.pairing import queries
from jiedui.web.desk.pairing.making import CRITERIA
from jiedui.web.platform.kit.filters import Bar, Filter, filter_bar
from jiedui.web.platform.kit.pages import language

DEFAULT_PROGRAMME = "jiangsu-2022"
DEFAULT_YEAR = 2021
WEIGHTINGS = ("equal", "hand", "entropy", "critic")
NORMALISATIONS = ("min_max", "z_score", "rank")
LARGEST_SEED = 2**53
# What a request holds where nobody chose: the default run of a programme is exactly this.
PLAIN: dict[str, Any] = {
    "weighting": "equal",
    "weights": {},
    "normalisation": "min_max",
    "require": [],
    "forbid": [],
    "keep_cost": 0.0,
    "equity": 0.0,
    "capacity_share": None,
    "draws": 10_000,
    "seed": 1,
}


def default_request(programme: str, year: int = DEFAULT_YEAR) -> dict[str, Any]:
    """The run that a site opens with: equal weights, no limits beyond the scheme's, seed 1."""
    return {"programme": programme, "year": year, **PLAIN}


def bar(parameters: QueryDict | Mapping[str, str]) -> Bar:
    """Programme and year, which decide what else there is to choose."""
    return filter_bar(parameters, programme_filter(), year_filter())


def programme_filter() -> Filter:
    found = sorted(load.programmes(), key=lambda one: (-one.start.toordinal(), one.id))
    choices = tuple((one.id, getattr(one, f"name_{language()}")) for one in found)
    return Filter("programme", _("协作关系"), choices, DEFAULT_PROGRAMME)


def year_filter() -> Filter:
    years = tuple(
        (str(year), _("%(year)s年") % {"year": year}) for year in reversed(queries.years())
    )
    return Filter("year", _("数据年份"), years, str(DEFAULT_YEAR))


def read(given: QueryDict) -> dict[str, Any]:
    """The request that a sent form describes.

    Raises
    ------
    Refusal
        Every field that cannot be read, by name; nothing has been computed then.
    """
    chosen = bar(given)
    problems: list[Problem] = []
    weighting = _choice(given, "weighting", WEIGHTINGS, problems)
    request = default_request(chosen["programme"], int(chosen["year"])) | {
        "weighting": weighting,
        "weights": _weights(given, problems) if weighting == "hand" else {},
        "normalisation": _choice(given, "normalisation", NORMALISATIONS, problems),
        "keep_cost": _number(given, "keep_cost", problems, default=0.0),
        "equity": _number(given, "equity", problems, default=0.0),
        "capacity_share": _number(given, "capacity_share", problems, default=None),
        "seed": _seed(given, problems),
        **dict(_limits(given, problems)),
    }
    if problems:
        raise Refusal(problems)
    return request


def _choice(given: QueryDict, name: str, allowed: tuple[str, ...], problems: list[Problem]) -> str:
    value = given.get(name) or allowed[0]
    if value not in allowed:
        hint = f"choose {', '.join(allowed)}"
        problems.append(Problem("no such choice", column=name, value=value, hint=hint))
    return str(value)


def _weights(given: QueryDict, problems: list[Problem]) -> dict[str, float]:
    found = {
        name: _number(given, f"weight_{name}", problems, default=0.0) or 0.0 for name in CRITERIA
    }
    if not problems and not sum(found.values()) > 0:
        hint = _("至少给一项大于零的权重")
        problems.append(Problem(_("四项权重都是零"), column=_("权重"), value="0", hint=hint))
    return found


def _number(
    given: QueryDict, name: str, problems: list[Problem], *, default: float | None
) -> float | None:
    """A figure that is zero or more; an empty field is the default."""
    text = (given.get(name) or "").strip()
    if not text:
        return default
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not (math.isfinite(value) and value >= 0):
        hint = _("填零或正数，如 0.1")
        problems.append(Problem(_("不是可用的数"), column=name, value=text[:40], hint=hint))
        return default
    return value


def _seed(given: QueryDict, problems: list[Problem]) -> int:
    text = (given.get("seed") or "").strip() or str(PLAIN["seed"])
    if not (text.isascii() and text.isdigit()) or int(text) > LARGEST_SEED:
        hint = _("填零或正整数")
        problems.append(Problem(_("不是可用的种子"), column="seed", value=text[:40], hint=hint))
        return 0
    return int(text)


def _limits(given: QueryDict, problems: list[Problem]) -> Iterator[tuple[str, list[list[str]]]]:
    """Required and forbidden pairs: from the grid of the form (`pair_A_B`) or from an address."""
    found: dict[str, list[list[str]]] = {"require": [], "forbid": []}
    for name in sorted(given):
        word = given.get(name)
        if name.startswith("pair_") and word in found:
            found[word].append(name.removeprefix("pair_").split("_", 1))
    for word, pairs in found.items():
        pairs += [text.split(":", 1) for text in given.getlist(word)]
        for pair in pairs:
            if len(pair) != 2 or not all(pair):
                hint = "write supporter:recipient, as 320100:320800"
                problems.append(Problem("not a pair", column=word, value=":".join(pair), hint=hint))
        yield word, sorted(pairs)


@dataclass(frozen=True)
class GridCell:
    """A candidate pair in the form's grid and what was chosen for it."""

    name: str
    label: str
    chosen: str


@dataclass(frozen=True)
class Form:
    """Everything the run form shows, filled with what was chosen last."""

    bar: Bar
    values: Mapping[str, str]
    recipients: tuple[str, ...]
    rows: tuple[tuple[str, tuple[GridCell, ...]], ...]
    weightings: tuple[tuple[str, str], ...]
    normalisations: tuple[tuple[str, str], ...]
    weights: tuple[tuple[str, str, str], ...]
    is_opened: bool


def form(given: QueryDict) -> Form:
    """The form for a programme and year, with every field as the address or the sender has it."""
    chosen = bar(given)
    values = {
        "weighting": given.get("weighting") or "equal",
        "normalisation": given.get("normalisation") or "min_max",
        "keep_cost": given.get("keep_cost") or "0",
        "equity": given.get("equity") or "0",
        "capacity_share": given.get("capacity_share") or "",
        "seed": given.get("seed") or str(PLAIN["seed"]),
    }
    field = queries.field(chosen["programme"], int(chosen["year"]))
    limits = dict(_limits(given, []))
    rows = tuple(
        (
            field.name(supporter),
            tuple(_cell(supporter, recipient, field, limits) for recipient in field.recipients),
        )
        for supporter in field.supporters
    )
    plain = values == form_values(PLAIN) and not any(limits.values())
    return Form(
        bar=chosen,
        values=values,
        recipients=tuple(field.name(code) for code in field.recipients),
        rows=rows,
        weightings=weightings(),
        normalisations=normalisations(),
        weights=tuple(
            (name, label, given.get(f"weight_{name}") or "1") for name, label in criteria()
        ),
        is_opened=not plain,
    )


def _cell(
    supporter: str, recipient: str, field: queries.Field, limits: Mapping[str, list[list[str]]]
) -> GridCell:
    chosen = next((word for word, pairs in limits.items() if [supporter, recipient] in pairs), "")
    label = f"{field.name(supporter)} → {field.name(recipient)}"
    return GridCell(f"pair_{supporter}_{recipient}", label, chosen)


def form_values(request: Mapping[str, Any]) -> dict[str, str]:
    """The fields of the form that would ask for this request."""
    share = request["capacity_share"]
    return {
        "weighting": request["weighting"],
        "normalisation": request["normalisation"],
        "keep_cost": f"{request['keep_cost']:g}",
        "equity": f"{request['equity']:g}",
        "capacity_share": "" if share is None else f"{share:g}",
        "seed": str(request["seed"]),
    }


def address(request: Mapping[str, Any], **more: list[list[str]]) -> str:
    """The query that opens the form with this request, with more pairs required or forbidden."""
    query = QueryDict(mutable=True)
    query.update({"programme": request["programme"], "year": str(request["year"])})
    query.update({name: value for name, value in form_values(request).items() if value})
    query.update({f"weight_{name}": f"{value:g}" for name, value in request["weights"].items()})
    for word in ("require", "forbid"):
        pairs = [*request[word], *more.get(word, [])]
        query.setlist(word, [":".join(pair) for pair in pairs])
    return query.urlencode()


def criteria() -> tuple[tuple[str, str], ...]:
    return (
        ("endowment", _("资源禀赋")),
        ("industry", _("产业优势")),
        ("development", _("发展水平")),
        ("history", _("历史基础")),
    )


def weightings() -> tuple[tuple[str, str], ...]:
    return (
        ("equal", _("四项等权")),
        ("hand", _("人工给定(用下面四个数)")),
        ("entropy", _("熵权法")),
        ("critic", _("CRITIC 法")),
    )


def normalisations() -> tuple[tuple[str, str], ...]:
    return (
        ("min_max", _("极差归一")),
        ("z_score", _("标准分")),
        ("rank", _("名次")),
    )
