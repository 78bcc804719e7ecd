"""Charts of a pairing, as the page draws them."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from django.utils.translation import gettext as _

from jiedui.analysis.pairing import PairingResult, PairRef
from jiedui.reports.charts.base import Lang
from jiedui.reports.document import Chart
from jiedui.reports.drawings import pairing as drawings
from jiedui.reports.drawings.pairing_map import map_of_pairs
from jiedui.reports.sentences import pairing as sentences
from jiedui.web.desk.gaps.pictures import Picture, picture
from jiedui.web.desk.pairing import making
from jiedui.web.platform.kit.pages import language

# Heights of the kit's chart sizes in pixels, and of `tall`, which this app's own sheet adds.
HEIGHTS = (("small", 176), ("medium", 272), ("large", 400), ("map", 464))


def drawn(kept: str) -> dict[str, Picture | None]:
    """The pictures of a result that was kept as text, drawn once for each language."""
    return _drawn(kept, language())


@lru_cache(maxsize=32)
def _drawn(kept: str, lang: Lang) -> dict[str, Picture | None]:
    """Map, contributions, survival and candidates; None where there is nothing to draw."""
    result = making.revived(kept)
    official = result.official()
    differs = official is not None and _codes(official.pairs) != _codes(result.pairs)
    return {
        "map": _map(result, result.pairs, _("建议的结对"), "map"),
        "official_map": _map(result, official.pairs, _("现行官方结对"), "official-map")
        if official is not None and differs
        else None,
        "contributions": sized(
            drawings.contributions(result, lang=lang),
            " ".join(sentences.why(one, result, lang) for one in result.explanations),
        ),
        "survival": sized(drawings.survival(result, lang=lang), sentences.robust(result, lang)),
        "candidates": sized(
            drawings.candidates(result, lang=lang), _("每个候选对的得分，红框为建议的结对")
        ),
    }


def sized(chart: Chart | None, label: str) -> Picture | None:
    """A picture in the smallest size that holds the chart's own height."""
    if chart is None:
        return None
    size = next((name for name, pixels in HEIGHTS if chart.height <= pixels), "tall")
    return picture(chart, label, size=size)


def _map(
    result: PairingResult, pairs: tuple[PairRef, ...], title: str, chart_id: str
) -> Picture | None:
    """Arcs of the pairs over GDP per person, in the year of the result."""
    lang = language()
    chart = map_of_pairs(result, lang=lang, pairs=pairs, title=title)
    found = picture(chart, sentences.pairs(pairs, lang))
    return None if found is None else replace(found, id=chart_id)


def _ends(pair: object) -> tuple[str, str]:
    return pair.supporter, pair.recipient  # type: ignore[attr-defined]


def _codes(pairs: object) -> set[tuple[str, str]]:
    return {_ends(pair) for pair in pairs}  # type: ignore[attr-defined]
