"""Structure of some regions: described as far as the data carry, refused beyond, each with why."""

from __future__ import annotations

from jiedui.analysis.structure.claims import WrittenClaims, read_claims
from jiedui.analysis.structure.industry_data import IndustryData, read_industries
from jiedui.analysis.structure.measures import MEASURES
from jiedui.analysis.structure.records import (
    Doubt,
    Figure,
    MeasureKind,
    Missing,
    Named,
    Paired,
    PairList,
    RefusedView,
    RegionGaps,
    SeenSpread,
    StructureResult,
    WrittenConflicts,
)
from jiedui.analysis.structure.request import VIEWS, StructureRequest, View
from jiedui.analysis.structure.scope import fail_if_out_of_force, scope_of
from jiedui.analysis.structure.sources import Sources, bundled
from jiedui.analysis.structure.work import Work
from jiedui.schemes import load
from jiedui.schemes.records import Programme

__all__ = [
    "MEASURES",
    "VIEWS",
    "Doubt",
    "Figure",
    "IndustryData",
    "MeasureKind",
    "Missing",
    "Named",
    "PairList",
    "Paired",
    "RefusedView",
    "RegionGaps",
    "SeenSpread",
    "Sources",
    "StructureRequest",
    "StructureResult",
    "View",
    "WrittenClaims",
    "WrittenConflicts",
    "bundled",
    "describe_structure",
    "read_claims",
    "read_industries",
]


def describe_structure(
    request: StructureRequest,
    *,
    programme: Programme | None = None,
    own: IndustryData | None = None,
    claims: WrittenClaims | None = None,
    sources: Sources | None = None,
) -> StructureResult:
    """Describe the industries of a programme's regions, or of chosen ones.

    The bundled data hold three sectors (yearly) and twenty census sections: they describe. A
    user's two-digit industries (`own`) carry gradient, complementarity, chain gaps and the list.
    `claims` are what two sides wrote down themselves; links that both claim are named (C18).

    Errors
    ------
    NotSupported when a view asked for by name needs finer data than there are. With
    `request.views` None the refusal stands in `refused` instead, and the rest is shown.
    """
    request.check()
    sources = sources or bundled()
    scope = scope_of(request, programme, own)
    sources.fail_if_no_such_indicator(request.coupling_sides)
    if own is None:
        sources.fail_if_unknown(scope.regions)
        fail_if_out_of_force(request)
    work = Work(request, scope, own, claims, sources)
    for view in VIEWS:
        if request.wants(view):
            work.show(view)
    bundled_programme = programme is not None and programme.id in load.ids()
    scheme = {programme.id: load.sha256(programme.id)} if programme and bundled_programme else {}
    return work.result(programme.id if programme else "", scheme)
