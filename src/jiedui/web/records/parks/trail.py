"""What the audit trail calls the actions of this app."""

from django.utils.translation import gettext_lazy as _

# Lines of a park that people add: each model has its own action.
_LINES = (
    "approval",
    "capitalevent",
    "duty",
    "facility",
    "flagship",
    "holding",
    "issue",
    "landuse",
    "maturitymark",
    "parkarea",
    "plot",
    "policymeasure",
    "reform",
    "shareduse",
    "staffing",
    "team",
    "tenancy",
    "work",
)
ACTIONS = {
    **{f"tell_{line}": _("补充园区信息") for line in _LINES},
    **{f"change_{line}": _("修改园区信息") for line in _LINES},
    "tell_requirement": _("登记了评级条件"),
    "draw_up_group": _("编园区组"),
    "load_parks": _("读入园区"),
    "register_park": _("登记了园区"),
    "edit_park": _("修改园区"),
    "record_approval": _("记园区审批"),
    "tell_parkfact": _("记园区数字"),
}
