"""Who people are here. A role says what may be done, a grant says where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from jiedui.web.platform.accounts import capabilities as can


@dataclass(frozen=True)
class Role:
    """A kind of person: its code, its name, and the capabilities that it brings."""

    code: str
    name: Any
    may: frozenset[str]


_SEE = frozenset({can.SEE_PROJECTS, can.SEE_PARKS, can.SEE_DOCUMENTS})
_READ = _SEE | {can.EXPORT_RECORDS}
_WORK = _READ | {
    can.EDIT_PROJECTS,
    can.EDIT_PARKS,
    can.CONFIRM,
    can.ADD_DOCUMENTS,
    can.IMPORT_RECORDS,
}
_PARK = _READ | {can.EDIT_PROJECTS, can.EDIT_PARKS, can.ADD_DOCUMENTS, can.IMPORT_RECORDS}

_ROLES = (
    Role("lead_office", _("牵头办公室"), can.BUSINESS),
    Role("pair_office", _("结对办公室"), _WORK),
    Role("county_liaison", _("县区联络员"), _WORK),
    Role("park_committee", _("园区管委会"), _PARK),
    Role("institution", _("机构"), _SEE),
    Role("fund_controller", _("资金监管"), _READ),
    Role("evaluator", _("评估人员"), _READ | {can.VERIFY_STAGE}),
    Role("auditor", _("审计人员"), _READ | {can.READ_AUDIT}),
    Role("system_admin", _("系统管理员"), frozenset({can.MANAGE_USERS, can.MANAGE_SYSTEM})),
    Role("security_admin", _("安全管理员"), frozenset({can.MANAGE_USERS, can.MANAGE_GRANTS})),
    Role("audit_admin", _("审计管理员"), frozenset({can.READ_AUDIT})),
)
ROLES: Final[dict[str, Role]] = {role.code: role for role in _ROLES}
ADMINISTRATORS: Final = frozenset({"system_admin", "security_admin", "audit_admin"})
CHOICES: Final = [(role.code, role.name) for role in _ROLES]


def with_capability(capability: str) -> frozenset[str]:
    """The codes of the roles that bring a capability.

    >>> sorted(with_capability("manage_grants"))
    ['security_admin']
    """
    return frozenset(code for code, role in ROLES.items() if capability in role.may)


def excluded_by(role: str, held: Iterable[str]) -> frozenset[str]:
    """The roles among those held that nobody may hold beside this one.

    The three administrators watch one another, so no person is two of them.

    >>> sorted(excluded_by("audit_admin", ["lead_office", "system_admin"]))
    ['system_admin']
    """
    if role not in ADMINISTRATORS:
        return frozenset()
    return frozenset(held) & ADMINISTRATORS - {role}
