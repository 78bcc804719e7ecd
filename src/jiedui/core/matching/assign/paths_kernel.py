"""The loops of `paths`, compiled; only `flow` imports this, because Numba takes its time."""

from __future__ import annotations

from jiedui.core.matching.assign import paths
from jiedui.core.matching.assign.kernels import jit

scan = jit(paths.scan)
advance = jit(paths.advance)
