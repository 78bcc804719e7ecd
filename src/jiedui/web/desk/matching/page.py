"""What one match, one firm and one park show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from jiedui.analysis.matching.explain import Offer
from jiedui.analysis.matching.results import MatchResult, ParkLine
from jiedui.core.errors import Problem, Refusal
from jiedui.web.desk.matching import (
    asking,
    carriers,
    making,
    own,
    own_page,
    queries,
    questions,
    sides,
    tables,
    telling,
    words,
)
from jiedui.web.desk.matching.carriers import Carrier
from jiedui.web.desk.matching.lists import Listed
from jiedui.web.platform.accounts.capabilities import EDIT_PROJECTS
from jiedui.web.platform.accounts.reach import may
from jiedui.web.platform.kit.industries import industry_said
from jiedui.web.platform.kit.numbers import is_missing
from jiedui.web.platform.kit.pages import language
from jiedui.web.platform.kit.tables import Table
from jiedui.web.records.runs.models import Run

OFFERS_SHOWN, FIRMS_SHOWN, BINDING_SHOWN = 10, 20, 12


def said(result: MatchResult) -> tuple[str, ...]:
    """What an official has to know of a match, beside how many found a place."""
    makers = (sides.said, words.binding, words.first_choices, words.unplaced, words.not_known)
    return tuple(line for make in makers if (line := make(result)))


def tables_of(result: MatchResult, kept: Run) -> dict[str, Table]:
    """The tables of a result that are not lists, by name; empty ones are left out."""
    fingerprint = kept.fingerprint
    found = {
        "binding": tables.binding(result, fingerprint),
        "rules": tables.rules(result),
        "missing": tables.missing(result),
        "left_out": tables.left_out(result),
        "unmapped": tables.unmapped(result),
        "weights": tables.weights(result),
        "assumptions": tables.assumptions(result, kept.request["assumptions"]),
    }
    return {name: table for name, table in found.items() if table.rows}


def dearest(found: dict[str, Table]) -> Table | None:
    """The first of the limits that bind, as the page shows them; the files hold them all."""
    whole = found.get("binding")
    if whole is None or len(whole.rows) <= BINDING_SHOWN:
        return whole
    more = _("这里是影响最大的 %(shown)s 个，全部 %(count)s 个见导出。") % {
        "shown": BINDING_SHOWN,
        "count": len(whole.rows),
    }
    return replace(whole, rows=whole.rows[:BINDING_SHOWN], note=f"{more} {whole.note}")


def of_run(
    user: Any, kept: Run, result: MatchResult, listed: Listed, known: dict[str, Carrier]
) -> dict[str, Any]:
    sent = carriers.open_offers(user, known)
    rows = boxes(listed, known, sent) if listed.show == "placed" else ()
    return {
        "run": kept,
        "result": result,
        "headline": words.headline(result),
        "lead": words.certificate(result),
        "gap": words.gap(result),
        "said": said(result),
        "summary": words.summary(kept),
        "programme": words.programme(kept.scheme),
        "listed": listed,
        "boxes": rows,
        "sendable": sorted(one.park.name for one in known.values() if one.may_send),
        "may_send": may(user, EDIT_PROJECTS),
        "can_tick": any(one.may_send or one.offer for one in rows),
        "can_send": any(one.may_send for one in rows),
        "lifted": [one for one in result.rules if one.is_lifted],
        "is_fresh": queries.is_fresh(kept),
        "again": asking.address(kept.request) + own.again(kept),
        "own": own_page.shown(kept, result),
    }


def boxes(
    listed: Listed, known: dict[str, Carrier], sent: dict[tuple[str, str], str]
) -> tuple[telling.Box, ...]:
    """Per row of the page: its cells, and whether an offer can be sent or waits already."""
    shown = listed.table.shown()
    return tuple(
        telling.Box(cells, one.firm, one.park, *telling.standing(one.firm, one.park, known, sent))
        for cells, one in zip(shown, listed.page, strict=True)
    )


def of_firm(user: Any, kept: Run, firm: str, on: date, *, whole: bool = False) -> dict[str, Any]:
    """A firm's ranked offers, from the prepared run; `whole` for a file that holds them all."""
    result, prepared = _known(kept)
    if firm not in result.firms:
        raise Refusal(Problem("no such firm in this run", value=firm, hint="check its id"))
    known = carriers.carriers(user, result, on)
    sent = carriers.open_offers(user, known)
    at = prepared.run.firm_at(firm)
    row, candidates = prepared.run.firms.iloc[at], int((prepared.found.park[at] >= 0).sum())
    placed = next((one for one in result.placed if one.firm == firm), None)
    lacking = next((one for one in result.unplaced if one.firm == firm), None)
    rules = {one.rule: getattr(one, f"name_{language()}") for one in result.rules}
    home = placed.park if placed else ""
    most = candidates if whole else OFFERS_SHOWN
    found = [o for o in explained(prepared, firm, home, most=most) if o.park in result.limits_of]
    return {
        "run": kept,
        "result": result,
        "programme": words.programme(kept.scheme),
        "summary": words.summary(kept),
        "firm": {
            "id": firm,
            "name": str(row["name"]),
            "industry": industry_said(str(row["industry"])),
            "home": words.region(str(row["home"])),
            "employees": None if is_missing(row.get("employees")) else row["employees"],
        },
        "lead": telling.firm_lead(found, result, placed, lacking, rules),
        "offers": [telling.told(result, one, home, known, sent) for one in found],
        "table": telling.offers_table(found, result, kept.fingerprint, home, candidates=candidates),
        "terms": telling.terms_table(found),
        "needs": telling.needs(result, placed or lacking),
        "is_fresh": queries.is_fresh(kept),
    }


