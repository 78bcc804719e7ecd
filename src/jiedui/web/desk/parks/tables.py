"""The tables of the pages of parks, besides those of plain lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from jiedui.analysis.parks import Clash, Finding, Funnel, Judged, Load, Quota, Uses
from jiedui.web.desk.parks import queries, words
from jiedui.web.desk.parks.lines import change_url
from jiedui.web.desk.parks.queries import Density
from jiedui.web.platform.kit.numbers import figure, percent
from jiedui.web.platform.kit.pages import language
from jiedui.web.platform.kit.places import place
from jiedui.web.platform.kit.tables import Cell, Column, Table, row
from jiedui.web.platform.kit.templatetags.kit import force_label
from jiedui.web.records.parks.enums import Kind
from jiedui.web.records.parks.models import Park, ParkArea, ParkFact, ParkGroup, Requirement
from jiedui.web.records.programmes.models import Pair
from jiedui.web.records.projects.models import Project

FEN_IN_10K = 1e6


def url(park: Park) -> str:
    return reverse("parks:park", args=[park.code])


def register(parks: Iterable[Park], areas: Mapping[int, ParkArea], on: date) -> Table:
    """Every park in sight. A park within a park names the one it lies in."""
    rows = []
    for park in parks:
        area = areas.get(park.pk)
        orphan = queries.state(park, on) == queries.ORPHAN
        rows.append(
            row(
                Cell(place(park.name), url=url(park), note=_made_up(park)),
                words.sides(park),
                str(park.get_kind_display()),
                str(park.get_form_display()),
                str(park.get_level_display()) or None,
                Cell(words.state(park, on), tag="tag-warm" if orphan else ""),
                area.area_km2 if area else None,
                park.founded_year,
                place(park.parent.name) if park.parent else None,
                park.source,
            )
        )
    columns = (
        Column("park", _("园区")),
        Column("sides", _("双方")),
        Column("kind", _("类别")),
        Column("form", _("载体形式")),
        Column("level", _("层级")),
        Column("state", _("结对还在吗")),
        Column("area", _("规划面积"), _("平方公里"), 2),
        Column("founded", _("成立"), places=0, grouped=False),
        Column("parent", _("园中园属于")),
        Column("source", _("来源")),
    )
    return Table("parks", _("园区登记"), columns, tuple(rows))


def quotas(found: Sequence[Quota]) -> Table:
    """Quotas of the programme with the words they stand on and how binding these are (D3, D4)."""
    names = dict(Pair.objects.filter(key__in=[one.pair for one in found]).values_list("key", "pk"))
    pairs = {pair.key: pair for pair in Pair.objects.filter(pk__in=names.values())}
    rows = []
    for one in found:
        pair = pairs.get(one.pair)
        who = f"{place(pair.supporter_name)} → {place(pair.recipient_name)}" if pair else _("全部")
        rows.append(
            row(
                getattr(one.rule, f"name_{language()}"),
                who,
                one.count,
                words.limits(one),
                Cell(words.quota(one), tag="" if one.verdict == "kept" else "tag-warm"),
                str(force_label(one.rule.force)),
                f"《{one.rule.clause.document}》：“{one.rule.clause.words}”",
            )
        )
    columns = (
        Column("rule", _("限额")),
        Column("pair", _("哪一对")),
        Column("count", _("已批"), _("家"), 0),
        Column("limit", _("限额家数")),
        Column("verdict", _("判断")),
        Column("force", _("效力")),
        Column("clause", _("条款原文")),
    )
    note = _("只数本协作关系里方案已获批的园区；只有文件和协议能拒绝登记。")
    return Table("quotas", _("限额"), columns, tuple(rows), note)


def facts(
    known: Sequence[ParkFact],
    clashing: Sequence[Clash],
    *,
    by_subject: bool,
    editable: str = "",
) -> Table:
    """Figures as they were given, each with unit, nature, period, currency and source (D9).

    For who may edit the park of the code `editable`, the figures of offices are links.
    """
    in_clash = {figure.key for one in clashing for figure in (one.first, one.second)}
    rows = []
    for fact in known:
        clash = (_("与别的说法冲突，见下表"),) if f"{fact.pk:012d}" in in_clash else ()
        shown = Cell(
            fact.value,
            text=words.value(fact.value),
            note=words.certainty(fact.certainty),
            flags=clash,
        )
        first = [place(fact.subject)] if by_subject else []
        url = change_url(editable, "fact", fact) if editable else ""
        rows.append(
            row(
                *first,
                Cell(words.indicator(fact.indicator), url=url),
                shown,
                fact.unit,
                words.nature(fact.nature),
                fact.period,
                fact.currency or None,
                words.objective(fact.indicator),
                fact.printed_as or None,
                fact.source,
            )
        )
    columns = (
        *((Column("subject", _("对象")),) if by_subject else ()),
        Column("indicator", _("指标")),
        Column("value", _("数量"), places=2),
        Column("unit", _("单位")),
        Column("nature", _("存量流量")),
        Column("period", _("期间")),
        Column("currency", _("币种")),
        Column("objective", _("对应目标")),
        Column("printed", _("原文指标")),
        Column("source", _("来源")),
    )
    title = _("合计数字") if by_subject else _("数字")
    note = _("照原文登记：存量、流量、累计、期间和币种要一起看；不同来源不取平均。")
    return Table("totals" if by_subject else "facts", title, columns, tuple(rows), note)


def clashes(found: Sequence[Clash]) -> Table:
    """Two figures side by side; neither is chosen and no mean is taken (D9)."""
    rows = [
        row(
            words.indicator(one.first.indicator),
            Cell(words.why(one), tag="tag-warm"),
            *_side(one.first),
            *_side(one.second),
            words.cautions(one) or None,
        )
        for one in found
    ]
    columns = (
        Column("indicator", _("指标")),
        Column("why", _("冲突")),
        Column("first", _("说法一")),
        Column("first_source", _("说法一的来源")),
        Column("second", _("说法二")),
        Column("second_source", _("说法二的来源")),
        Column("cautions", _("比之前要知道")),
    )
    note = _("两数并列，不取平均，也不替谁选。")
    return Table("clashes", _("互相冲突的数字"), columns, tuple(rows), note)


def order_of_works(found: Sequence[Finding]) -> Table:
    """The three orders in each phase, with the works that decide (D11)."""
    rows = [
        row(
            one.phase or _("全园"),
            words.order(one),
            Cell(words.verdict(one), tag="tag-warm" if one.verdict == "broken" else ""),
            _work(one.earlier),
            _work(one.later),
            "、".join(one.without_evidence) or None,
        )
        for one in found
    ]
    columns = (
        Column("phase", _("分期")),
        Column("order", _("次序")),
        Column("verdict", _("判断")),
        Column("earlier", _("在先的工程")),
        Column("later", _("在后的工程")),
        Column("bare", _("没有佐证的")),
    )
    note = _("“三先三后”是做法，不是文件：只提示，不拒绝。商住只要求工业先动工。")
    return Table("order", _("三先三后"), columns, tuple(rows), note)


def loads(found: Sequence[Load], names: Mapping[str, Park]) -> Table:
    """What each member of staff serves, with the threshold of the alarm stated (D22)."""
    rows = [
        row(
            Cell(place(names[one.park].name), url=url(names[one.park])),
            words.measure(one.measure),
            one.per_staff,
            one.threshold,
            Cell(_("人少事多") if one.alarm else _("未过线"), tag="tag-warm" if one.alarm else ""),
            one.compared,
        )
        for one in found
        if one.park in names
    ]
    columns = (
        Column("park", _("园区")),
        Column("measure", _("按什么算")),
        Column("per_staff", _("每名管理人员"), places=1),
        Column("threshold", _("警戒线"), places=1),
        Column("verdict", _("判断")),
        Column("compared", _("参与比较"), _("家"), 0),
    )
    times = figure(found[0].times, 1) if found else ""
    note = _("警戒线是参数，不是规定：可见园区中位数的 %(times)s 倍；不足 3 家不判。") % {
        "times": times
    }
    return Table("loads", _("人少事多"), columns, tuple(rows), note)


def coverage(found: Sequence[tuple[str, Sequence[Park]]]) -> Table:
    """At least one park and one lead industry for each county that receives (D26)."""
    rows = [
        row(
            place(name),
            len(parks),
            "、".join(place(park.name) for park in parks) or None,
            "；".join(park.leading_industries for park in parks if park.leading_industries) or None,
        )
        for name, parks in found
    ]
    columns = (
        Column("county", _("县(市、区)")),
        Column("count", _("园区"), _("家"), 0),
        Column("parks", _("哪些园区")),
        Column("industries", _("主导产业")),
    )
    return Table("coverage", _("一县一园区、一县一产业"), columns, tuple(rows))


def densities(found: Sequence[Density]) -> Table:
    """Figures per square kilometre, each with the area it is divided by (D29)."""
    rows = [
        row(
            words.indicator(one.fact.indicator),
            one.fact.period,
            one.per_km2,
            f"{one.fact.unit}/km²",
            f"{words.value(one.area.area_km2)} km² ({one.area.valid_from.year})",
        )
        for one in found
    ]
    columns = (
        Column("indicator", _("指标")),
        Column("period", _("期间")),
        Column("per_km2", _("每平方公里"), places=2),
        Column("unit", _("单位")),
        Column("area", _("除以面积")),
    )
    return Table("densities", _("单位面积"), columns, tuple(rows))


def group(one: ParkGroup, in_sight: Collection[int]) -> Table:
    """A lead and its linked parks (D13); of those out of sight only how many there are."""
    every = [member.park for member in one.members.all()]
    linked = [park for park in every if park.pk in in_sight]
    rows = [
        row(Cell(place(park.name), url=url(park)), role)
        for park, role in [(one.lead, _("主体")), *((park, _("联动")) for park in linked)]
    ]
    stated = one.linked_stated
    note = one.note if language() == "zh" else ""
    if stated is not None and stated != len(every):
        note += _("文本说联动 %(stated)s 家，登记了 %(count)s 家。") % {
            "stated": stated,
            "count": len(every),
        }
    if len(linked) < len(every):
        note += _("另有 %(count)s 家不在您的范围内。") % {"count": len(every) - len(linked)}
    columns = (Column("park", _("园区")), Column("role", _("角色")))
    return Table(f"group-{one.pk}", one.name, columns, tuple(rows), note, one.source)


def ladder(found: Sequence[Judged]) -> Table:
    """What the next rung asks and what is known (D13)."""
    said = {"met": _("达到"), "missed": _("未达到"), "unknown": _("没有数字")}
    sign = {"at_least": "≥", "at_most": "≤"}
    rows = [
        row(
            words.indicator(one.need.indicator),
            f"{sign[one.need.compared]} {words.value(one.need.threshold)} {one.need.unit}",
            one.value,
            Cell(said[one.verdict], tag="tag-warm" if one.verdict == "missed" else ""),
            f"《{one.need.document}》：“{one.need.words}”",
        )
        for one in found
    ]
    columns = (
        Column("indicator", _("指标")),
        Column("threshold", _("门槛")),
        Column("value", _("现有"), places=2),
        Column("verdict", _("判断")),
        Column("clause", _("条款原文")),
    )
    return Table("ladder", _("升级条件"), columns, tuple(rows))


def requirements(found: Sequence[Requirement]) -> Table:
    """What each rung asks, lowest rung first, with the words it stands on (D13)."""
    sign = {"at_least": "≥", "at_most": "≤"}
    order = {kind: place for place, kind in enumerate(Kind.values)}
    rows = [
        row(
            str(one.get_kind_display()),
            words.indicator(one.indicator),
            f"{sign[one.compared]} {words.value(one.threshold)} {one.unit}".strip(),
            str(force_label(one.force)),
            one.start.isoformat(),
            one.end.isoformat() if one.end else None,
            f"《{one.document}》：“{one.words}”",
        )
        for one in sorted(found, key=lambda one: (order[one.kind], one.indicator, one.start))
    ]
    columns = (
        Column("rung", _("升到")),
        Column("indicator", _("指标")),
        Column("threshold", _("门槛")),
        Column("force", _("效力")),
        Column("start", _("起始")),
        Column("end", _("截止")),
        Column("clause", _("条款原文")),
    )
    note = _("条件只提示，不代替审批：升级以批准文件为准。")
    return Table("requirements", _("升级条件"), columns, tuple(rows), note)


def rungs(parks: Iterable[Park], asked: Sequence[Requirement], on: date) -> Table:
    """The rungs with how many parks in sight stand on each and how many conditions it has."""
    standing = Counter(park.kind for park in parks)
    open_ones = [one for one in asked if one.start <= on and (one.end is None or one.end > on)]
    conditions = Counter(one.kind for one in open_ones)
    rows = [
        row(str(rung.label), standing[rung], conditions[rung])
        for rung in Kind
        if rung != Kind.OTHER
    ]
    columns = (
        Column("rung", _("梯级")),
        Column("parks", _("园区"), _("家"), 0),
        Column("conditions", _("现行条件"), _("条"), 0),
    )
    note = _("自下而上：共建产业园区、省级特色园区、省级创新试点园区、国家级开发区。")
    return Table("rungs", _("各级有多少园区"), columns, tuple(rows), note)


def funnel(found: Funnel) -> Table:
    """Teams attracted, incubated and converted, by where, in count and in value (E4, E5)."""
    steps = (
        (_("引进"), found.attracted, ()),
        (_("孵化"), found.incubated, ()),
        (_("在飞出地转化"), found.converted_home, ("home",)),
        (_("在别处转化"), found.converted_elsewhere, ("elsewhere",)),
    )
    rows = [
        row(
            name,
            count,
            percent(count / found.attracted) if found.attracted else None,
            _values(found, where),
        )
        for name, count, where in steps
    ]
    columns = (
        Column("step", _("步骤")),
        Column("count", _("团队"), places=0),
        Column("rate", _("占引进")),
        Column("value", _("转化金额")),
    )
    note = _("成果算在用的地方。没有金额的转化 %(count)s 个，金额里不含它们。") % {
        "count": found.without_value
    }
    return Table("funnel", _("科创飞地漏斗"), columns, tuple(rows), note)


def uses(found: Uses) -> Table:
    """How open the enclave is (E2, E8)."""
    rows = (
        row(_("使用单位"), found.users, found.outside_users),
        row(_("小时"), float(found.hours), float(found.outside_hours)),
    )
    columns = (
        Column("what", _("方面")),
        Column("all", _("合计"), places=1),
        Column("outside", _("其中园外"), places=1),
    )
    said = {"share": percent(found.outside_share_of_hours), "fees": figure(found.fees_fen / 100)}
    note = _("园外单位占使用时间 %(share)s；费用合计 %(fees)s 元。") % said
    return Table("open", _("开放共享"), columns, rows, note)


def projects(found: Sequence[Project]) -> Table:
    rows = [
        row(Cell(one.name, url=_project_url(one)), one.code, str(one.get_stage_display()) or None)
        for one in found
    ]
    columns = (Column("name", _("项目名称")), Column("code", _("编号")), Column("stage", _("阶段")))
    return Table("projects", _("产业项目"), columns, tuple(rows))


def flows(parks: Sequence[Park]) -> Table:
    """Enclaves both ways: who builds where, and how the two directions balance (E3)."""
    rows = [
        row(
            Cell(place(park.name), url=url(park), note=_made_up(park)),
            str(park.get_form_display()),
            str(park.get_direction_display()) or None,
            words.home(park),
            words.host(park),
            park.sharing_contract or None,
            park.source,
        )
        for park in parks
    ]
    columns = (
        Column("park", _("飞地")),
        Column("form", _("载体形式")),
        Column("direction", _("方向")),
        Column("home", _("飞出地")),
        Column("host", _("飞入地")),
        Column("contract", _("分成协议")),
        Column("source", _("来源")),
    )
    return Table("enclaves", _("飞地"), columns, tuple(rows))


def _values(found: Funnel, where: tuple[str, ...]) -> str | None:
    said = [
        f"{figure(value / FEN_IN_10K)} {_('万')} {currency}"
        for (spot, currency), value in found.value_minor.items()
        if spot in where
    ]
    return "；".join(said) or None


def _side(one: Any) -> tuple[str, str]:
    parts = (words.certainty(one.certainty), words.value(one.value), one.unit)
    said = " ".join(part for part in parts if part)
    about = f"{place(one.subject)}，{words.nature(one.nature)}，{one.period}"
    return f"{said} ({about})", one.source


def _work(work: Any) -> str | None:
    if work is None:
        return None
    when = work.started or work.completed
    return f"{work.name} ({when.first.isoformat()})" if when else work.name


def _project_url(project: Project) -> str:
    try:
        return reverse("projects:project", args=[project.code])
    except NoReverseMatch:
        return ""


def _made_up(park: Park) -> str:
    return _("演示数据") if park.is_made_up else ""
