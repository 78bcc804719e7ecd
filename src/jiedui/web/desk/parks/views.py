"""Reading parks: the register, a park, enclaves both ways."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jiedui.web.desk.parks import queries, tables, words
from jiedui.web.desk.parks.lines import KINDS
from jiedui.web.platform.accounts.capabilities import EDIT_PARKS, SEE_PARKS
from jiedui.web.platform.accounts.reach import may
from jiedui.web.platform.kit.filters import Bar, Filter, filter_bar
from jiedui.web.platform.kit.pages import language, render_page
from jiedui.web.platform.kit.places import place
from jiedui.web.platform.kit.tables import Table, export
from jiedui.web.records.parks import access, quota
from jiedui.web.records.parks.enums import Direction, Form, Kind, Level
from jiedui.web.records.parks.models import MaturityMark, Park
from jiedui.web.records.programmes.models import Programme

NOT_ENCLAVES = (Form.PARK, Form.TOWN, Form.ALLIANCE)
PROGRAMME = "jiangsu-2022"
TIMES = ("1.5", "2", "3")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The register with its quotas, totals, clashes, and warnings about printed shares."""
    on = timezone.localdate()
    bar = _bar(request)
    parks = _chosen(access.visible_parks(request.user).select_related("parent"), bar, on)
    by_code = {park.code: park for park in access.visible_parks(request.user)}
    programme = Programme.objects.filter(code=bar["programme"] or PROGRAMME).first()
    clashing = queries.clashes(request.user)
    loads = queries.loads(request.user, float(bar["times"]))
    made = [
        tables.register(parks, queries.latest_areas(request.user, parks), on),
        tables.quotas(quota.of_programme(programme, on) if programme else ()),
        tables.facts(queries.totals(request.user), clashing, by_subject=True),
        tables.clashes(clashing),
        tables.loads(loads, by_code),
        tables.coverage(queries.coverage(programme.code, parks, on) if programme else []),
    ]
    headline = words.index_headline(parks, on)
    file = export(request, made, name="jiedui-parks", title=headline)
    context = {
        "bar": bar,
        "headline": headline,
        "tables": {table.id: table for table in made},
        "share_warnings": queries.share_warnings(),
        "programme": programme,
        "may_register": may(request.user, EDIT_PARKS),
        "may_see_ladder": may(request.user, SEE_PARKS),
    }
    return file or render_page(request, "parks/index.html", context)


@require_safe
def park(request: HttpRequest, code: str) -> HttpResponse:
    """A park: the sentence first, then figures and clashes, land, approvals, duties, works."""
    one, on = access.park_for(request.user, code), timezone.localdate()
    areas, known = queries.areas(request.user, one), queries.facts(request.user, one)
    clashing = queries.clashes(request.user, one.name)
    made = _park_tables(request.user, one, known, clashing, areas)
    headline = words.park_headline(one, areas, on)
    file = export(request, made, name=f"jiedui-park-{_ascii(one.code)}", title=headline)
    is_reached = access.reaches(request.user, one)
    by_id = {table.id: table for table in made}
    context = {
        "park": one,
        "headline": headline,
        "lead": words.lead(one, len(known), len(clashing)),
        "state": words.state(one, on),
        "is_orphan": queries.state(one, on) == queries.ORPHAN,
        "about": _about(one, is_reached or not one.is_published),
        "by_id": by_id,
        "panels": [by_id[kind.id] for kind in KINDS if is_reached or by_id[kind.id].rows],
        "kinds": KINDS,
        "is_reached": is_reached,
        "may_edit": access.may_edit(request.user, one),
        "maturity": _maturity(request.user, one),
        "may_mark": one.pair is not None and access.may_mark(request.user, one.pair),
        "groups": [table for table in made if table.id.startswith("group-")],
        "children": access.visible_parks(request.user).filter(parent=one),
        "project_count": queries.projects(request.user, one)[0],
    }
    return file or render_page(request, "parks/park.html", context)


@require_safe
def enclaves(request: HttpRequest) -> HttpResponse:
    """Enclaves in both directions with home and host, and the funnels of science enclaves."""
    visible = access.visible_parks(request.user)
    found = list(visible.filter(_is_enclave()))
    forward = sum(park.direction == Direction.FORWARD for park in found)
    reverse = sum(park.direction == Direction.REVERSE for park in found)
    made = [tables.flows(found)]
    headline = _("飞地 %(count)s 家：正向 %(forward)s 家，反向 %(reverse)s 家") % {
        "count": len(found),
        "forward": forward,
        "reverse": reverse,
    }
    file = export(request, made, name="jiedui-enclaves", title=headline)
    funnels = [
        (park, tables.funnel(funnel))
        for park in found
        if (funnel := queries.funnel(request.user, park)) is not None
    ]
    context = {
        "headline": headline if found else _("在册的飞地一家也没有"),
        "table": made[0],
        "funnels": funnels,
        "may_register": may(request.user, EDIT_PARKS),
    }
    return file or render_page(request, "parks/enclaves.html", context)


