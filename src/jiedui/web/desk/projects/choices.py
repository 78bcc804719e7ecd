"""The filter bar of the lists: what there is to choose, and what the address asks for."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from jiedui.data.industries import division_names
from jiedui.reports.words import short_name
from jiedui.web.platform.kit.filters import Bar, Filter, filter_bar
from jiedui.web.platform.kit.pages import language
from jiedui.web.records.projects import queries
from jiedui.web.records.projects.enums import Light, Stage
from jiedui.web.records.projects.models import Project
from jiedui.web.records.projects.queries import Choice, Options

TEXT_LENGTH_MAX = 40


def bar(parameters: QueryDict, projects: QuerySet[Project]) -> Bar:
    """What there is to choose among these projects, and what the address asks for."""
    filters = queries.kept(
        "filters", projects, lambda: _filters(queries.options(projects)), language()
    )
    return filter_bar(parameters, *filters)


def _filters(options: Options) -> tuple[Filter, ...]:
    every = ("", _("全部"))
    return (
        _filter("pair", _("结对"), every, [(key, pair_name(*of)) for key, *of in options.pairs]),
        _filter("park", _("园区"), every, list(options.parks)),
        _filter("stage", _("阶段"), every, [(s.value, s.label) for s in Stage]),
        _filter("light", _("灯"), every, [(x.value, x.label) for x in reversed(Light)]),
        _filter("industry", _("行业"), every, [(c, industry(c)) for c in options.industries]),
        _filter("year", _("签约年份"), every, [(str(y), str(y)) for y in options.years]),
        _filter("flags", _("提示"), every, [("open", _("待核"))]),
        _filter("figures", _("数字"), ("", _("全部")), [("confirmed", _("两地一致"))]),
    )


def choice(chosen: Bar, parameters: QueryDict) -> Choice:
    return Choice(
        pair=chosen["pair"],
        park=chosen["park"],
        stage=chosen["stage"],
        light=chosen["light"],
        industry=chosen["industry"],
        year=int(chosen["year"]) if chosen["year"] else None,
        text=parameters.get("q", "").strip()[:TEXT_LENGTH_MAX],
        is_doubted=chosen["flags"] == "open",
        confirmed_only=chosen["figures"] == "confirmed",
    )


def pair_name(supporter: str, recipient: str) -> str:
    lang = language()
    return f"{short_name(supporter, lang)} → {short_name(recipient, lang)}"


def industry(code: str) -> str:
    """A division by its name, or the code where the classification has none."""
    name = division_names().get(code, "")
    return f"{code} {name}".strip()


def _filter(name: str, label: str, every: tuple[str, Any], options: list[Any]) -> Filter:
    return Filter(name, label, (every, *options), "")
