"""Who should pair with whom: scores, one optimisation, and everything that explains its answer.

Pure functions on arrays of candidates; see `problem` for what is decided and `model` for how.
"""

from jiedui.core.pairing.alternatives import best_pairings
from jiedui.core.pairing.check import CheckError, Clash, clashes, value_of
from jiedui.core.pairing.components import COMPONENTS, Component
from jiedui.core.pairing.explain import ForcedPair, PairReason, forced, reasons
from jiedui.core.pairing.limits import capacity, fixed, own_rule, quotas, total
from jiedui.core.pairing.model import Pairing, is_feasible, programme_of, solve, try_solve
from jiedui.core.pairing.problem import (
    CRITERIA,
    Candidates,
    Limits,
    PairingProblem,
    all_candidates,
    candidates_of,
    problem_of,
)
from jiedui.core.pairing.regret import Evaluated, evaluate
from jiedui.core.pairing.robustness import (
    Survival,
    Variant,
    survival,
    survival_by_solving,
    variants,
)
from jiedui.core.pairing.scores import Terms, raw_components, score_terms
from jiedui.core.pairing.stability import (
    Preferences,
    Stability,
    blocking_pairs,
    deferred_acceptance,
)
from jiedui.core.pairing.switching import Step, switching_steps
from jiedui.core.pairing.ties import Ties, ties_of
from jiedui.core.pairing.weight_space import WeightFamily, WeightRegion, explore, optimal_weights

__all__ = [
    "COMPONENTS",
    "CRITERIA",
    "Candidates",
    "CheckError",
    "Clash",
    "Component",
    "Evaluated",
    "ForcedPair",
    "Limits",
    "PairReason",
    "Pairing",
    "PairingProblem",
    "Preferences",
    "Stability",
    "Step",
    "Survival",
    "Terms",
    "Ties",
    "Variant",
    "WeightFamily",
    "WeightRegion",
    "all_candidates",
    "best_pairings",
    "blocking_pairs",
    "candidates_of",
    "capacity",
    "clashes",
    "deferred_acceptance",
    "evaluate",
    "explore",
    "fixed",
    "forced",
    "is_feasible",
    "optimal_weights",
    "own_rule",
    "problem_of",
    "programme_of",
    "quotas",
    "raw_components",
    "reasons",
    "score_terms",
    "solve",
    "survival",
    "survival_by_solving",
    "switching_steps",
    "ties_of",
    "total",
    "try_solve",
    "value_of",
    "variants",
]
