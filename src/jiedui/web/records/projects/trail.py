"""What the audit trail calls the actions of this app."""

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "create_project": _("登记了项目"),
    "edit_project": _("修改了项目"),
    "record_stage": _("记阶段"),
    "correct_stage": _("更正阶段日期"),
    "check_correction": _("复核更正"),
    "set_due": _("记了约定日期"),
    "record_money": _("记资金"),
    "correct_money": _("更正资金"),
    "record_contact": _("记联系"),
    "record_reading": _("记了运行数据"),
    "raise_flag": _("提示疑点"),
    "raise_doubts": _("查找疑点"),
    "flag_decision": _("核定疑点"),
    "save_filter": _("存筛选"),
    "forget_filter": _("删筛选"),
    "fill_demo": _("填入演示数据"),
}
KINDS = {"saved_filter": _("筛选")}
