"""A pair with somebody on each side, and somebody above them."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

from django.utils import timezone

from web_support.people import also, person

PAIR = "jiangsu-2022:320500-321300"
OTHER_PAIR = "jiangsu-2022:320100-320800"
PROGRAMME = "jiangsu-2022"


def two_sides():
    """`south`, `south2`, `north` and `north2` speak for a side; `above` is the lead office."""
    from jiedui.web.records.programmes.models import Pair

    def of_pair(side):
        return person("pair_office", PROGRAMME, "pair", PAIR, side)

    return SimpleNamespace(
        pair=Pair.objects.get(key=PAIR),
        south=of_pair("supporter"),
        north=of_pair("recipient"),
        south2=person("county_liaison", PROGRAMME, "region", "320500"),
        north2=person("county_liaison", PROGRAMME, "region", "321300"),
        above=person("lead_office", PROGRAMME),
        elsewhere=person("pair_office", PROGRAMME, "pair", OTHER_PAIR, "supporter"),
        judge=also(person("evaluator", PROGRAMME), "lead_office", PROGRAMME, "pair", PAIR),
    )


def said(by, pair, side, value, **more):
    """A declaration of the start of a made-up project."""
    from jiedui.web.records.confirmations.actions import state

    about = {"kind": "project", "key": "P-1", "aspect": "started"}
    return state(by=by, pair=pair, side=side, value=value, **{**about, **more})


def in_days(days):
    return timezone.localdate() + timedelta(days=days)
