"""What the audit trail calls the actions of this app."""

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "state": _("作了表述"),
    "confirm": _("确认"),
    "dispute": _("提出了争议"),
    "decide": _("裁定了争议"),
    "reassign": _("改仲裁人或期限"),
    "freeze": _("封存了快照"),
}
KINDS = {"matter": _("事项")}
