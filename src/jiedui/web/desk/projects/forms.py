"""The forms of the field: few cells, prefilled, one file as evidence."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiedui.web.records.documents.enums import Secrecy
from jiedui.web.records.projects.enums import (
    CURRENCIES,
    LADDER,
    RANK,
    ChainRole,
    ContactKind,
    FlagState,
    Green,
    Initiator,
    Labour,
    Mode,
    MoneyKind,
    Mover,
    Precision,
    ReadingKind,
    Stage,
)
from jiedui.web.records.projects.models import Money, Project, StageEvent

LARGEST_10K = Decimal(10) ** 9  # 10 万亿元: beyond it a unit was mixed up


class Plain(forms.Form):
    """A form that looks like the rest of the site."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, label_suffix="", **more)
        for field in self.fields.values():
            kind = "form-select" if isinstance(field.widget, forms.Select) else "form-control"
            if not isinstance(field.widget, forms.CheckboxInput | forms.HiddenInput):
                field.widget.attrs.setdefault("class", f"{kind} {kind}-sm")


def _day(label: Any, *, required: bool = True) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget)


def _choice(label: Any, choices: Any, *, required: bool = False) -> forms.ChoiceField:
    every = list(choices) if required else [("", "—"), *choices]
    return forms.ChoiceField(label=label, choices=every, required=required)


def _text(label: Any, length: int, *, required: bool = False, **attrs: Any) -> forms.CharField:
    widget = forms.TextInput(attrs=attrs)
    return forms.CharField(label=label, max_length=length, required=required, widget=widget)


def _file() -> forms.FileField:
    return forms.FileField(label=_("佐证文件"), required=False)


class StageForm(Plain):
    """A stage reached: which, when, shown by what."""

    stage = _choice(_("阶段"), Stage.choices, required=True)
    on = _day(_("日期"))
    precision = _choice(_("日期精确到"), Precision.choices, required=True)
    number = _text(_("文号"), 120)
    verifier = _text(_("核实人"), 120)
    file = _file()
    version = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def prefilled(cls, project: Project, on: date) -> dict[str, Any]:
        following = [stage.value for stage in LADDER if RANK[stage] > project.reached]
        stage = project.next_due_stage or (following[0] if following else Stage.TERMINATED.value)
        return {"stage": stage, "on": on, "precision": "day", "version": project.version}


class CorrectForm(Plain):
    """Another date for a stage on record."""

    stage = _choice(_("阶段"), Stage.choices, required=True)
    on = _day(_("正确的日期"))
    precision = _choice(_("日期精确到"), Precision.choices, required=True)
    reason = _text(_("更正理由"), 400, required=True)
    number = _text(_("文号"), 120)
    file = _file()
    version = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def prefilled(cls, project: Project, event: StageEvent | None) -> dict[str, Any]:
        first = {"stage": project.stage, "precision": "day", "version": project.version}
        if event is None:
            return first
        return first | {
            "stage": event.stage,
            "on": event.on,
            "precision": event.precision,
            "number": event.number,
        }


class MoneyForm(Plain):
    """A sum, in 10,000 of its currency."""

    kind = _choice(_("口径"), MoneyKind.choices, required=True)
    amount_10k = forms.DecimalField(
        label=_("金额(万)"), min_value=Decimal("0.0001"), max_value=LARGEST_10K, decimal_places=6
    )
    currency = _choice(_("币种"), [(code, code) for code in CURRENCIES], required=True)
    on = _day(_("日期"))
    source = _text(_("佐证名称"), 200)
    equipment_10k = forms.DecimalField(
        label=_("其中设备(万)"),
        min_value=0,
        max_value=LARGEST_10K,
        decimal_places=6,
        required=False,
    )
    file = _file()
    version = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def prefilled(cls, project: Project, on: date) -> dict[str, Any]:
        kind = MoneyKind.PROMISED if project.promised_fen is None else MoneyKind.PAID_IN
        return {"kind": kind.value, "currency": "CNY", "on": on, "version": project.version}

    def minor(self, name: str) -> int | None:
        """The sum in the smallest unit of its currency."""
        value = self.cleaned_data[name]
        places = CURRENCIES[self.cleaned_data["currency"]]
        return None if value is None else int((value * 10_000).scaleb(places).to_integral_value())


class CorrectMoneyForm(Plain):
    """Another amount for a sum on record."""

    number = forms.IntegerField(widget=forms.HiddenInput)
    amount_10k = forms.DecimalField(
        label=_("正确的金额(万)"),
        min_value=Decimal("0.0001"),
        max_value=LARGEST_10K,
        decimal_places=6,
    )
    on = _day(_("日期"))
    reason = _text(_("更正理由"), 400, required=True)
    source = _text(_("佐证名称"), 200)
    file = _file()
    version = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def prefilled(cls, project: Project, sum_: Money) -> dict[str, Any]:
        whole = Decimal(sum_.amount_minor).scaleb(-CURRENCIES[sum_.currency]) / 10_000
        own = {name: getattr(sum_, name) for name in ("number", "on", "source")}
        return own | {"amount_10k": f"{whole.normalize():f}", "version": project.version}


