"""What is kept of a park in lines: for each kind its model, its table and what may be typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jiedui.web.platform.kit.tables import Cell, Column, Table, Value, row
from jiedui.web.records.parks import models

Getter = Callable[[Any], Value]
FEN_IN_10K = 1e6
NOT_TYPED = ("id", "park", "is_published", "recorded_by", "recorded_at", "boundary")


@dataclass(frozen=True)
class Kind:
    """A kind of line. `columns` pairs each column with how its value is read from a line."""

    id: str
    model: type[Any]
    title: Any
    columns: tuple[tuple[Column, Getter], ...]

    def table(self, lines: Iterable[Any], editable: str = "") -> Table:
        """The lines. For who may edit the park of that code, each line an office told is a link."""
        shown = (*self.columns, (Column("source", _("来源")), _get("source")))
        heads = tuple(column for column, _getter in shown)
        rows = []
        for line in lines:
            first, *rest = (get(line) for _column, get in shown)
            url = change_url(editable, self.id, line) if editable else ""
            rows.append(row(Cell(first, url=url), *rest))
        note = _("点开一行可以修改。") if editable and rows and self.id != "approvals" else ""
        return Table(self.id, str(self.title), heads, tuple(rows), note)

    def typed(self) -> list[str]:
        """What a person types, the source last."""
        names = [field.name for field in self.model._meta.concrete_fields]
        own = [name for name in names if name not in (*NOT_TYPED, "source")]
        return [*own, "source"]


def change_url(code: str, kind: str, line: Any) -> str:
    """Where a line is changed; nowhere if a report says it, or if it is a step of approval."""
    if line.is_published or kind == "approvals":
        return ""
    return reverse("parks:change", args=[code, kind, line.pk])


def when(day: date | None, precision: str = "day") -> str | None:
    """A date as exactly as it is known.

    >>> when(date(2020, 5, 1), "quarter"), when(date(2020, 5, 1), "month"), when(None)
    ('2020Q2', '2020-05', None)
    """
    if day is None:
        return None
    if precision == "quarter":
        return f"{day.year}Q{(day.month + 2) // 3}"
    return day.isoformat()[: {"year": 4, "month": 7}.get(precision, 10)]


def _get(name: str) -> Getter:
    return lambda line: getattr(line, name) or None


def _number(name: str) -> Getter:
    def get(line: Any) -> Value:
        value = getattr(line, name)
        return None if value is None else float(value)

    return get


def _label(name: str) -> Getter:
    return lambda line: str(getattr(line, f"get_{name}_display")()) or None


def _day(name: str, precision: str = "precision") -> Getter:
    return lambda line: when(getattr(line, name), getattr(line, precision, "day"))


def _money(name: str) -> Getter:
    def get(line: Any) -> Value:
        value = getattr(line, name)
        return None if value is None else value / FEN_IN_10K

    return get


def _text(id: str, name: Any, get: Getter | None = None) -> tuple[Column, Getter]:
    return Column(id, name), get or _get(id)


def _figure(
    id: str, name: Any, unit: Any = "", places: int = 0, get: Getter | None = None
) -> tuple[Column, Getter]:
    return Column(id, name, unit, places), get or _number(id)


def _words_of_step(line: Any) -> Value:
    if line.day is not None:
        return when(line.day, line.precision)
    return f"≤ {when(line.known_by)}"


KINDS = (
    Kind(
        "approvals",
        models.Approval,
        _("审批"),
        (
            _text("step", _("步骤"), _label("step")),
            _text("kind", _("批为"), _label("kind")),
            _text("day", _("日期"), _words_of_step),
            _text("number", _("文号")),
        ),
    ),
    Kind(
        "areas",
        models.ParkArea,
        _("面积沿革"),
        (
            _text("valid_from", _("起始"), _day("valid_from")),
            _figure("area_km2", _("面积"), _("平方公里"), 2),
            _text("kind", _("面积口径")),
            _text(
                "is_target", _("性质"), lambda one: str(_("目标") if one.is_target else _("现状"))
            ),
        ),
    ),
    Kind(
        "land",
        models.LandUse,
        _("生产、生活、生态用地"),
        (
            _text("as_of", _("截至"), _day("as_of")),
            _text("space", _("布局"), _label("space")),
            _figure("area_ha", _("面积"), _("公顷"), 2),
        ),
    ),
    Kind(
        "plots",
        models.Plot,
        _("地块与供地"),
        (
            _text("number", _("地块")),
            _text("phase", _("分期")),
            _text("kind", _("用途"), _label("kind")),
            _figure("area_ha", _("面积"), _("公顷"), 2),
            _text("state", _("状态"), _label("state")),
            _text("since", _("自"), _day("state_since")),
            _text("user_code", _("用地单位代码")),
        ),
    ),
    Kind(
        "works",
        models.Work,
        _("园区工程"),
        (
            _text("name", _("工程")),
            _text("phase", _("分期")),
            _text("kind", _("类别"), _label("kind")),
            _text("layer", _("地上地下"), _label("layer")),
            _text("started", _("开工"), _day("started", "started_precision")),
            _text("completed", _("完工"), _day("completed", "completed_precision")),
            _text("evidence", _("佐证")),
        ),
    ),
    Kind(
        "duties",
        models.Duty,
        _("权责清单"),
        (
            _text("function", _("事项")),
            _text("kind", _("职能"), _label("kind")),
            _text("body", _("承担机构")),
            _text("side", _("哪一方"), _label("side")),
            _figure("staff", _("人员"), _("人")),
            _text("last_consulted", _("上次协商"), _day("last_consulted")),
        ),
    ),
    Kind(
        "staff",
        models.Staffing,
        _("人员与负荷"),
        (
            _text("as_of", _("截至"), _day("as_of")),
            _figure("staff", _("管理人员"), _("人")),
            _figure("population", _("服务人口"), _("人")),
            _figure("enterprises", _("企业数"), _("家")),
            _figure("tasks", _("承担事项"), _("项")),
        ),
    ),
    Kind(
        "tenants",
        models.Tenancy,
        _("入驻企业"),
        (
            _text("name", _("企业")),
            _text("credit_code", _("统一社会信用代码")),
            _text("since", _("入驻"), _day("since")),
            _text("until", _("迁出"), _day("until")),
        ),
    ),
    Kind(
        "policies",
        models.PolicyMeasure,
        _("政策"),
        (
            _text("category", _("类别"), _label("category")),
            _text("title", _("政策名称")),
            _text("number", _("文号")),
            _text("start", _("起始"), _day("start")),
            _text("end", _("截止"), _day("end")),
        ),
    ),
    Kind(
        "facilities",
        models.Facility,
        _("基础设施与公共配套"),
        (
            _text("kind", _("类别"), _label("kind")),
            _text("name", _("名称")),
            _figure("capacity", _("能力"), "", 2),
            _text("unit", _("单位")),
            _text("progress", _("进展"), _label("progress")),
            _text("completed", _("建成"), _day("completed")),
        ),
    ),
    Kind(
        "capital",
        models.CapitalEvent,
        _("投融建管退"),
        (
            _text("day", _("日期"), _day("day")),
            _text("phase", _("资本阶段"), _label("phase")),
            _text("title", _("事项")),
            _figure("amount", _("金额"), _("万"), 2, _money("amount_minor")),
            _text("currency", _("币种")),
        ),
    ),
    Kind(
        "holdings",
        models.Holding,
        _("开发主体股权"),
        (
            _text("as_of", _("截至"), _day("as_of")),
            _text("holder", _("出资人")),
            _text("capital", _("资本"), _label("capital")),
            _figure("share", _("份额"), "%", 2, lambda one: float(one.share) * 100),
        ),
    ),
    Kind(
        "reforms",
        models.Reform,
        _("改革事项"),
        (
            _text("kind", _("类别"), _label("kind")),
            _text("title", _("事项")),
            _text("taken_from", _("复制自")),
            _text("progress", _("进展"), _label("progress")),
            _text("day", _("日期"), _day("day")),
        ),
    ),
    Kind(
        "teams",
        models.Team,
        _("科创团队"),
        (
            _text("name", _("团队")),
            _text("field", _("领域")),
            _text("attracted", _("引进"), _day("attracted")),
            _text("incubated", _("孵化"), _day("incubated")),
            _text("converted", _("转化"), _day("converted")),
            _text("converted_region", _("转化地代码")),
            _figure("value", _("转化金额"), _("万"), 2, _money("value_minor")),
            _text("currency", _("币种")),
        ),
    ),
    Kind(
        "uses",
        models.SharedUse,
        _("共享使用记录"),
        (
            _text("day", _("日期"), _day("day")),
            _text("resource", _("资源")),
            _text("user_name", _("使用单位")),
            _text(
                "outside", _("园内外"), lambda one: str(_("园外") if one.is_outside else _("园内"))
            ),
            _figure("hours", _("小时"), "", 2),
            _figure("fee", _("费用"), _("元"), 2, lambda one: one.fee_fen / 100),
        ),
    ),
    Kind(
        "issues",
        models.Issue,
        _("存在问题"),
        (
            _text("opened", _("提出"), _day("opened")),
            _text("head", _("类别"), _label("head")),
            _text("words", _("存在问题")),
            _text("closed", _("解决"), _day("closed")),
        ),
    ),
    Kind(
        "flagships",
        models.Flagship,
        _("标志性成果"),
        (
            _text("day", _("日期"), _day("day")),
            _text("title", _("成果")),
            _text("evidence", _("佐证")),
        ),
    ),
)
BY_ID = {kind.id: kind for kind in KINDS}