def explained(
    prepared: making.Prepared, firm: str, home: str, *, most: int = OFFERS_SHOWN
) -> tuple[Offer, ...]:
    """The best offers of a firm, and that of the park in which it was placed, however far down."""
    from jiedui.analysis.matching import offer_of, offers_of

    best = offers_of(prepared.run, prepared.found, firm, most=most)
    if not home or any(one.park == home for one in best):
        return best
    taken = offer_of(prepared.run, prepared.found, firm, home)
    return (*best, taken) if taken else best


def of_park(user: Any, kept: Run, park: str, on: date, *, whole: bool = False) -> dict[str, Any]:
    """A park with its limits, the firms in it, those who want in, those who fit best.

    The page shows the first of those who want in, a file (`whole`) holds them all.
    """
    from jiedui.analysis.matching import applicants_of, best_fitting

    result, prepared = _known(kept)
    line = line_of(result, park)
    asked = (prepared.run, prepared.found, park)
    wanting = int((prepared.found.park == prepared.run.park_at(park)).sum())
    applicants = _in_run(result, applicants_of(*asked, most=wanting if whole else FIRMS_SHOWN))
    fitting = _in_run(result, best_fitting(*asked, most=FIRMS_SHOWN))
    known = carriers.carriers(user, result, on)
    carrier = known.get(park)
    pairs = carriers.pairs_of(line, kept.scheme, on)
    found = {
        "limits": telling.limits_table(result, park),
        "placed": telling.placed_here(result, kept.fingerprint, park),
        "applicants": telling.firms_table(
            "applicants", _("谁想进来"), applicants, result, kept.fingerprint, park
        ),
        "fitting": telling.firms_table(
            "fitting", _("谁最合适"), fitting, result, kept.fingerprint, park
        ),
    }
    sent = carriers.open_offers(user, known)
    return {
        "run": kept,
        "result": result,
        "programme": words.programme(kept.scheme),
        "summary": words.summary(kept),
        "line": line,
        "region": words.region(line.region),
        "supporter": words.region(line.supporter),
        "lead": telling.park_lead(result, line, wanting),
        "tables": found,
        "wanting": wanting,
        "amounts": questions.amounts(result, {}),
        "boxes": telling.boxes_of_park(found, result, applicants, park, known, sent),
        "carrier": carrier,
        "pairs": [(pair.key, telling.pair_name(pair)) for pair in pairs],
        "registrable": [
            (pair.key, telling.pair_name(pair))
            for pair in carriers.registrable(user, line, pairs, table=own.parks_table(kept))
        ],
        "may_send": may(user, EDIT_PROJECTS),
        "has_shipped_parks": words.has_shipped_parks(result),
        "is_fresh": queries.is_fresh(kept),
    }


def _known(kept: Run) -> tuple[MatchResult, making.Prepared]:
    return making.revived(kept.result), making.prepared(kept.request)


def _in_run(result: MatchResult, found: Iterable[Offer]) -> list[Offer]:
    """Those of firms that the run knows: tables may have changed since."""
    return [one for one in found if one.firm in result.firms]


def line_of(result: MatchResult, park: str) -> ParkLine:
    """A park of a run by its id; refused where the run has none."""
    for line in result.parks:
        if line.park == park:
            return line
    raise Refusal(Problem("no such park in this run", value=park, hint="check its id"))
