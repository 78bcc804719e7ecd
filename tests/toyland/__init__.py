"""Toyland: two invented provinces whose numbers can be worked in the head. All of it is made up.

Northland and Southland have two towns each. In 2001 every town has the same output per head in
the north (2 yuan) and in the south (6 yuan); by 2002 the south has doubled its people.

| town | province | output 2001 | people 2001 | output 2002 | people 2002 |
|---|---|---|---|---|---|
| N1 | north | 20 | 10 | 40 | 10 |
| N2 | north | 60 | 30 | 80 | 30 |
| S1 | south | 60 | 10 | 120 | 20 |
| S2 | south | 120 | 20 | 240 | 40 |
"""

from __future__ import annotations

import pandas as pd

from jiedui.core.frames import Group, Grouping, Panel

ROWS = [
    ("N1", 2001, 20.0, 10.0),
    ("N2", 2001, 60.0, 30.0),
    ("S1", 2001, 60.0, 10.0),
    ("S2", 2001, 120.0, 20.0),
    ("N1", 2002, 40.0, 10.0),
    ("N2", 2002, 80.0, 30.0),
    ("S1", 2002, 120.0, 20.0),
    ("S2", 2002, 240.0, 40.0),
]
NAMES = {"N1": "北一", "N2": "北二", "S1": "南一", "S2": "南二"}


def panel() -> Panel:
    """Output in yuan and people, so that per-capita figures are small whole numbers."""
    frame = pd.DataFrame(ROWS, columns=["region", "year", "gdp", "pop_resident"])
    return Panel(
        values=frame.set_index(["region", "year"]).sort_index(),
        units={"gdp": "cny", "pop_resident": "persons"},
        names=NAMES,
        sources={"gdp": "made up", "pop_resident": "made up"},
    )


def grouping() -> Grouping:
    return Grouping(
        id="areas",
        name_zh="两省(虚构)",
        name_en="two provinces (made up)",
        groups=(
            Group("south", "南省", "Southland", ("S1", "S2")),
            Group("north", "北省", "Northland", ("N1", "N2")),
        ),
        source="made up",
    )
