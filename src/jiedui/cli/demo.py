"""`jiedui demo`: fill an empty store with a made-up year of work, and print who may sign in."""

from __future__ import annotations

import time
from datetime import date, datetime
from typing import Any

import click

from jiedui.cli.output import say

BY = "jiedui demo"  # who the audit trail names: whoever works on the machine itself


@click.command(name="demo")
@click.option("--seed", type=int, default=1, show_default=True, help="same seed, same records")
@click.option("--small", is_flag=True, help="6 parks and 60 projects instead of 45 and 2,000")
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="last day of the made-up work  [default: 2026-11-20]",
)
@click.option("--site", default="http://127.0.0.1:8000", show_default=True)
def demo_command(seed: int, small: bool, as_of: datetime | None, site: str) -> None:
    """Fill an empty store with a made-up year of joint work (演示数据，纯属虚构).

    Four real city pairs of jiangsu-2022, 45 made-up parks and 2,000 made-up projects, messy as
    real ledgers are. Refuses a store that holds records of real work. Prints one account for each
    role and jurisdiction, with a link that signs in once within a day; `jiedui users link` prints
    another.

    \b
    Example:  JIEDUI_HOME=./demo jiedui demo --seed 1
    """
    from jiedui.web.config.opening import is_ready, open_site

    if not is_ready():
        for line in open_site():
            say(f"init: {line}")
    from jiedui.web.desk.demo import actions

    started = time.perf_counter()
    day = as_of.date() if as_of else actions.AS_OF
    filled = actions.fill(by=BY, seed=seed, is_small=small, as_of=_past(day))
    for account in filled.accounts:
        click.echo("\t".join(_line(account, site)))
    say(
        f"demo: {filled.projects} projects, {filled.parks} parks, {filled.matters} matters, "
        f"{filled.documents} documents, {filled.offers} offers, {filled.flags} doubts in "
        f"{time.perf_counter() - started:.1f} s; all of it made up"
    )


def _past(day: date) -> date:
    """A made-up past, not a made-up future: corrections and confirmations happen today."""
    from jiedui.core.errors import Problem, Refusal

    if day > date.today():
        hint = "name today or an earlier day"
        raise Refusal(Problem("a day to come", column="--as-of", value=str(day), hint=hint))
    return day


def _line(account: Any, site: str) -> list[str]:
    """Account, role, scope, and the link that signs in once."""
    from django.urls import reverse

    from jiedui.web.platform.accounts import actions
    from jiedui.web.platform.accounts.models import User

    word = actions.make_link(by=BY, user=User.objects.get(username=account.username))
    link = site.rstrip("/") + reverse("accounts:link", args=[word])
    return [account.username, account.role, account.scope_key or account.scope_kind, link]
