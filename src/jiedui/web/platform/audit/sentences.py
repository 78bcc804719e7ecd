"""An entry as a sentence that people read, in the language of the page.

Apps add the words of their own actions and kinds of object with `register_words`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiedui.web.platform.audit.models import Entry

_ACTIONS: dict[str, Any] = {
    "accept_batch": gettext_lazy("收下数据批次"),
    "delete_batch": gettext_lazy("删除数据批次"),
    "accept_programme": gettext_lazy("读入协作关系"),
    "load_places": gettext_lazy("读入地区"),
    "record_run": gettext_lazy("留存测算"),
    "sign_in": gettext_lazy("登录网站"),
    "prove_by_oidc": gettext_lazy("经统一身份认证"),
    "end_sign_ins": gettext_lazy("结束登录"),
    "add_person": gettext_lazy("开立账号"),
    "set_active": gettext_lazy("停用或启用账号"),
    "grant": gettext_lazy("授权"),
    "end_grant": gettext_lazy("终止授权"),
    "make_link": gettext_lazy("生成一次性登录链接"),
    "use_link": gettext_lazy("用一次性链接登录"),
    "draw_up_hand_over": gettext_lazy("列交接清单"),
    "sign_hand_over": gettext_lazy("签交接清单"),
    "enter": gettext_lazy("进入"),
    "export": gettext_lazy("导出"),
}
_KINDS: dict[str, Any] = {
    "batch": gettext_lazy("批次"),
    "programme": gettext_lazy("协作关系"),
    "places": gettext_lazy("地区"),
    "run": gettext_lazy("测算"),
    "person": gettext_lazy("账号"),
    "hand_over": gettext_lazy("交接清单"),
    "page": gettext_lazy("页面"),
    "project": gettext_lazy("项目"),
    "park": gettext_lazy("园区"),
    "pair": gettext_lazy("结对"),
    "document": gettext_lazy("文件"),
}
_RESULTS: dict[str, Any] = {
    "denied": gettext_lazy("被拒绝"),
    "failed": gettext_lazy("失败"),
}


def register_words(
    *, actions: Mapping[str, Any] | None = None, kinds: Mapping[str, Any] | None = None
) -> None:
    """The words (lazy translations) of an app's actions and kinds of object."""
    _ACTIONS.update(actions or {})
    _KINDS.update(kinds or {})


def sentence(entry: Entry) -> str:
    """Who did what to which object, and what came of it."""
    words = {
        "by": entry.by,
        "action": _ACTIONS.get(entry.action, entry.action.replace("_", " ")),
        "kind": _KINDS.get(entry.object_kind, entry.object_kind),
        "key": entry.object_key,
    }
    text = _("%(by)s %(action)s：%(kind)s %(key)s") % words
    result = f"，{_RESULTS.get(entry.result, entry.result)}" if entry.result else ""
    told = _("内容不在您的权限内") if getattr(entry, "is_withheld", False) else entry.summary
    summary = f"（{told}）" if told else ""
    return f"{text}{result}{summary}"


def changes(entry: Entry) -> list[tuple[str, str, str]]:
    """Field, before, after, for each field that an entry says changed."""
    before, after = _fields(entry.before), _fields(entry.after)
    names = dict.fromkeys([*before, *after])
    return [(name, before.get(name, ""), after.get(name, "")) for name in names]


def _fields(text: str) -> dict[str, str]:
    if not text:
        return {}
    read = json.loads(text)
    pairs = read.items() if isinstance(read, dict) else [("", read)]
    return {name: _word(value) for name, value in pairs}


def _word(value: Any) -> str:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return "" if value is None else str(value)
