"""What everybody has: one's own sign-ins and grants, coming in by a link, going out."""

from __future__ import annotations

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jiedui.web.platform.accounts import access, actions, permissions, signing
from jiedui.web.platform.accounts import capabilities as can
from jiedui.web.platform.accounts.models import Grant
from jiedui.web.platform.accounts.roles import ROLES
from jiedui.web.platform.kit.pages import render_page
from jiedui.web.platform.kit.tables import Column, Table, export, row

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@require_safe
def own(request: HttpRequest) -> HttpResponse:
    context = {
        "sign_ins": access.own_sign_ins(request.user),
        "this": request.session.get(signing.KEY),
        "grants": Grant.objects.in_force().filter(user=request.user),
    }
    return render_page(request, "accounts/own.html", context)


@require_POST
def end_sign_in(request: HttpRequest, number: int) -> HttpResponse:
    found = access.own_sign_in(request.user, number)
    signing.end(user=request.user, by=request.user.username, why="ended by hand", only=found.pk)
    return HttpResponseRedirect(reverse("accounts:own"))


@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    keep = request.session.get(signing.KEY)
    signing.end(user=request.user, by=request.user.username, why="ended by hand", keep=keep)
    return HttpResponseRedirect(reverse("accounts:own"))


def link(request: HttpRequest, word: str) -> HttpResponse:
    """Opening the link uses nothing up, since mail scanners open links; the button does."""
    if request.method == "POST" and (user := actions.use_link(word=word)) is not None:
        from allauth.account.internal.flows.login import perform_login
        from allauth.account.models import Login

        user.backend = BACKEND
        after = reverse("account_set_password")
        answer: HttpResponse = perform_login(request, Login(user=user, redirect_url=after))
        return answer
    works = request.method == "GET" and actions.link_of(word) is not None
    answer = render_page(
        request, "accounts/link.html", {"works": works}, status=200 if works else 404
    )
    answer.headers["Cache-Control"] = "no-store"
    # Never the address, which holds the word; but the site itself, or browsers post from "null".
    answer.headers["Referrer-Policy"] = "strict-origin"
    return answer


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """The session ends here and in the browser, which forgets what it kept of the site."""
    logout(request)
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        wanted, {request.get_host()}, require_https=request.is_secure()
    )
    answer = HttpResponseRedirect(wanted if safe else reverse("home:index"))
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@require_safe
def table(request: HttpRequest) -> HttpResponse:
    """The table of permissions: every address, what it asks for, which roles bring it."""
    found = _permissions()
    file = export(request, [found], name="jiedui-permissions", title=_("权限表"))
    roles = [
        (role, [can.LABELS[one] for one in can.LABELS if one in role.may])
        for role in ROLES.values()
    ]
    return file or render_page(
        request, "accounts/permissions.html", {"table": found, "roles": roles}
    )


def _permissions() -> Table:
    codes = list(ROLES)
    columns = (
        Column("endpoint", _("地址")),
        Column("methods", _("方法")),
        Column("capability", _("所需权限")),
        Column("scope", _("范围")),
        *(Column(code, ROLES[code].name) for code in codes),
    )
    rows = [
        row(
            one.endpoint,
            " ".join(one.methods),
            one.capability,
            one.scope or None,
            *("●" if permissions.lets_in(one, code) else None for code in codes),
        )
        for one in permissions.table()
    ]
    return Table("permissions", _("权限表"), columns, tuple(rows))
