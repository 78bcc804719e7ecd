"""What offices type about parks. Fields follow the models, so a new field shows by itself."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from jiedui.catalog.park_indicators import park_indicators
from jiedui.web.desk.parks import words
from jiedui.web.desk.parks.lines import Kind
from jiedui.web.platform.kit.templatetags.kit import force_label
from jiedui.web.records.parks.enums import Kind as Rung
from jiedui.web.records.parks.enums import Nature
from jiedui.web.records.parks.models import (
    Approval,
    MaturityMark,
    Park,
    ParkFact,
    Plot,
    Requirement,
    Work,
)

PARK_FIELDS = (
    *("name", "kind", "form", "level", "programme", "pair", "host_region", "host_name"),
    *("home_region", "home_name", "direction", "partners", "legal_body", "sharing_contract"),
    *("mode", "governance", "parent", "founded_year", "planning_start_year"),
    *("planning_end_year", "leading_industries", "free_trade_area", "source", "secrecy"),
)


RUNGS = (Rung.CHARACTERISTIC, Rung.PILOT, Rung.NATIONAL)
FORCES = ("document", "agreement", "commitment", "practice", "suggestion")
LOOK = {"class": "form-control form-control-sm"}
SELECT = {"class": "form-select form-select-sm"}


class Scaled(forms.DecimalField):
    """A figure typed in the unit that people use and kept as the model keeps it."""

    def __init__(self, *, times: Decimal, is_whole: bool, **more: Any):
        super().__init__(min_value=0, **more)
        self.times, self.is_whole = times, is_whole

    def prepare_value(self, value: Any) -> Any:
        if value is None or isinstance(value, str):
            return value
        return f"{(Decimal(value) / self.times).normalize():f}"

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if typed is None:
            return None
        kept = typed * self.times
        return int(kept) if self.is_whole else kept


# How sums and shares are typed, with decimals: never in fen, never as 0.35.
SCALED = {
    "amount_minor": (_("金额(万)"), Decimal(1_000_000), 6),
    "value_minor": (_("转化金额(万)"), Decimal(1_000_000), 6),
    "fee_fen": (_("费用(元)"), Decimal(100), 2),
    "share": (_("份额(%)"), Decimal("0.01"), 6),
}


def _scaled(field: models.Field) -> forms.Field:
    label, times, places = SCALED[field.name]
    is_whole = isinstance(field, models.BigIntegerField)
    required = not field.null
    return Scaled(
        times=times, is_whole=is_whole, label=label, required=required, decimal_places=places
    )


def widget(field: models.Field, **more: Any) -> forms.Field | None:
    """The control of a field, in the look of the site."""
    made = _scaled(field) if field.name in SCALED else field.formfield(**more)
    if made is None:
        return None
    if isinstance(made, forms.DateField):
        made.widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    if isinstance(made.widget, forms.Textarea):
        made.widget = forms.TextInput()
    is_box = isinstance(made.widget, forms.CheckboxInput)
    is_select = isinstance(made.widget, forms.Select)
    look = "form-select form-select-sm" if is_select else "form-control form-control-sm"
    made.widget.attrs["class"] = "" if is_box else look
    return made


class ParkForm(forms.ModelForm):
    """What a park is. `version` is the one that the person saw."""

    class Meta:
        model = Park
        fields = PARK_FIELDS
        formfield_callback = widget

    def __init__(self, *args: Any, parents: models.QuerySet[Park], **more: Any):
        super().__init__(*args, **more)
        field = self.fields["parent"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = parents
        locked = [name for name in self.instance.locked_fields() if name in self.fields]
        for name in locked:
            self.fields[name].disabled = True

    def _post_clean(self) -> None:
        """The action validates; a form that also did would say everything twice."""


class RegisterForm(ParkForm):
    """A park that is not on the register yet."""

    code = forms.RegexField(
        r"^[\w.-]+$",
        max_length=60,
        label=_("编号"),
        widget=forms.TextInput(attrs={"class": "form-control form-control-sm"}),
    )
    field_order = ("code", *PARK_FIELDS)


def approval_form() -> type[forms.ModelForm]:
    return _form(Approval, ["step", "kind", "day", "precision", "number", "source"])


def line_form(kind: Kind, park: Park) -> type[forms.ModelForm]:
    """The form of a kind of line; a work chooses among the plots of its own park."""
    made = _form(kind.model, kind.typed())
    if kind.model is Work:
        plots = Plot.objects.filter(park=park)
        made.base_fields["plot"].queryset = plots  # type: ignore[attr-defined]
    return made


def fact_form() -> type[forms.ModelForm]:
    """A figure: its indicator from the catalogue, its nature never unstated."""
    fields = [
        *("indicator", "value", "unit", "nature", "period", "start", "end"),
        *("currency", "certainty", "source"),
    ]
    made = _form(ParkFact, fields)
    made.base_fields["indicator"] = _indicator()
    natures = [choice for choice in Nature.choices if choice[0] != Nature.UNSTATED]
    made.base_fields["nature"].choices = natures  # type: ignore[attr-defined]
    return made


def corrected_fact_form() -> type[forms.ModelForm]:
    """A figure that is put right, with the reason."""
    made = fact_form()
    made.base_fields["reason"] = forms.CharField(
        label=_("更正理由"), max_length=200, widget=forms.TextInput(attrs=LOOK)
    )
    return made


def maturity_form() -> type[forms.ModelForm]:
    """How far a pair has come along one of the three directions, with grounds (D23)."""
    return _form(MaturityMark, ["axis", "maturity", "as_of", "grounds", "source"])


def requirement_form() -> type[forms.ModelForm]:
    """A condition of a rung, with its clause and how binding it is (D13)."""
    fields = [
        *("kind", "indicator", "compared", "threshold", "unit", "document", "words"),
        *("force", "start", "end"),
    ]
    made = _form(Requirement, fields)
    made.base_fields["indicator"] = _indicator()
    made.base_fields["force"] = forms.ChoiceField(
        label=_("效力"),
        widget=forms.Select(attrs=SELECT),
        choices=[(force, force_label(force)) for force in FORCES],
    )
    rungs = [(one.value, one.label) for one in RUNGS]
    made.base_fields["kind"].choices = rungs  # type: ignore[attr-defined]
    return made


class GroupForm(forms.Form):
    """Parks that move together with the one that leads (D13)."""

    name = forms.CharField(label=_("名称"), max_length=120, widget=forms.TextInput(attrs=LOOK))
    members = forms.MultipleChoiceField(label=_("联动园区"), widget=forms.CheckboxSelectMultiple())
    linked_stated = forms.IntegerField(
        label=_("文本所称联动家数"),
        required=False,
        min_value=0,
        max_value=999,
        widget=forms.NumberInput(attrs=LOOK),
    )
    source = forms.CharField(label=_("来源"), widget=forms.TextInput(attrs=LOOK))
    note = forms.CharField(label=_("备注"), required=False, widget=forms.TextInput(attrs=LOOK))

    def __init__(self, *args: Any, parks: list[tuple[str, str]], **more: Any):
        super().__init__(*args, **more)
        self.fields["members"].choices = parks  # type: ignore[attr-defined]


def _indicator() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("指标"),
        widget=forms.Select(attrs=SELECT),
        choices=[(one, words.indicator(one)) for one in park_indicators()],
    )


def _form(model: type[models.Model], fields: list[str]) -> type[forms.ModelForm]:
    made = forms.modelform_factory(model, fields=fields, formfield_callback=widget)
    made._post_clean = lambda self: None  # type: ignore[attr-defined,method-assign]
    return made
