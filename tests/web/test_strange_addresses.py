"""Whatever stands in an address, a page answers: with figures, or with what is allowed."""

import re
from urllib.parse import quote

import pytest

STRANGE = ["-1", "9" * 25, "nan", "a\x00b", "江苏" * 500]
ASKED = {
    "/": ("programme", "year"),
    "/gaps/": ("programme", "year", "indicator", "population", "of", "since"),
    "/gaps/density": ("year", "regions"),
    "/structure/": ("programme", "year"),
    "/regions/": ("q", "page", "table"),
    "/regions/320300/": ("format", "table"),
    "/data/city_fdi/": ("q", "page"),
    "/runs/": ("page", "kind"),
    "/search": ("q",),
}


@pytest.mark.parametrize("path", ASKED)
def test_no_parameter_brings_a_page_down(visitor, path):
    """A page says what is allowed; it never fails."""
    for name in ASKED[path]:
        for said in STRANGE:
            address = f"{path}?{name}={quote(said)}"
            answer = visitor.get(address, headers={"Accept": "text/html"})
            assert answer.status_code in (200, 302, 404), address
    twice = visitor.get(f"{path}?{ASKED[path][0]}=&{ASKED[path][0]}=x&{ASKED[path][0]}=%ff")
    assert twice.status_code < 500


def test_a_year_that_nobody_can_mean_is_answered_with_those_that_are_there(visitor):
    html = visitor.get("/gaps/?year=9999", headers={"Accept": "text/html"}).content.decode()
    assert "2005–2023" in html


REFUSED = [
    "/gaps/?year=-5",
    "/gaps/?programme=nix",
    "/gaps/?table=x&format=csv",
    "/structure/?year=-1",
    "/runs/?kind=x",
    "/gaps/mobility?classes=nan",
    "/gaps/convergence?years=1",
    "/gaps/density?years=2000-2100",
    "/pairing/?year=1066",
]


@pytest.mark.parametrize("address", REFUSED)
def test_a_refusal_on_a_chinese_page_is_in_chinese(visitor, address):
    answer = visitor.get(address)
    assert answer.status_code == 422
    said = re.search(r'<ul class="problems".*?</ul>', answer.content.decode(), re.S)[0]
    said = re.sub(r"<[^>]+>", "", said)
    assert re.findall(r"[a-z]{2,} [a-z]{2,}", said) == []
    assert "：," not in said and "：, " not in said
