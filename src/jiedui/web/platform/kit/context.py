"""What the shell of every page needs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from jiedui import __version__
from jiedui.web.platform.kit import pages


def shell(request: HttpRequest) -> dict[str, Any]:
    is_english = pages.language() == "en"
    return {
        "html_language": pages.html_language(get_language() or "zh-hans"),
        "lang": pages.language(),
        "other_language": ("zh-hans", "中文", "zh-CN") if is_english else ("en", "English", "en"),
        "site_name": "Jiedui" if is_english else "结对",
        "version": __version__,
    }
