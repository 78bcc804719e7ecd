"""The search page: one box for everything, without script as well."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jiedui.web.desk.search import queries
from jiedui.web.platform.kit.pages import language, render_page

EXAMPLES = ("徐州", "铜山", "320509", "常住人口", "苏州")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    text = " ".join(request.GET.get("q", "").split())[: queries.LONGEST]
    kinds = queries.found(text.replace(chr(0), ""), request.user)
    context = {
        "text": text,
        "kinds": kinds,
        "headline": _headline(text, kinds),
        "examples": EXAMPLES if language() == "zh" else ("Xuzhou", "Suzhou", "320509", "residents"),
    }
    return render_page(request, "search/index.html", context)


def _headline(text: str, kinds: tuple[queries.Kind, ...]) -> str:
    if not text:
        return _("要找什么？")
    if not kinds:
        return _("没有找到“%(text)s”") % {"text": text}
    count = sum(len(kind.hits) + kind.more for kind in kinds)
    return _("“%(text)s”找到 %(count)s 项") % {"text": text, "count": count}
