"""What offices type about parks. Fields follow the models, so a new field shows by itself."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from jiedui.catalog.park_indicators import park_indicators
from jiedui.web.desk.parks import words
from jiedui.web.desk.parks.lines import Kind
from jiedui.web.records.parks.enums import Nature
from jiedui.web.records.parks.models import Approval, Park, ParkFact, Plot, Work

PARK_FIELDS = (
    *("name", "kind", "form", "level", "programme", "pair", "host_region", "host_name"),
    *("home_region", "home_name", "direction", "partners", "legal_body", "sharing_contract"),
    *("mode", "governance", "parent", "founded_year", "planning_start_year"),
    *("planning_end_year", "leading_industries", "free_trade_area", "source", "secrecy"),
)


def widget(field: models.Field, **more: Any) -> forms.Field | None:
    """The control of a field, in the look of the site."""
    made = field.formfield(**more)
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
    look = forms.Select(attrs={"class": "form-select form-select-sm"})
    made.base_fields["indicator"] = forms.ChoiceField(
        label=_("指标"),
        widget=look,
        choices=[(one, words.indicator(one)) for one in park_indicators()],
    )
    natures = [choice for choice in Nature.choices if choice[0] != Nature.UNSTATED]
    made.base_fields["nature"].choices = natures  # type: ignore[attr-defined]
    return made


def _form(model: type[models.Model], fields: list[str]) -> type[forms.ModelForm]:
    made = forms.modelform_factory(model, fields=fields, formfield_callback=widget)
    made._post_clean = lambda self: None  # type: ignore[attr-defined,method-assign]
    return made
