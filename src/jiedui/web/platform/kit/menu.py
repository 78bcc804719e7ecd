"""The left menu, in the order of the loop."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
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
class Entry:
    url: str
    label: Any
    is_current: bool


def entries(
    items: tuple[Item, ...], current_path: str, *, is_open: Callable[[str], bool]
) -> Iterator[Entry]:
    """The lines that a person may open; the one with the longest address here is the current."""
    urls = {item: url for item in items if (url := _address(item)) and is_open(item.url_name)}
    here = max((url for url in urls.values() if current_path.startswith(url)), key=len, default="")
    for item, url in urls.items():
        yield Entry(url, item.label, url == here)


def _address(item: Item) -> str:
    try:
        return reverse(item.url_name)
    except NoReverseMatch:
        return ""
