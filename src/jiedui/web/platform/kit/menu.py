"""The left menu, in the order of the loop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Item:
    """A line of the menu. One whose pages are not there yet is not shown."""

    url_name: str
    label: Any


LOOP = (
    Item("gaps:index", _("看差距")),
    Item("structure:index", _("产业结构")),
    Item("pairing:index", _("定结对")),
    Item("matching:index", _("接产业")),
    Item("offers:index", _("对接邀约")),
    Item("projects:index", _("办实事")),
    Item("parks:index", _("园区")),
    Item("confirm:index", _("两方核对")),
)
SUPPORT = (
    Item("regions:index", _("各地区")),
    Item("data:index", _("数据")),
    Item("transfer:index", _("导入导出")),
    Item("rules:index", _("规则")),
    Item("runs:index", _("测算记录")),
)
SYSTEM = (
    Item("accounts:people", _("账号")),
    Item("accounts:trail", _("留痕")),
    Item("accounts:hand_overs", _("交接清单")),
    Item("accounts:permissions", _("权限表")),
    Item("accounts:own", _("我的登录")),
)


@dataclass(frozen=True)
class Line:
    url: str
    label: Any


Parts = tuple[tuple[Line, ...], ...]


def parts(*, is_open: Callable[[str], bool], is_known: bool) -> Parts:
    """The lines that a person may open, part by part; only who signed in is known."""
    wanted = (LOOP, SUPPORT, SYSTEM if is_known else ())
    return tuple(
        tuple(
            Line(url, item.label)
            for item in items
            if (url := _address(item)) and is_open(item.url_name)
        )
        for items in wanted
    )


def here(shown: Parts, path: str) -> str:
    """The address of the current line: the longest with which the path begins."""
    urls = (line.url for part in shown for line in part)
    return max((url for url in urls if path.startswith(url)), key=len, default="")


def drawn(shown: Parts, current: str) -> SafeString:
    """The menu as HTML in the language that is active."""
    return render_to_string("kit/includes/menu.html", {"parts": shown, "here": current})


def _address(item: Item) -> str:
    try:
        return reverse(item.url_name)
    except NoReverseMatch:
        return ""
