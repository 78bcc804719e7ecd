"""Where a result comes from, and one way of writing it down byte for byte."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any

import numpy as np
import pandas as pd

from jiedui import __version__
from jiedui.core.errors import JieduiError
from jiedui.core.frames import Grouping, Panel

SIGNIFICANT_DIGITS = 12


@dataclass(frozen=True)
class Provenance:
    """What is needed to make a result again: the same inputs, scheme, version and seed."""

    inputs: Mapping[str, str]
    scheme: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, Any] = field(default_factory=dict)
    seed: int | None = None
    version: str = __version__

    def fingerprint(self) -> str:
        """Twelve hexadecimal digits that change with anything that could change the result."""
        return sha256(self)[:12]


def plain(value: Any) -> Any:
    """Turn records, arrays and dates into what JSON knows, numbers with 12 significant digits.

    NaN and infinities are refused: a result says None and why, never NaN.

    >>> plain({"share": 0.1 + 0.2, "n": 3})
    {'share': 0.3, 'n': 3}
    """
    if value is None or isinstance(value, bool | str):
        return value if not isinstance(value, Enum) else value.value
    if isinstance(value, int | np.integer):
        return int(value)
    if isinstance(value, float | np.floating):
        return rounded(float(value))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, np.ndarray | list | tuple | set | frozenset):
        items = sorted(value) if isinstance(value, set | frozenset) else list(value)
        return [plain(item) for item in items]
    if isinstance(value, pd.DataFrame):
        return [plain(row) for row in value.to_dict(orient="records")]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    raise JieduiError(f"cannot write a {type(value).__name__} into a result")


def rounded(value: float) -> float:
    if not math.isfinite(value):
        raise JieduiError("a result holds a number that is not finite")
    result = float(f"{value:.{SIGNIFICANT_DIGITS}g}")
    return 0.0 if result == 0 else result


def canonical_json(value: Any, *, indent: int | None = 2) -> str:
    """The one way a result is written: fields in order, Chinese readable, newline at the end."""
    return json.dumps(plain(value), ensure_ascii=False, indent=indent, allow_nan=False) + "\n"


def sha256(value: Any) -> str:
    return hashlib.sha256(canonical_json(value, indent=None).encode()).hexdigest()


def panel_hash(panel: Panel) -> str:
    """The fingerprint of what a panel holds, whatever the order it was read in."""
    frame = panel.values.sort_index().sort_index(axis=1)
    digest = hashlib.sha256()
    for part in (
        list(map(str, frame.columns)),
        [panel.units.get(str(c), "") for c in frame.columns],
    ):
        digest.update("\x1f".join(part).encode() + b"\x1e")
    rows = zip(*(frame.index.get_level_values(level).tolist() for level in (0, 1)), strict=True)
    digest.update("".join(f"{region}\x1f{year}\x1e" for region, year in rows).encode())
    digest.update(np.ascontiguousarray(frame.to_numpy(dtype="<f8") + 0.0).tobytes())
    return digest.hexdigest()


def grouping_hash(grouping: Grouping) -> str:
    return sha256(grouping)
