"""What the audit trail calls the actions of this app."""

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "add_document": _("存了文件"),
    "attach_evidence": _("附佐证"),
    "reclassify": _("改密级"),
}
