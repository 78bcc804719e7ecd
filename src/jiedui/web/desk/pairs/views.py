"""The page of a pair: how far apart, since when, what is known of it, and what is not."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from jiedui.reports.sentences import pairing_monitor as sentences
from jiedui.web.desk.pairs import pictures, queries, tables, words
from jiedui.web.desk.regions import queries as regions
from jiedui.web.desk.regions import tables as region_tables
from jiedui.web.desk.regions.words import programme as programme_name
from jiedui.web.platform.kit.pages import language, render_page, unknown_is_not_found
from jiedui.web.platform.kit.tables import export


def _watched(of: queries.Sides) -> dict[str, object]:
    """Alarms of the pair and the rank behind them; nothing where it is not watched."""
    pair = queries.watched(of)
    if pair is None:
        return {}
    return {
        "watched": pair,
        "last": pair.years[-1],
        "alarms": sentences.alarms(pair, language()),
        "no_cause": sentences.NO_CAUSE[language()],
    }


@require_safe
@unknown_is_not_found
def show(request: HttpRequest, programme: str, supporter: str, recipient: str) -> HttpResponse:
    of, today = queries.sides(programme, supporter, recipient), regions.today()
    known = queries.years(of.codes)
    structure = queries.structure(of.codes, programme)
    scored = queries.scored(of)
    made = {
        table.id: table
        for table in (
            tables.years(of, known),
            tables.terms(of),
            tables.complement(structure, of.codes),
            tables.apart(scored),
            tables.parks(of, today),
            tables.timeline(of),
            tables.others(of),
        )
        if table.rows
    }
    headline = words.headline(of, known, today)
    file = export(
        request, made.values(), name=f"jiedui-{programme}-{supporter}-{recipient}", title=headline
    )
    names = words.names(of)
    context = {
        "of": of,
        "title": words.title(of),
        "headline": headline,
        "lead": words.lead(of, known, today),
        "county_line": words.county_only(of, known),
        "state": words.state(of, today),
        "is_in_force": of.in_force(today),
        "programme_name": programme_name(programme),
        "places": list(zip(names, map(region_tables.url, of.codes), strict=True)),
        "tables": made,
        "scored": scored,
        **_watched(of),
        "levels": pictures.levels(of, known),
        "ratio": pictures.ratio(of, known),
        "notes": [pair.note for pair in of.terms if pair.note],
        "source": region_tables.source(),
    }
    return file or render_page(request, "pairs/pair.html", context)
