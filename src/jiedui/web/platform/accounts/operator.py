"""Who works on the machine that keeps the store: nobody who signs in, and everything is in reach.

Whoever may run commands there could open the file itself, so grants would only pretend to bound
it. The audit trail names the command; it speaks for no side of a pair.
"""

from __future__ import annotations

from jiedui.web.platform.accounts.models import User
from jiedui.web.platform.accounts.reach import Scope

ROLES = ("lead_office", "auditor", "system_admin", "security_admin")


def operator(command: str) -> User:
    """The operator, named by the command at work: `jiedui import`.

    It is no row of the store, and no account can be called so: accounts hold no space.
    """
    if " " not in command:
        raise ValueError(f"an account could be called {command!r}")
    user = User(username=command, last_name=command)
    user.__dict__["_scopes"] = tuple(Scope(role, "", "all", "") for role in ROLES)
    return user


def is_operator(user: User) -> bool:
    return user.pk is None and " " in user.username
