"""The rules pages: programmes, and the clauses of one with their words and force."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from jiedui.web.desk.rules import queries
from jiedui.web.platform.kit.pages import render_page, unknown_is_not_found


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    return render_page(request, "rules/index.html", {"sheets": queries.sheets()})


@require_safe
@unknown_is_not_found
def programme(request: HttpRequest, code: str) -> HttpResponse:
    sheet = queries.sheet(code)
    rules = [(rule, queries.parameters(rule, sheet.region_names)) for rule in sheet.rules]
    groupings = [
        (
            grouping,
            [
                (group, [sheet.region_names.get(member, member) for member in group.members])
                for group in grouping.groups
            ],
        )
        for grouping in sheet.groupings
    ]
    context = {"sheet": sheet, "rules": rules, "groupings": groupings}
    return render_page(request, "rules/programme.html", context)
