"""Writing parks: registering, changing, approving, telling. Each page is one form, one action."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jiedui.core.errors import Problem, Refusal
from jiedui.web.desk.parks.forms import (
    ParkForm,
    RegisterForm,
    approval_form,
    corrected_fact_form,
    fact_form,
    line_form,
)
from jiedui.web.desk.parks.lines import BY_ID
from jiedui.web.platform.accounts.capabilities import EDIT_PARKS
from jiedui.web.platform.accounts.models import User
from jiedui.web.platform.kit.pages import render_page
from jiedui.web.records.parks import access, actions
from jiedui.web.records.parks.models import Park, ParkFact

FACT = "fact"
Save = Callable[[dict[str, Any]], Any]


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    user = current_user(request)
    form = RegisterForm(request.POST or None, parents=_parents(request))

    def save(values: dict[str, Any]) -> Any:
        code = values.pop("code")
        return actions.register_park(by=user, code=code, values=values)

    def after() -> str:
        return reverse("parks:park", args=[form.cleaned_data["code"]])

    return page(request, form, save, title=_("登记园区"), after=after)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change a park; whoever comes second sees what the first one wrote, and nothing is lost."""
    user = current_user(request)
    park = access.park_for(user, code, EDIT_PARKS)
    form = ParkForm(request.POST or None, instance=park, parents=_parents(request))
    version = request.POST.get("version", "")
    seen = int(version) if version.isdigit() else park.version

    def save(values: dict[str, Any]) -> Any:
        return actions.edit_park(by=user, code=code, version=seen, changes=values)

    title = _("修改：%(name)s") % {"name": park.name}
    return page(request, form, save, title=title, park=park, version=seen)


@require_http_methods(["GET", "HEAD", "POST"])
def approve(request: HttpRequest, code: str) -> HttpResponse:
    user = current_user(request)
    park = access.park_for(user, code, EDIT_PARKS)
    form = approval_form()(request.POST or None)

    def save(values: dict[str, Any]) -> Any:
        return actions.record_approval(by=user, code=code, **values)[1]

    title = _("审批：%(name)s") % {"name": park.name}
    return page(request, form, save, title=title, park=park)


@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """Add a line of a kind, or a figure."""
    user = current_user(request)
    park = access.park_for(user, code, EDIT_PARKS)
    if kind == "approvals" or kind not in {*BY_ID, FACT}:
        raise Http404(f"no such kind of line: {kind}")
    made = fact_form() if kind == FACT else line_form(BY_ID[kind], park)
    form = made(request.POST or None)

    def save(values: dict[str, Any]) -> Any:
        if kind == FACT:
            return actions.tell_fact(by=user, code=code, values=values)
        return actions.tell(by=user, code=code, model=BY_ID[kind].model, values=values)

    title = _("%(name)s：添加%(what)s") % {"name": park.name, "what": _what(kind)}
    return page(request, form, save, title=title, park=park)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, code: str, kind: str, number: int) -> HttpResponse:
    """Change a line that an office recorded: a work is completed, a tenant leaves, a slip."""
    user = current_user(request)
    park = access.park_for(user, code, EDIT_PARKS)
    if kind == "approvals" or kind not in {*BY_ID, FACT}:
        raise Http404(f"no such kind of line: {kind}")
    model = ParkFact if kind == FACT else BY_ID[kind].model
    line = access.line_for(user, park, model, number)
    version = request.POST.get("version") or actions.version_of_line(line)
    made = corrected_fact_form() if kind == FACT else line_form(BY_ID[kind], park)
    form = made(request.POST or None, instance=line)

    def save(values: dict[str, Any]) -> Any:
        fresh = access.line_for(user, park, model, number)  # the form has written on the other
        if kind == FACT:
            reason = values.pop("reason")
            return actions.correct_fact(
                by=user, fact=fresh, changes=values, reason=reason, version=version
            )
        told = {"by": user, "code": code, "model": model, "number": number}
        return actions.change_line(**told, version=version, changes=values)

    title = _("%(name)s：修改%(what)s") % {"name": park.name, "what": _what(kind)}
    return page(request, form, save, title=title, park=park, version=version)


def _what(kind: str) -> str:
    return _("数字") if kind == FACT else str(BY_ID[kind].title)


def page(
    request: HttpRequest,
    form: forms.Form | forms.ModelForm,
    save: Save,
    *,
    title: str,
    park: Park | None = None,
    version: int | str | None = None,
    after: Callable[[], str] | None = None,
    note: str = "",
) -> HttpResponse:
    """The form; what is sent is saved, and what is refused comes back beside its field."""
    problems: Sequence[Problem] = ()
    warnings: Sequence[Problem] = ()
    current: Any = None
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                saved = save(dict(form.cleaned_data))
            except (actions.Conflict, actions.Changed) as refusal:
                problems, current, status = refusal.problems, refusal.current, 409
                version = refusal.version
            except Refusal as refusal:
                problems = _beside(form, refusal.problems)
            else:
                warnings = saved if isinstance(saved, tuple) else ()
                status = 200
        if status == 200 and not warnings:
            return HttpResponseRedirect(after() if after else _address(park))
    context = {
        "rows": [(field, _shown(current, field.name) if current else "") for field in form],
        "form": form,
        "title": title,
        "park": park,
        "seen": version,  # the base page has a `version` of its own: that of the program
        "problems": problems,
        "warnings": warnings,
        "is_conflict": current is not None,
        "note": note,
    }
    return render_page(request, "parks/form.html", context, status=status)


def _beside(form: forms.Form | forms.ModelForm, problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Put each problem at the field it speaks of; those of no field are left for the top."""
    rest = []
    for problem in problems:
        if problem.column in form.fields:
            words = f"{problem.reason}；{problem.hint}" if problem.hint else problem.reason
            form.add_error(problem.column, words)
        else:
            rest.append(problem)
    return tuple(rest)


def _shown(current: Any, name: str) -> str:
    """What a field says now, for people."""
    display = getattr(current, f"get_{name}_display", None)
    value = display() if display else getattr(current, name, "")
    return "" if value is None else str(value)


def _address(park: Park | None) -> str:
    return reverse("parks:park", args=[park.code]) if park else reverse("parks:index")


def _parents(request: HttpRequest) -> Any:
    return access.visible_parks(request.user)


def current_user(request: HttpRequest) -> User:
    user = request.user
    if not isinstance(user, User):
        raise Http404("sign in first")
    return user
