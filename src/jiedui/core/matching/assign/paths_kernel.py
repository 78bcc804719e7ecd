"""The loops of `paths`, compiled; only `flow` imports this, because Numba takes its time."""

from __future__ import annotations

from jiedui.core.matching.assign import paths
from jiedui.core.matching.assign.kernels import lean, let_call

for helper in paths.HELPERS:
    let_call(helper)

scan = lean(paths.scan)
advance = lean(paths.advance)
