"""The few colours of every chart, page and report: one accent, one contrast, greys.

The ramp goes from light to dark in one hue, so that it also reads in grey print and by readers who
do not tell red from green. Text colours keep a contrast of at least 4.5 to 1 on white.
"""

from __future__ import annotations

ACCENT = "#2c6e86"
ACCENT_DARK = "#17495b"
CONTRAST = "#b4532a"  # marks only: arrows, published squares, the chosen one

INK = "#1f2426"
TEXT = "#4a565b"
MUTED = "#667277"
LINE = "#cfd6d8"
GRID = "#e6eaeb"
NO_DATA = "#e9e3d6"  # sand: another hue than the ramp, so that it is never a class
WHITE = "#ffffff"
BLACK = "#000000"

# Five steps of the accent's hue for maps and heat maps, lightness falling evenly.
RAMP = ("#e4edf0", "#bdd2da", "#8fb2be", "#5a8fa3", "#2c6e86")

# Parts of a whole: four steps of lightness, told apart without hue and labelled besides.
PARTS = ("#17495b", "#4a8aa0", "#93b8c5", "#d3e1e6", "#b9b2a6", "#8c8578")

FONT = "JD Sans"


def ink_on(fill: str) -> str:
    """Black or white, whichever reads better on `fill`: at least 4.5 to 1 on any colour.

    >>> ink_on(RAMP[0]), ink_on(RAMP[4])
    ('#000000', '#ffffff')
    """
    return BLACK if contrast(BLACK, fill) > contrast(WHITE, fill) else WHITE


def contrast(one: str, other: str) -> float:
    """Contrast of two colours as in WCAG 2, from 1 to 21."""
    darker, lighter = sorted([luminance(one), luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb` as in WCAG 2, from 0 (black) to 1 (white)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def shade(share: float) -> str:
    """A colour between the ends of the ramp for a share from 0 to 1.

    >>> shade(0.0) == RAMP[0], shade(1.0) == RAMP[-1]
    (True, True)
    """
    place = min(max(share, 0.0), 1.0) * (len(RAMP) - 1)
    lower = min(int(place), len(RAMP) - 2)
    part = place - lower
    mixed = [
        round(
            int(RAMP[lower][i : i + 2], 16) * (1 - part)
            + int(RAMP[lower + 1][i : i + 2], 16) * part
        )
        for i in (1, 3, 5)
    ]
    return "#" + "".join(f"{c:02x}" for c in mixed)
