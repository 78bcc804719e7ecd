"""From a form to a request, and back: what a person may choose before a pairing is computed."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from jiedui.analysis.pairing.inputs import bundled_places, read_pair
from jiedui.core.errors import Problem, Refusal
from jiedui.files.sources import Source
from jiedui.schemes import load
from jiedui.web.desk.pairing import queries, settings
from jiedui.web.desk.pairing.making import CRITERIA
from jiedui.web.platform.kit.filters import Bar, Filter, filter_bar
from jiedui.web.platform.kit.pages import language
from jiedui.web.records.runs.models import Run

DEFAULT_PROGRAMME = "jiangsu-2022"
DEFAULT_YEAR = 2021
WEIGHTINGS = ("equal", "hand", "entropy", "critic")
NORMALISATIONS = ("min_max", "z_score", "rank")
LARGEST_SEED = 2**53
NUMBERS = ("keep_cost", "equity", "capacity_share", "cross_share")
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
    first = programme_filter()
    return filter_bar(parameters, first, year_filter(first.chosen(parameters)))


def programme_filter() -> Filter:
    found = sorted(load.programmes(), key=lambda one: (-one.start.toordinal(), one.id))
    choices = tuple((one.id, getattr(one, f"name_{language()}")) for one in found)
    return Filter("programme", _("协作关系"), choices, DEFAULT_PROGRAMME)


def year_filter(programme: str) -> Filter:
    years = tuple(
        (str(year), _("%(year)s年") % {"year": year}) for year in reversed(queries.years(programme))
    )
    return Filter("year", _("数据年份"), years, str(DEFAULT_YEAR))


def read(given: QueryDict, files: Mapping[str, Source] | None = None) -> dict[str, Any]:
    """The request that a sent form describes, with what its files say.

    Raises
    ------
    Refusal
        Every field that cannot be read, by name; nothing has been computed then.
    """
    chosen = bar(given)
    problems: list[Problem] = []
    weighting = _choice(given, "weighting", WEIGHTINGS, problems)
    more = _settings(given, files or {}, int(chosen["year"]), problems)
    request = default_request(chosen["programme"], int(chosen["year"])) | {
        "weighting": weighting,
        "weights": _weights(given, problems) if weighting == "hand" else {},
        "normalisation": _choice(given, "normalisation", NORMALISATIONS, problems),
        "keep_cost": _number(given, "keep_cost", problems, default=0.0),
        "equity": _number(given, "equity", problems, default=0.0),
        "capacity_share": _number(given, "capacity_share", problems, default=None),
        "seed": _seed(given, problems),
        **dict(_limits(given, problems)),
        **more,
    }
    if problems:
        raise Refusal(problems)
    # Weights of a file are weights by hand; beside entropy or CRITIC the analysis refuses them.
    return request | ({"weighting": "hand"} if "weights" in more and weighting == "equal" else {})


def _settings(
    given: QueryDict, files: Mapping[str, Source], year: int, problems: list[Problem]
) -> dict[str, Any]:
    """Optional keys alone: what is not asked for is not in the request."""
    level = _choice(given, "level", settings.LEVELS, problems)
    found: dict[str, Any] = {} if level == "city" else {"level": level}
    share = _number(given, "cross_share", problems, default=0.0)
    if share:
        found["cross_share"] = share
    if share and level == "city":
        hint = _("先把层级改为县级")
        problems.append(
            Problem(_("跨市份额只用于县级"), column="cross_share", value=f"{share:g}", hint=hint)
        )
    try:
        found |= _carried(given) | settings.of_files(files, bundled_places(year, level))
    except Refusal as refusal:
        problems += refusal.problems
    return found


def _carried(given: QueryDict) -> dict[str, Any]:
    """What the files of an earlier run said, where the form asks to go on with it."""
    base = given.get("base") or ""
    if not base:
        return {}
    try:
        return settings.carried(queries.run(base).request)
    except Run.DoesNotExist:
        hint = _("去掉“沿用”的勾，或者重新选文件")
        raise Refusal(
            Problem(_("没有这次测算"), column="base", value=base[:40], hint=hint)
        ) from None


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
    """Required and forbidden pairs: from the grid of the form (`pair_A_B`) and from its lines."""
    found: dict[str, list[list[str]]] = {"require": [], "forbid": []}
    for name in sorted(one for one in given if one.startswith("pair_") and given[one]):
        word = str(given[name])
        if word in found:
            found[word].append(name.removeprefix("pair_").split("_", 1))
        else:
            hint = f"choose {', '.join(found)}"
            problems.append(Problem("no such choice", column=name, value=word[:40], hint=hint))
    if given.get("level") == "county" and any(found.values()):
        hint = _("把格子改回不限，县级的对子按名称或代码写在下面两行")
        value = _("设区市的格子")
        problems.append(Problem(_("县级测算不看格子"), column="level", value=value, hint=hint))
    for word, pairs in found.items():
        for pair in pairs:
            if len(pair) != 2 or not all(pair):
                hint = "write supporter:recipient, as 320100:320800"
                problems.append(Problem("not a pair", column=word, value=":".join(pair), hint=hint))
        written = _written(given, word, problems)
        yield word, sorted([*pairs, *(one for one in written if one not in pairs)])


def _written(given: QueryDict, word: str, problems: list[Problem]) -> list[list[str]]:
    """Pairs of a line such as `南京:宿迁 320500:320800`, by name or code."""
    try:
        resolve = bundled_places(int(bar(given)["year"]), given.get("level") or "city")
    except Refusal:
        return []
    found = []
    for text in re.split(r"[\s,，、;；]+", " ".join(given.getlist(word))):
        try:
            found += [list(read_pair(text, resolve, option=word))] if text else []
        except Refusal as refusal:
            problems += refusal.problems
    return [list(pair) for pair in dict.fromkeys(map(tuple, found))]


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
    levels: tuple[tuple[str, str], ...]
    lines: Mapping[str, str]
    base: Run | None
    carries: tuple[str, ...]
    is_opened: bool
    is_set: bool


def fail_if_unreadable(given: QueryDict) -> None:
    """An address may leave fields out; what it does give is read as strictly as a sent form.

    Raises
    ------
    Refusal
        Every field that cannot be read, by name.
    """
    problems: list[Problem] = []
    _choice(given, "weighting", WEIGHTINGS, problems)
    _choice(given, "normalisation", NORMALISATIONS, problems)
    _choice(given, "level", settings.LEVELS, problems)
    for name in (*NUMBERS, *(f"weight_{name}" for name in CRITERIA)):
        _number(given, name, problems, default=None)
    _seed(given, problems)
    dict(_limits(given, problems))
    if problems:
        raise Refusal(problems)


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
        "level": given.get("level") or "city",
        "cross_share": given.get("cross_share") or "0",
    }
    field = queries.field(chosen["programme"], int(chosen["year"]))
    limits = dict(_limits(given, []))
    base = _base(given)
    lines = {word: _line(pairs, field) for word, pairs in limits.items()}
    rows = tuple(
        (
            field.name(supporter),
            tuple(_cell(supporter, recipient, field, limits) for recipient in field.recipients),
        )
        for supporter in field.supporters
    )
    is_set = any((values["level"] == "county", values["cross_share"] != "0", base, *lines.values()))
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
        levels=levels(),
        lines=lines,
        base=base,
        carries=tuple(settings.in_words(settings.carried(base.request))) if base else (),
        is_opened=not (plain or is_set),
        is_set=bool(is_set),
    )


def _base(given: QueryDict) -> Run | None:
    """The earlier run whose files the form goes on with, if it is there and had any."""
    try:
        found = queries.run(given.get("base") or "")
    except Run.DoesNotExist:
        return None
    return found if settings.carried(found.request) else None


def _line(pairs: list[list[str]], field: queries.Field) -> str:
    """Pairs that the grid has no cell for."""
    grid = {(a, b) for a in field.supporters for b in field.recipients}
    return " ".join(":".join(pair) for pair in pairs if tuple(pair) not in grid and all(pair))


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
        "level": request.get("level", "city"),
        "cross_share": f"{request.get('cross_share', 0.0):g}",
    }


def address(request: Mapping[str, Any], *, base: str = "", **more: list[list[str]]) -> str:
    """The query that opens the form with this request, with more pairs required or forbidden.

    `base` is the number of the run: what its files said travels by it.
    """
    query = QueryDict(mutable=True)
    query.update({"programme": request["programme"], "year": str(request["year"])})
    query.update({name: value for name, value in form_values(request).items() if value})
    query.update({f"weight_{name}": f"{value:g}" for name, value in request["weights"].items()})
    if base and settings.carried(request):
        query["base"] = base
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


def levels() -> tuple[tuple[str, str], ...]:
    return (("city", _("设区市")), ("county", _("县(市、区)，只有2020年有数据")))


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
