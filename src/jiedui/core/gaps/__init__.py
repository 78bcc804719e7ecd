"""How far apart regions are: pure measures on totals of output and people.

>>> from jiedui.core import gaps
>>> round(gaps.theil_t([3.0, 1.0], [1.0, 1.0]), 6)
0.130812
"""

from jiedui.core.gaps.convergence import (
    BetaConvergence,
    SigmaConvergence,
    beta_convergence,
    sigma_convergence,
)
from jiedui.core.gaps.dagum import DagumDecomposition, DagumGroup, DagumPair, dagum
from jiedui.core.gaps.decomposition import (
    Index,
    NestedTheil,
    TheilDecomposition,
    TheilGroup,
    nested_theil,
    theil_l_by_group,
    theil_t_by_group,
)
from jiedui.core.gaps.density import Density, kernel_density, silverman_bandwidth
from jiedui.core.gaps.inequality import (
    cv,
    gini,
    gini_unweighted,
    hoover,
    max_min,
    sd_log,
    shares,
    theil_l,
    theil_t,
    weighted_cv,
)
from jiedui.core.gaps.mobility import (
    RATIO_BOUNDS,
    MarkovChain,
    States,
    cut_like,
    markov,
    quantile_states,
    ratio_states,
)
from jiedui.core.gaps.population import (
    IMPLIED_BREAK_YEAR,
    POPULATIONS,
    Population,
    denominator,
    implied_people,
    named_population,
    resident_average,
)
from jiedui.core.gaps.ratio import (
    PooledRatio,
    RatioChange,
    pooled_mean,
    pooled_ratio,
    ratio_change,
)
from jiedui.core.gaps.spatial import Homogeneity, SpatialMarkov, neighbour_mean, spatial_markov

__all__ = [
    "IMPLIED_BREAK_YEAR",
    "POPULATIONS",
    "RATIO_BOUNDS",
    "BetaConvergence",
    "DagumDecomposition",
    "DagumGroup",
    "DagumPair",
    "Density",
    "Homogeneity",
    "Index",
    "MarkovChain",
    "NestedTheil",
    "PooledRatio",
    "Population",
    "RatioChange",
    "SigmaConvergence",
    "SpatialMarkov",
    "States",
    "TheilDecomposition",
    "TheilGroup",
    "beta_convergence",
    "cut_like",
    "cv",
    "dagum",
    "denominator",
    "gini",
    "gini_unweighted",
    "hoover",
    "implied_people",
    "kernel_density",
    "markov",
    "max_min",
    "named_population",
    "neighbour_mean",
    "nested_theil",
    "pooled_mean",
    "pooled_ratio",
    "quantile_states",
    "ratio_change",
    "ratio_states",
    "resident_average",
    "sd_log",
    "shares",
    "sigma_convergence",
    "silverman_bandwidth",
    "spatial_markov",
    "theil_l",
    "theil_l_by_group",
    "theil_t",
    "theil_t_by_group",
    "weighted_cv",
]