def _is_enclave() -> Q:
    """A co-built park is the supporter's in the recipient's land, but no enclave by its form."""
    return ~Q(form__in=NOT_ENCLAVES)


def _bar(request: HttpRequest) -> Bar:
    programmes = Programme.objects.order_by("-start", "code")
    names = tuple((one.code, _name(one)) for one in programmes)
    states = (
        (queries.IN_FORCE, _("结对中")),
        (queries.ORPHAN, _("结对已结束")),
        (queries.NO_PAIR, _("没有结对")),
    )
    return filter_bar(
        request.GET,
        Filter("programme", _("协作关系"), (_all(), *names), ""),
        Filter("kind", _("类别"), (_all(), *Kind.choices), ""),
        Filter("level", _("层级"), (_all(), *Level.choices), ""),
        Filter("form", _("载体形式"), (_all(), *Form.choices), ""),
        Filter("state", _("结对还在吗"), (_all(), *states), ""),
        Filter(
            "times", _("警戒线"), tuple((t, _("中位数的%(t)s倍") % {"t": t}) for t in TIMES), "2"
        ),
    )


def _all() -> tuple[str, Any]:
    return ("", _("全部"))


def _name(programme: Programme) -> str:
    return programme.name_en if language() == "en" else programme.name_zh


def _chosen(parks: QuerySet[Park], bar: Bar, on: Any) -> list[Park]:
    wanted = {
        "programme__code": bar["programme"],
        "kind": bar["kind"],
        "level": bar["level"],
        "form": bar["form"],
    }
    found = parks.filter(**{name: value for name, value in wanted.items() if value})
    ladder = list(Kind.values)
    ordered = sorted(found, key=lambda one: (-ladder.index(one.kind), one.code))
    return [one for one in ordered if bar["state"] in ("", queries.state(one, on))]


def _park_tables(
    user: Any, one: Park, known: list[Any], clashing: Any, areas: list[Any]
) -> list[Table]:
    on = timezone.localdate()
    funnel, uses = queries.funnel(user, one), queries.uses(user, one)
    editable = one.code if access.may_edit(user, one) else ""
    in_sight = set(access.visible_parks(user).values_list("pk", flat=True))
    made = [
        tables.facts(known, clashing, by_subject=False, editable=editable),
        tables.clashes(clashing),
        tables.densities(queries.densities(known, areas)),
        tables.order_of_works(queries.order_of_works(user, one)),
        tables.ladder(queries.needs(user, one, on)),
        tables.projects(queries.projects(user, one)[1]),
        *(
            kind.table(access.visible_lines(user, kind.model).filter(park=one), editable)
            for kind in KINDS
        ),
        *(tables.group(group, in_sight) for group in queries.groups(user, one)),
    ]
    made += [tables.funnel(funnel)] if funnel else []
    return made + ([tables.uses(uses)] if uses else [])


def _about(one: Park, is_open: bool) -> list[tuple[Any, str]]:
    """What the park is, line by line; what offices wrote of a published park needs reach."""
    span = "–".join(str(y) for y in (one.planning_start_year, one.planning_end_year) if y)
    published = [
        (_("双方"), words.sides(one)),
        (_("类别"), str(one.get_kind_display())),
        (_("载体形式"), str(one.get_form_display())),
        (_("层级"), str(one.get_level_display()) if one.level else ""),
        (_("方向"), str(one.get_direction_display()) if one.direction else ""),
        (_("报道中的称谓"), one.reported_as),
        (_("主导产业"), one.leading_industries),
    ]
    kept = [
        (_("法人主体"), one.legal_body),
        (_("管理体制"), str(one.get_governance_display()) if one.governance else ""),
        (_("运作模式"), str(one.get_mode_display()) if one.mode else ""),
        (_("规划期"), span),
        (_("其他合作方"), one.partners),
        (_("分成协议"), one.sharing_contract),
        (_("联动的自贸片区"), one.free_trade_area),
        (_("所属园区"), place(one.parent.name) if one.parent else ""),
        (_("密级"), str(one.get_secrecy_display())),
    ]
    return [(name, value) for name, value in [*published, *(kept if is_open else [])] if value]


def _maturity(user: Any, one: Park) -> list[MaturityMark]:
    if one.pair is None:
        return []
    newest: dict[str, MaturityMark] = {}
    for mark in access.visible_maturity(user).filter(pair=one.pair).order_by("as_of"):
        newest[mark.axis] = mark
    return [newest[axis] for axis in sorted(newest)]


def _ascii(code: str) -> str:
    return "".join(char if char.isascii() and char.isalnum() else "-" for char in code)
