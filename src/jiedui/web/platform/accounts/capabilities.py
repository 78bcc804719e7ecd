"""What a role may let a person do. Each is a word in the table of permissions and in `Role.may`."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

SEE_PROJECTS: Final = "see_projects"
EDIT_PROJECTS: Final = "edit_projects"
SEE_PARKS: Final = "see_parks"
EDIT_PARKS: Final = "edit_parks"
CONFIRM: Final = "confirm"
ARBITRATE: Final = "arbitrate"
SEE_DOCUMENTS: Final = "see_documents"
ADD_DOCUMENTS: Final = "add_documents"
IMPORT_RECORDS: Final = "import_records"
EXPORT_RECORDS: Final = "export_records"
FREEZE: Final = "freeze"
VERIFY_STAGE: Final = "verify_stage"
READ_AUDIT: Final = "read_audit"
MANAGE_USERS: Final = "manage_users"
MANAGE_GRANTS: Final = "manage_grants"
MANAGE_SYSTEM: Final = "manage_system"

# Of the table of permissions only: nobody has to hold a role for these.
PUBLIC: Final = "public"
SIGNED_IN: Final = "signed_in"
CLOSED: Final = "closed"

LABELS: Final[dict[str, Any]] = {
    SEE_PROJECTS: _("看项目"),
    EDIT_PROJECTS: _("改项目"),
    SEE_PARKS: _("看园区"),
    EDIT_PARKS: _("改园区"),
    CONFIRM: _("代表一方确认"),
    ARBITRATE: _("裁定争议"),
    SEE_DOCUMENTS: _("看文件"),
    ADD_DOCUMENTS: _("存文件"),
    IMPORT_RECORDS: _("导入"),
    EXPORT_RECORDS: _("导出"),
    FREEZE: _("封存快照"),
    VERIFY_STAGE: _("核验阶段"),
    READ_AUDIT: _("查留痕"),
    MANAGE_USERS: _("管账号"),
    MANAGE_GRANTS: _("管授权"),
    MANAGE_SYSTEM: _("管系统"),
}
ALL: Final = frozenset(LABELS)
BUSINESS: Final = ALL - {READ_AUDIT, MANAGE_USERS, MANAGE_GRANTS, MANAGE_SYSTEM}
