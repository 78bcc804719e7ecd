import pytest

from jiedui.core.errors import JieduiError
from jiedui.reports import fonts
from jiedui.reports.typesetting import compile_pdf, svg_to_png

# Used in names of people and places, outside GB 2312: 甪直 is a town of Suzhou.
RARE = "堃骉喆珺婠燊甪"


def glyph(character):
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">'
        f'<text x="4" y="32" font-size="30" font-family="JD Sans">{character}</text></svg>'
    )
    return svg_to_png(svg, width=40, height=40)


def test_rare_characters_of_names_are_in_the_font():
    nothing, box = glyph(" "), glyph("\U0010fffd")
    drawn = [glyph(character) for character in RARE]
    assert len(set(drawn)) == len(RARE)
    assert nothing not in drawn and box not in drawn


def test_both_faces_are_installed_with_us():
    assert {font.name for font in fonts.folder().glob("*.otf")} >= {
        "NotoSansSC-Regular.otf",
        "NotoSerifSC-Regular.otf",
    }


def test_a_page_that_cannot_be_set_is_a_fault_with_its_reason():
    with pytest.raises(JieduiError, match="could not be set"):
        compile_pdf({"report.typ": b"#unknown-function()"})
