"""Industry codes: what level a list of codes stands at, and which IO sector a division is in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType

from jiedui.core.errors import Problem, Refusal

SECTIONS = tuple("ABCDEFGHIJKLMNOPQRST")
THREE_SECTORS = ("primary", "secondary", "tertiary")

# Divisions (大类) of GB/T 4754-2017, first and last, in each of the 42 sectors of the national
# input-output tables of 2017 and 2020. Matched by us on the published names of both; the
# support activities of mining (11) stand with other minerals, and division 97 has no sector.
_SECTOR_SPANS = (
    *((1, 1, 5), (2, 6, 6), (3, 7, 7), (4, 8, 9), (5, 10, 12), (6, 13, 16), (7, 17, 17)),
    *((8, 18, 19), (9, 20, 21), (10, 22, 24), (11, 25, 25), (12, 26, 29), (13, 30, 30)),
    *((14, 31, 32), (15, 33, 33), (16, 34, 34), (17, 35, 35), (18, 36, 37), (19, 38, 38)),
    *((20, 39, 39), (21, 40, 40), (22, 41, 42), (23, 43, 43), (24, 44, 44), (25, 45, 45)),
    *((26, 46, 46), (27, 47, 50), (28, 51, 52), (29, 53, 60), (30, 61, 62), (31, 63, 65)),
    *((32, 66, 69), (33, 70, 70), (34, 71, 72), (35, 73, 73), (36, 74, 75), (37, 76, 79)),
    *((38, 80, 82), (39, 83, 83), (40, 84, 85), (41, 86, 90), (42, 91, 96)),
)
IO42_OF_DIVISION: Mapping[str, str] = MappingProxyType(
    {
        f"{division:02d}": f"{sector:02d}"
        for sector, first, last in _SECTOR_SPANS
        for division in range(first, last + 1)
    }
)

# The same for the 153 sectors of 2020, whose order follows the groups of GB/T 4754-2017.
_SECTOR153_SPANS = (
    *((1, 1, 1), (2, 2, 2), (3, 3, 3), (4, 4, 4), (5, 5, 5), (6, 6, 6), (7, 7, 7), (8, 8, 8)),
    *((9, 9, 9), (10, 10, 10), (11, 11, 11), (12, 11, 11), (13, 12, 18), (14, 19, 22)),
    *((15, 23, 25), (16, 26, 26), (17, 27, 31), (18, 32, 32), (19, 33, 34), (20, 35, 35)),
    *((21, 36, 36), (22, 37, 37), (23, 38, 38), (24, 39, 40), (25, 41, 42), (26, 43, 49)),
    *((27, 50, 50), (28, 51, 51), (29, 52, 53), (30, 54, 60), (31, 61, 63), (32, 64, 65)),
    *((33, 66, 66), (34, 67, 73), (35, 74, 78), (36, 79, 80), (37, 81, 83), (38, 84, 89)),
    *((39, 90, 95), (40, 96, 96), (41, 97, 97), (42, 98, 98), (43, 99, 99), (44, 100, 100)),
    *((45, 101, 101), (46, 102, 102), (47, 103, 104), (48, 105, 106), (49, 107, 107)),
    *((50, 108, 108), (51, 109, 109), (52, 110, 110), (53, 111, 112), (54, 113, 114)),
    *((55, 115, 116), (56, 117, 118), (57, 119, 119), (58, 120, 120), (59, 121, 121)),
    *((60, 122, 122), (61, 123, 123), (62, 124, 124), (63, 125, 126), (64, 127, 127)),
    *((65, 128, 129), (66, 130, 130), (67, 131, 131), (68, 132, 132), (69, 130, 130)),
    *((70, 133, 133), (71, 134, 134), (72, 135, 135), (73, 136, 136), (74, 137, 137)),
    *((75, 138, 138), (76, 139, 139), (77, 140, 140), (78, 141, 141), (79, 141, 141)),
    *((80, 142, 142), (81, 143, 143), (82, 143, 143), (83, 144, 144), (84, 145, 145)),
    *((85, 146, 146), (86, 147, 147), (87, 148, 148), (88, 149, 149), (89, 150, 150)),
    *((90, 151, 151), (91, 153, 153), (92, 153, 153), (93, 153, 153), (94, 152, 152)),
    *((95, 153, 153), (96, 153, 153)),
)
IO153_OF_DIVISION: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        f"{division:02d}": tuple(f"{sector:03d}" for sector in range(first, last + 1))
        for division, first, last in _SECTOR153_SPANS
    }
)


class Resolution(StrEnum):
    """How finely industries are told apart."""

    THREE_SECTORS = "three_sectors"
    SECTIONS = "sections"
    TWO_DIGIT = "two_digit"


def resolution_of(codes: Iterable[str]) -> Resolution:
    """The level that every one of `codes` stands at; a mixture is refused.

    >>> resolution_of(["primary", "tertiary"]).value, resolution_of(["13", "39"]).value
    ('three_sectors', 'two_digit')
    """
    given = sorted(set(codes))
    if given and set(given) <= set(THREE_SECTORS):
        return Resolution.THREE_SECTORS
    if given and set(given) <= set(SECTIONS):
        return Resolution.SECTIONS
    strange = [code for code in given if code not in IO42_OF_DIVISION and code != "97"]
    if given and not strange:
        return Resolution.TWO_DIGIT
    raise Refusal(
        Problem(
            "not the code of an industry, or levels are mixed",
            column="industry",
            value=", ".join(strange or ["nothing"]),
            hint=_ALLOWED,
        )
    )


_ALLOWED = (
    "use one level throughout: two-digit divisions of GB/T 4754-2017 (01 to 97), sections A to T, "
    "or primary, secondary, tertiary"
)


def io42_sector(division: str) -> str:
    """The sector of the 42-sector national table in which a two-digit division stands.

    >>> io42_sector("13"), io42_sector("39")
    ('06', '20')
    """
    if division not in IO42_OF_DIVISION:
        raise Refusal(
            Problem(
                "the 42-sector table has no sector for this industry",
                column="industry",
                value=division,
                hint="use divisions 01 to 96 of GB/T 4754-2017",
            )
        )
    return IO42_OF_DIVISION[division]


def is_division(code: str) -> bool:
    return re.fullmatch(r"\d{2}", code) is not None and (code in IO42_OF_DIVISION or code == "97")
