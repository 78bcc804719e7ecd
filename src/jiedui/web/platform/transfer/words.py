"""What the audit trail calls imports and exports."""

from django.utils.translation import gettext_lazy as _

_TABLES = (
    *("firms", "money", "observations", "pairs", "park_facts"),
    *("parks", "projects", "regions", "stages", "users"),
)
ACTIONS = {
    **{f"import_{code}": _("导入表格") for code in _TABLES},
    **{f"export_{code}": _("导出表格") for code in _TABLES},
    "rename_person": _("改姓名"),
    "add_firm": _("登记企业"),
    "edit_firm": _("修改企业"),
    "add_programme": _("登记协作关系"),
    "rename_programme": _("改协作关系名称"),
    "add_pair": _("登记结对"),
    "edit_pair": _("修改结对"),
    "correct_parkfact": _("更正园区数字"),
}
KINDS = {"file": _("表格文件"), "firm": _("名录企业")}
