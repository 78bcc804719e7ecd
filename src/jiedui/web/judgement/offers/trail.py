"""What the audit trail calls the actions of this app."""

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "send_offer": _("发出邀约"),
    "accept_offer": _("接受邀约"),
    "decline_offer": _("谢绝邀约"),
    "ask_about_offer": _("就邀约提问"),
    "answer_about_offer": _("回答提问"),
    "withdraw_offer": _("撤回邀约"),
    "lapse_offer": _("邀约过期"),
    "draft_list": _("起草错位发展清单"),
    "claim_link": _("提出清单的一行"),
    "add_condition": _("写入排除或奖补"),
    "check_condition": _("记公平竞争审查"),
    "drop_condition": _("删去排除或奖补"),
    "sign_list": _("签署清单"),
}
KINDS = {"offer": _("邀约"), "development_list": _("错位发展清单")}
