"""Ids of firms and parks in addresses: those of an office's own table may hold any character."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode

_PLAIN = re.compile(r"(?!~|\.{1,2}$)[^/\\\x00-\x1f]+")
_CODED = "~"


class IdConverter:
    """An id as one part of an address; what an address cannot hold is written in base 64.

    >>> IdConverter().to_url("600000.SH"), IdConverter().to_python("600000.SH")
    ('600000.SH', '600000.SH')
    >>> IdConverter().to_url("2026/甲"), IdConverter().to_python("~MjAyNi_nlLI=")
    ('~MjAyNi_nlLI=', '2026/甲')
    """

    regex = "[^/]+"

    def to_python(self, value: str) -> str:
        if not value.startswith(_CODED):
            return value
        return urlsafe_b64decode(value.removeprefix(_CODED)).decode()

    def to_url(self, value: str) -> str:
        if _PLAIN.fullmatch(value):
            return value
        return _CODED + urlsafe_b64encode(value.encode()).decode()
