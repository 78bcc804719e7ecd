"""The left menu, in the order of the loop."""

from __future__ import annotations

from collections.abc import Iterator
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
)
SUPPORT = (
    Item("regions:index", _("各地区")),
    Item("data:index", _("数据")),
    Item("rules:index", _("规则")),
    Item("runs:index", _("测算记录")),
)


@dataclass(frozen=True)
class Entry:
    url: str
    label: Any
    is_current: bool


def entries(items: tuple[Item, ...], current_path: str) -> Iterator[Entry]:
    for item in items:
        try:
            url = reverse(item.url_name)
        except NoReverseMatch:
            continue
        yield Entry(url, item.label, current_path.startswith(url))
