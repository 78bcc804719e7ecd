"""The pages of projects that are written: each a short form, an action, and back to the project."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from jiedui.core.errors import Refusal
from jiedui.web.desk.projects import choices, forms, words
from jiedui.web.desk.projects.actions import with_file
from jiedui.web.platform.accounts.capabilities import (
    EDIT_PROJECTS,
    FREEZE,
    SEE_PARKS,
    VERIFY_STAGE,
)
from jiedui.web.platform.accounts.models import User
from jiedui.web.platform.accounts.reach import reach
from jiedui.web.platform.kit.pages import render_page
from jiedui.web.platform.kit.versions import Conflict, chosen
from jiedui.web.records.programmes.models import Pair
from jiedui.web.records.projects import access, actions, queries
from jiedui.web.records.projects.enums import CURRENCIES, READING_UNITS
from jiedui.web.records.projects.models import Project

asks = require_http_methods(["GET", "HEAD", "POST"])
Do = Callable[[Any], Any]


@asks
def stage(request: HttpRequest, code: str) -> HttpResponse:
    project = access.project_for(request.user, code, EDIT_PROJECTS)
    form = _form(request, forms.StageForm, forms.StageForm.prefilled(project, _today()))

    def do(clean: dict[str, Any]) -> Project:
        file = clean.pop("file")
        return with_file(actions.record_stage, by=_user(request), code=code, file=file, **clean)

    return _page(request, project, form, _("记一个阶段"), do)


@asks
def correct(request: HttpRequest, code: str) -> HttpResponse:
    project = access.project_for(request.user, code, EDIT_PROJECTS)
    event = queries.current_events(project).get(request.GET.get("stage", project.stage))
    form = _form(request, forms.CorrectForm, forms.CorrectForm.prefilled(project, event))

    def do(clean: dict[str, Any]) -> Project:
        file = clean.pop("file")
        return with_file(actions.correct_stage, by=_user(request), code=code, file=file, **clean)

    note = _("原来的日期会留着，谁改的、为什么改，都看得到。")
    return _page(request, project, form, _("更正一个日期"), do, note=note)


@asks
def money(request: HttpRequest, code: str) -> HttpResponse:
    project = access.project_for(request.user, code, EDIT_PROJECTS)
    form = _form(request, forms.MoneyForm, forms.MoneyForm.prefilled(project, _today()))

    def do(clean: dict[str, Any]) -> Project:
        return with_file(
            actions.record_money,
            by=_user(request),
            code=code,
            file=clean["file"],
            kind=clean["kind"],
            amount_minor=form.minor("amount_10k"),
            equipment_minor=form.minor("equipment_10k"),
            currency=clean["currency"],
            on=clean["on"],
            source=clean["source"],
            version=clean["version"],
        )

    note = _("写这一次的金额，不写累计；累计由系统相加。")
    return _page(request, project, form, _("记一笔资金"), do, note=note)


@asks
def correct_money(request: HttpRequest, code: str) -> HttpResponse:
    project = access.project_for(request.user, code, EDIT_PROJECTS)
    asked = request.POST.get("number") or request.GET.get("number", "")
    old = {str(one.number): one for one in queries.money(project) if one.is_current}.get(asked)
    if old is None:
        return _back(code)
    form = _form(request, forms.CorrectMoneyForm, forms.CorrectMoneyForm.prefilled(project, old))

    def do(clean: dict[str, Any]) -> Project:
        minor = (clean.pop("amount_10k") * 10_000).scaleb(CURRENCIES[old.currency])
        file = clean.pop("file")
        return with_file(
            actions.correct_money,
            by=_user(request),
            code=code,
            file=file,
            amount_minor=int(minor.to_integral_value()),
            **clean,
        )

    said = {"kind": old.get_kind_display(), "currency": old.currency, "source": old.source}
    note = _("%(kind)s，%(currency)s，%(source)s。原来的金额会留着。") % said
    return _page(request, project, form, _("更正一笔资金"), do, note=note)


@asks
def freeze(request: HttpRequest) -> HttpResponse:
    """Freeze a programme for an assessment: later corrections need a second person."""
    wide = reach(request.user, FREEZE).of_kinds("all")
    may_freeze = [one for one in _programmes(request) if wide.covers(programme=one)]
    named = [(one, one) for one in may_freeze]
    form = _form(request, forms.FreezeForm, {"as_of": _today()}, programmes=named)

    def do(clean: dict[str, Any]) -> None:
        actions.freeze(by=_user(request), **clean)

    note = _("冻结以后，这一天的阶段和金额存成不变的快照；再更正要第二人复核。")
    return _page(request, None, form, _("冻结考核数据"), do, note=note)


@require_POST
def doubts(request: HttpRequest) -> HttpResponse:
    """Look for projects signed twice and for inflated sums, wherever the person may edit."""
    for programme in _programmes(request):
        actions.raise_doubts(by=_user(request), programme=programme)
    return HttpResponseRedirect(f"{reverse('projects:index')}?flags=open")


@asks
def contact(request: HttpRequest, code: str) -> HttpResponse:
    project = access.project_for(request.user, code, EDIT_PROJECTS)
    form = _form(request, forms.ContactForm, forms.ContactForm.prefilled(project, _today()))

    def do(clean: dict[str, Any]) -> Project:
        return actions.record_contact(by=_user(request), code=code, **clean)

    return _page(request, project, form, _("记一次联系"), do)


@asks
def reading(request: HttpRequest, code: str) -> HttpResponse:
    project = access.project_for(request.user, code, EDIT_PROJECTS)
    form = _form(request, forms.ReadingForm, forms.ReadingForm.prefilled(_today()))

    def do(clean: dict[str, Any]) -> Project:
        is_money = READING_UNITS[clean["kind"]] == "fen"
        value = clean["value"] * words.FEN_PER_10K if is_money else clean["value"]
        return actions.record_reading(
            by=_user(request), code=code, **(clean | {"value": int(value)})
        )

    return _page(request, project, form, _("记运行数据"), do)


@asks
def due(request: HttpRequest, code: str) -> HttpResponse:
    project = access.project_for(request.user, code, EDIT_PROJECTS)
    form = _form(request, forms.DueForm, forms.DueForm.prefilled(project))

    def do(clean: dict[str, Any]) -> Project:
        return actions.set_due(by=_user(request), code=code, **clean)

    return _page(request, project, form, _("记约定日期"), do)


@asks
def flag(request: HttpRequest, code: str, flag: int) -> HttpResponse:
    project = access.project_for(request.user, code, EDIT_PROJECTS)
    form = _form(request, forms.FlagForm, {})

    def do(clean: dict[str, Any]) -> Project:
        return actions.flag_decision(by=_user(request), code=code, flag=flag, **clean)

    doubts = [one.reason for one in queries.open_flags(project) if one.pk == flag]
    return _page(request, project, form, _("核定一条提示"), do, note=" ".join(doubts))


@asks
def edit(request: HttpRequest, code: str) -> HttpResponse:
    project = access.project_for(request.user, code, EDIT_PROJECTS)
    form = _form(request, forms.EditForm, forms.EditForm.prefilled(project), parks=_parks(request))

    def do(clean: dict[str, Any]) -> Project:
        columns = form.columns()
        if "keep_name" in request.POST or any(k.startswith("keep_") for k in request.POST):
            columns = chosen(request.POST, columns, columns)
        return actions.edit_project(
            by=_user(request),
            code=code,
            version=clean["version"] or 0,
            fields=columns,
            firm=clean["firm"],
            credit_code=clean["credit_code"],
            park=clean["park"],
        )

    return _page(request, project, form, _("修改项目"), do)


@asks
def create(request: HttpRequest) -> HttpResponse:
    first = {"is_lead": True, "found_on": _today(), "secrecy": "internal"}
    form = _form(request, forms.CreateForm, first, parks=_parks(request), pairs=_pairs(request))

    def do(clean: dict[str, Any]) -> Project:
        columns = form.columns()
        return actions.create_project(
            by=_user(request),
            name=columns.pop("name"),
            pair=clean["pair"],
            park=clean["park"],
            firm=clean["firm"],
            credit_code=clean["credit_code"],
            is_lead=clean["is_lead"],
            found_on=clean["found_on"],
            fields=columns,
        )

    return _page(request, None, form, _("登记一个项目"), do)


@require_POST
def second(request: HttpRequest, code: str) -> HttpResponse:
    """The second person's word on a correction of what is frozen."""
    access.project_for(request.user, code, VERIFY_STAGE)
    actions.check_correction(
        by=_user(request),
        code=code,
        stage=request.POST.get("stage", ""),
        accept=request.POST.get("accept") == "yes",
    )
    return _back(code)


