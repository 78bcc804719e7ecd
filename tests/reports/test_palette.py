from itertools import pairwise

from jiedui.reports import palette
from jiedui.reports.palette import contrast


def test_contrast_is_that_of_the_standard():
    """WCAG 2: black on white is 21 to 1, #777777 on white 4.48 to 1."""
    assert contrast("#000000", "#ffffff") == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


def test_the_ramp_darkens_step_by_step_so_that_it_reads_without_hue():
    steps = [palette.luminance(colour) for colour in palette.RAMP]
    assert all(brighter - darker > 0.08 for brighter, darker in pairwise(steps))


def test_text_colours_reach_the_contrast_of_wcag_aa_on_white():
    for colour in (palette.INK, palette.TEXT, palette.MUTED, palette.ACCENT, palette.CONTRAST):
        assert contrast(colour, palette.WHITE) >= 4.5


def test_figures_on_every_shade_can_be_read():
    for step in range(101):
        fill = palette.shade(step / 100)
        assert contrast(palette.ink_on(fill), fill) >= 4.5, fill
