"""How far apart are the regions, by which definition, and where does the gap come from?"""

from jiedui.analysis.gaps.definitions import compare_definitions, definition_series
from jiedui.analysis.gaps.dynamics import (
    ConvergenceResult,
    DensityResult,
    Levels,
    MobilityResult,
    levels,
    measure_convergence,
    measure_density,
    measure_mobility,
    usable_years,
)
from jiedui.analysis.gaps.figures import Figures
from jiedui.analysis.gaps.measure import measure_gaps
from jiedui.analysis.gaps.neighbours import (
    Neighbours,
    among,
    nearest_centres,
    sharing_boundaries,
)
from jiedui.analysis.gaps.provinces import by_province
from jiedui.analysis.gaps.records import (
    MEASURES,
    Change,
    Definition,
    DefinitionSeries,
    GapsResult,
    GivenRatio,
    HeadlineGroup,
    Measure,
    MeasureKind,
    Moved,
    PublishedComparison,
    Refused,
    RegionLevel,
    SeriesPoint,
)
from jiedui.analysis.gaps.request import GapsRequest

__all__ = [
    "MEASURES",
    "Change",
    "ConvergenceResult",
    "Definition",
    "DefinitionSeries",
    "DensityResult",
    "Figures",
    "GapsRequest",
    "GapsResult",
    "GivenRatio",
    "HeadlineGroup",
    "Levels",
    "Measure",
    "MeasureKind",
    "MobilityResult",
    "Moved",
    "Neighbours",
    "PublishedComparison",
    "Refused",
    "RegionLevel",
    "SeriesPoint",
    "among",
    "by_province",
    "compare_definitions",
    "definition_series",
    "levels",
    "measure_convergence",
    "measure_density",
    "measure_gaps",
    "measure_mobility",
    "nearest_centres",
    "sharing_boundaries",
    "usable_years",
]
