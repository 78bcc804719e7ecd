"""Problem documents (RFC 9457): what a program is told when there is no answer."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from jiedui.core.errors import Problem

MEDIA_TYPE: Final = "application/problem+json"
ROOT: Final = "/api/"
# The word that ends `type`, and the title for people.
KINDS: Final[dict[int, tuple[str, Any]]] = {
    400: ("unreadable", _("请求读不懂")),
    401: ("sign-in", _("请先登录，或带上接口令牌")),
    403: ("forbidden", _("这样的请求不予受理")),
    404: ("not-found", _("没有，或不在您的范围内")),
    405: ("method", _("这个地址不用这种方法")),
    412: ("changed", _("已被别人改过，什么也没有保存")),
    422: ("refused", _("不能照办，理由如下")),
    428: ("version-missing", _("没有说明改的是哪个版本")),
    500: ("fault", _("系统出错")),
}


def is_for_programs(request: HttpRequest) -> bool:
    """Whether an address answers with documents and never with pages."""
    return request.path.startswith(ROOT)


def problem(
    request: HttpRequest,
    status: int,
    *,
    detail: str = "",
    problems: Iterable[Problem] = (),
    **more: Any,
) -> HttpResponse:
    """The document of a status, with every problem by its fields."""
    word, title = KINDS[status]
    content = {
        "type": f"/api/v1/docs#{word}",
        "title": str(title),
        "status": status,
        "detail": detail or str(title),
        "instance": request.path,
        "problems": [asdict(one) for one in problems],
        **more,
    }
    text = json.dumps(content, ensure_ascii=False, default=str)
    answer = HttpResponse(text, status=status, content_type=MEDIA_TYPE)
    answer.headers["Cache-Control"] = "no-store"
    return answer
