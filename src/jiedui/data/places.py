"""The bundled history of codes as `core.places.Places`."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from functools import cache
from typing import Any

import pandas as pd

from jiedui.core.places import Place, Places, parse_successors
from jiedui.data import table


@cache
def places() -> Places:
    """Every code at county level and above since 1981.

    >>> places().find("吴江", on=2005).said()
    '320584 苏州市吴江市 (1992-2011)'
    """
    frame = table("code_history")
    return Places(tuple(_place(row) for row in frame.to_dict(orient="records")))


def _place(row: Mapping[Hashable, Any]) -> Place:
    ended = row["valid_to_year"]
    valid_to = None if pd.isna(ended) else int(ended)
    return Place(
        code=str(row["code"]),
        name=str(row["name"]),
        level=str(row["level"]),
        province=str(row["province"]),
        prefecture=str(row["prefecture"]),
        valid_from=int(row["valid_from_year"]),
        valid_to=valid_to,
        successors=parse_successors(str(row["successors"]), valid_to),
    )
