"""`jiedui users`: accounts, grants and one-time links, from the machine that keeps the store."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from jiedui.core.errors import Problem, Refusal

BY = "jiedui users"  # who the audit trail names: whoever works on the machine itself


@click.group(name="users")
def users_command() -> None:
    """List and make accounts, grant roles, print one-time sign-in links.

    \b
    Example:  jiedui users add wang --name 王芳
              jiedui users grant wang pair_office --pair jiangsu-2022:320500-321300 \\
                  --side supporter --reason 苏府办〔2026〕3号
              jiedui users link wang --site https://jiedui.example.gov.cn
    """
    from jiedui.web.config.opening import need_tables

    need_tables()


@users_command.command(name="list")
@click.option("--stale", is_flag=True, help="only accounts that nobody has used for 90 days")
def list_command(stale: bool) -> None:
    """Every account with its grants in force, one line each, tab-separated."""
    from jiedui.web.platform.accounts import queries
    from jiedui.web.platform.accounts.models import User

    for row in queries.rows(User.objects.order_by("username")):
        if row.is_stale or not stale:
            click.echo("\t".join(_line(row)))


def _line(row: Any) -> list[str]:
    seen = row.user.last_login
    grants = "; ".join(f"{grant.pk}: {grant.role} {grant.scope}" for grant in row.grants)
    state = "closed" if not row.user.is_active else "stale" if row.is_stale else "open"
    last = f"{seen:%Y-%m-%d}" if seen else "never"
    return [row.user.username, row.user.shown_name, state, last, grants]


@users_command.command(name="add")
@click.argument("username")
@click.option("--name", default="", help="the person's name")
def add_command(username: str, name: str) -> None:
    """Make an account. It has no password: `jiedui users link` lets its owner set one."""
    from jiedui.web.platform.accounts import actions

    click.echo(actions.add_person(by=BY, username=username, name=name).username)


@users_command.command(name="grant")
@click.argument("username")
@click.argument("role")
@click.option("--reason", required=True, help="why: a document number or a sentence")
@click.option("--programme", default="", help="only in this programme")
@click.option("--region", help="code of a region, with everything under it")
@click.option("--pair", help="key of a pair: jiangsu-2022:320500-321300")
@click.option("--park", help="code of a park")
@click.option("--organisation", help="unified credit code of an organisation")
@click.option("--side", type=click.Choice(["supporter", "recipient"]), help="with --pair")
@click.option("--ends", type=click.DateTime(["%Y-%m-%d"]), help="first day without it")
def grant_command(
    username: str,
    role: str,
    reason: str,
    programme: str,
    side: str | None,
    ends: datetime | None,
    **scopes: str | None,
) -> None:
    """Let a person act in a role, everywhere or in the one scope that is named."""
    from django.utils.timezone import make_aware

    from jiedui.web.platform.accounts import actions

    kind, key = _scope(scopes)
    made = actions.grant(
        by=BY,
        user=_user(username),
        role=role,
        reason=reason,
        programme=programme,
        scope_kind=kind,
        scope_key=key,
        side=side or "",
        ends=make_aware(ends) if ends else None,
    )
    click.echo(f"{made.pk}: {username} {made.role} {made.scope}")


def _scope(scopes: dict[str, str | None]) -> tuple[str, str]:
    named = [(kind, key) for kind, key in scopes.items() if key]
    if len(named) > 1:
        options = " ".join(f"--{kind}" for kind, _ in named)
        raise Refusal(Problem("a grant has one scope", value=options, hint="make two grants"))
    return named[0] if named else ("all", "")


@users_command.command(name="end")
@click.argument("number", type=int)
@click.option("--reason", required=True)
def end_command(number: int, reason: str) -> None:
    """End the grant of that number (see `jiedui users list`). It stays on record."""
    from jiedui.web.platform.accounts import actions
    from jiedui.web.platform.accounts.models import Grant

    found = Grant.objects.select_related("user").filter(pk=number).first()
    if found is None:
        hint = "see the numbers in: jiedui users list"
        raise Refusal(Problem("no such grant", value=str(number), hint=hint))
    actions.end_grant(by=BY, grant=found, reason=reason)
    click.echo(f"{number}: ended")


@users_command.command(name="link")
@click.argument("username")
@click.option("--site", default="http://127.0.0.1:8000", show_default=True)
def link_command(username: str, site: str) -> None:
    """Print a link that signs the person in once within a day, to set a new password."""
    from django.urls import reverse

    from jiedui.web.platform.accounts import actions

    word = actions.make_link(by=BY, user=_user(username))
    click.echo(site.rstrip("/") + reverse("accounts:link", args=[word]))


def _user(username: str) -> Any:
    from jiedui.web.platform.accounts.models import User

    found = User.objects.filter(username=username).first()
    if found is None:
        hint = "see the names in: jiedui users list"
        raise Refusal(Problem("no such account", value=username, hint=hint))
    return found
