"""Charts as ECharts options: plain values in, a plain dictionary out, the same on page and paper.

Every function is pure. No option holds a function, a date of today or NaN, so it can be written as
JSON, stored with a run and drawn again to the same bytes.
"""

from jiedui.reports.charts.base import Lang, Line, Option, missing_note
from jiedui.reports.charts.heat import markov_heatmap, matrix, pair_heatmap, similarity_heatmap
from jiedui.reports.charts.landing import LandingLine, funnel_sides, landing_curves
from jiedui.reports.charts.maps import map_with_pairs
from jiedui.reports.charts.parts import (
    joining_bars,
    lq_bars,
    score_bars,
    survival_bars,
    theil_stack,
)
from jiedui.reports.charts.scatter import beta_scatter, density, io_scatter
from jiedui.reports.charts.trends import (
    absolute_and_relative,
    ratio_by_definition,
    trend,
    what_moved,
)

__all__ = [
    "LandingLine",
    "Lang",
    "Line",
    "Option",
    "absolute_and_relative",
    "beta_scatter",
    "density",
    "funnel_sides",
    "io_scatter",
    "joining_bars",
    "landing_curves",
    "lq_bars",
    "map_with_pairs",
    "markov_heatmap",
    "matrix",
    "missing_note",
    "pair_heatmap",
    "ratio_by_definition",
    "score_bars",
    "similarity_heatmap",
    "survival_bars",
    "theil_stack",
    "trend",
    "what_moved",
]