@require_POST
def save_filter(request: HttpRequest) -> HttpResponse:
    query = request.POST.get("query", "")
    actions.save_filter(by=_user(request), name=request.POST.get("name", ""), query=query)
    return HttpResponseRedirect(f"{reverse('projects:index')}?{query}")


@require_POST
def forget_filter(request: HttpRequest) -> HttpResponse:
    actions.forget_filter(by=_user(request), name=request.POST.get("name", ""))
    return HttpResponseRedirect(reverse("projects:index"))


def _form(request: HttpRequest, form: Any, first: dict[str, Any], **more: Any) -> Any:
    if request.method == "POST":
        return form(request.POST, request.FILES, **more)
    return form(initial=first, **more)


def _page(
    request: HttpRequest,
    project: Project | None,
    form: Any,
    title: str,
    do: Do,
    *,
    note: str = "",
) -> HttpResponse:
    """Show the form; on a good answer do the action and go to the project."""
    context: dict[str, Any] = {"project": project, "form": form, "title": title, "note": note}
    if request.method != "POST":
        return render_page(request, "projects/form.html", context)
    if form.is_valid():
        try:
            done = do(form.cleaned_data)
            return _back(done.code) if done else HttpResponseRedirect(reverse("projects:funnel"))
        except Conflict as conflict:
            context["conflict"] = conflict
        except Refusal as refusal:
            context["problems"] = refusal.problems
    status = 409 if "conflict" in context else 422
    return render_page(request, "projects/form.html", context, status=status)


def _back(code: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("projects:project", args=[code]))


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # the gate lets nobody else in
    return request.user


def _today() -> Any:
    return timezone.localdate()


def _programmes(request: HttpRequest) -> list[str]:
    """Programmes of the projects within reach."""
    pairs = queries.options(access.visible_projects(request.user)).pairs
    return sorted({key.partition(":")[0] for key, *_names in pairs})


def _parks(request: HttpRequest) -> list[tuple[str, str]]:
    from jiedui.web.records.parks.access import visible_parks

    parks = visible_parks(request.user, SEE_PARKS)
    return list(parks.order_by("name").values_list("code", "name"))


def _pairs(request: HttpRequest) -> list[tuple[str, str]]:
    """Pairs where the person may put a project."""
    within = reach(request.user, EDIT_PROJECTS).q(
        programme="programme__code", pair="key", regions=("supporter", "recipient")
    )
    pairs = Pair.objects.filter(within, end__isnull=True).order_by("key")
    return [(one.key, choices.pair_name(one.supporter_name, one.recipient_name)) for one in pairs]