class FreezeForm(Plain):
    """Keep every project of a programme as it is on the day of an assessment."""

    programme = forms.ChoiceField(label=_("协作关系"))
    as_of = _day(_("考核日期"))

    def __init__(self, *args: Any, programmes: Any = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["programme"].choices = list(programmes)  # type: ignore[attr-defined]


class ContactForm(Plain):
    """Who spoke with whom, and whose move it is now."""

    kind = _choice(_("方式"), ContactKind.choices, required=True)
    on = _day(_("日期"))
    text = _text(_("说了什么"), 400, required=True)
    blocker = _text(_("卡在哪里(没有就留空)"), 200)
    mover = _choice(_("现在轮到"), Mover.choices)
    move_by_on = _day(_("应在何时之前办"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def prefilled(cls, project: Project, on: date) -> dict[str, Any]:
        return {
            "kind": ContactKind.FOLLOW_UP.value,
            "on": on,
            "blocker": project.blocker,
            "mover": project.mover,
            "version": project.version,
        }


class ReadingForm(Plain):
    """What a third party counted."""

    kind = _choice(_("内容"), ReadingKind.choices, required=True)
    period = _text(_("期间"), 7, required=True, placeholder="2026Q3")
    value = forms.DecimalField(
        label=_("数值(千瓦时、人或万元)"), min_value=0, max_value=Decimal(10) ** 12
    )
    source = _text(_("来源"), 200, required=True)

    @classmethod
    def prefilled(cls, on: date) -> dict[str, Any]:
        quarter = (on.month - 1) // 3
        year, last = (on.year, quarter) if quarter else (on.year - 1, 4)
        return {"kind": ReadingKind.ELECTRICITY.value, "period": f"{year}Q{last}"}


class DueForm(Plain):
    """The day that the contract sets."""

    stage = _choice(_("阶段"), [(s.value, s.label) for s in LADDER[1:]], required=True)
    on = _day(_("约定日期"))
    precision = _choice(_("日期精确到"), Precision.choices, required=True)
    source = _text(_("依据(合同条款)"), 200)
    version = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def prefilled(cls, project: Project) -> dict[str, Any]:
        return {"stage": Stage.STARTED.value, "precision": "day", "version": project.version}


class FlagForm(Plain):
    """A person's word on a doubt."""

    state = _choice(
        _("结论"),
        [(s.value, s.label) for s in FlagState if s != FlagState.OPEN],
        required=True,
    )
    reason = _text(_("理由"), 400, required=True)


class EditForm(Plain):
    """What a project is."""

    name = _text(_("项目名称"), 160, required=True)
    firm = _text(_("企业名称"), 120)
    credit_code = _text(_("统一社会信用代码"), 18)
    park = forms.ChoiceField(label=_("园区"), required=False)
    industry = _text(_("行业代码(GB/T 4754)"), 5)
    mode = _choice(_("合作模式"), Mode.choices)
    chain_role = _choice(_("产业链作用"), ChainRole.choices)
    chain_gap = _text(_("所补环节"), 80)
    initiator = _choice(_("发起"), Initiator.choices)
    labour = _choice(_("要素类型"), Labour.choices)
    green = _choice(_("绿色类别"), Green.choices)
    is_high_tech = forms.NullBooleanField(label=_("高新技术"), required=False)
    land_m2 = forms.IntegerField(label=_("用地面积(平方米)"), min_value=0, required=False)
    plot = _text(_("地块"), 60)
    jobs_planned = forms.IntegerField(
        label=_("计划用工"), min_value=0, max_value=1_000_000, required=False
    )
    secrecy = _choice(_("密级"), Secrecy.choices, required=True)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, parks: Any = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["park"].choices = [("", "—"), *parks]  # type: ignore[attr-defined]

    @classmethod
    def prefilled(cls, project: Project) -> dict[str, Any]:
        own = {name: getattr(project, name, "") for name in cls.base_fields}
        return own | {
            "firm": project.firm.name if project.firm else "",
            "credit_code": (project.firm.credit_code or "") if project.firm else "",
            "park": project.park.code if project.park else "",
        }

    def columns(self) -> dict[str, Any]:
        """What goes onto the project itself."""
        apart = ("firm", "credit_code", "park", "version", "pair", "is_lead", "found_on", "name")
        own = {k: v for k, v in self.cleaned_data.items() if k not in apart}
        return own | {"name": self.cleaned_data["name"]}


class CreateForm(EditForm):
    """A new project: pair and name are enough."""

    pair = forms.ChoiceField(label=_("结对"))
    is_lead = forms.BooleanField(
        label=_("这是线索：签约前只有本单位和牵头办公室看得到"), required=False
    )
    found_on = _day(_("首报日期"))
    field_order = ("pair", "name", "is_lead", "found_on", "firm", "credit_code", "park")

    def __init__(self, *args: Any, pairs: Any = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["pair"].choices = list(pairs)  # type: ignore[attr-defined]
