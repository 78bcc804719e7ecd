"""Whether what leaves now is made up: pages carry a banner, files say it in name and title."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils.translation import gettext as _

_shown: ContextVar[bool] = ContextVar("made_up", default=False)


def is_shown() -> bool:
    return _shown.get()


@contextmanager
def showing(is_made_up: bool) -> Iterator[None]:
    """While a request is answered from a store that holds the demonstration."""
    before = _shown.set(is_made_up)
    try:
        yield
    finally:
        _shown.reset(before)


def warning() -> str:
    return _(
        "演示数据，纯属虚构：项目、往来和文件不对应真实企业；公开统计、目录和上市公司名录是真实的。"
    )


def titled(title: str) -> str:
    """The title of a file; that of a file of made-up records begins by saying so."""
    return f"{warning()} {title}" if is_shown() else title
