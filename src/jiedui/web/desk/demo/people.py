"""The people of the demonstration: one account for each role and jurisdiction."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jiedui.web.desk.demo.made_up import PAIRS, PROGRAMME, Side
from jiedui.web.platform.accounts import actions
from jiedui.web.platform.accounts.models import User
from jiedui.web.platform.accounts.roles import ROLES

REASON = "演示 demonstration"


@dataclass(frozen=True)
class Account:
    """Who signs in as `username`, in which role and scope."""

    username: str
    role: str
    scope_kind: str = "all"
    scope_key: str = ""
    side: str = ""
    programme: str = PROGRAMME

    @property
    def name(self) -> str:
        """The two offices of a pair are told apart wherever a page says who said something."""
        side = {"supporter": "（帮扶方）", "recipient": "（受帮扶方）"}.get(self.side, "")
        return f"示例 {ROLES[self.role].name}{side}"


def accounts(parks: dict[str, str], firms: dict[str, str]) -> Iterator[Account]:
    """Every account; `parks` and `firms` name one park and one firm by the key of its pair."""
    yield Account("demo-lead-office", "lead_office")
    yield Account(ARBITRATOR, "lead_office")
    for pair in PAIRS:
        yield from _of_pair(pair, parks[pair.key], firms.get(pair.key, ""))
    for role in ("system_admin", "security_admin", "audit_admin"):
        yield Account(f"demo-{role.replace('_', '-')}", role, programme="")


ARBITRATOR = "demo-arbitrator"


def office(pair: Side, side: str) -> str:
    """The account of the pair office of a side."""
    return f"demo-pair-office-{getattr(pair, side)}"


def _of_pair(pair: Side, park: str, firm: str) -> Iterator[Account]:
    for side in ("supporter", "recipient"):
        yield Account(office(pair, side), "pair_office", "pair", pair.key, side)
    county = pair.counties[0]
    yield Account(f"demo-county-liaison-{county}", "county_liaison", "region", county)
    yield Account(
        f"demo-park-committee-{park.removeprefix('demo-')}", "park_committee", "park", park
    )
    if firm:
        yield Account(f"demo-institution-{firm}", "institution", "organisation", firm)
    yield Account(
        f"demo-fund-controller-{pair.recipient}", "fund_controller", "region", pair.recipient
    )
    yield Account(f"demo-evaluator-{pair.stem}", "evaluator", "pair", pair.key)
    yield Account(f"demo-auditor-{pair.stem}", "auditor", "pair", pair.key)


def make(by: str, wanted: list[Account]) -> dict[str, User]:
    """The accounts with their grants, by username."""
    made = {}
    for one in wanted:
        user = actions.add_person(by=by, username=one.username, name=one.name)
        actions.grant(
            by=by,
            user=user,
            role=one.role,
            reason=REASON,
            programme=one.programme,
            scope_kind=one.scope_kind,
            scope_key=one.scope_key,
            side=one.side,
        )
        made[one.username] = user
    return made
