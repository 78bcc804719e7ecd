"""Every page, opened in both languages and at both widths, in a browser that must not complain.

`JIEDUI_SHOTS=folder` keeps a picture of each, to be looked at before a page is called done.
"""

import hashlib
import os
from pathlib import Path

import pytest

AXE = Path(__file__).parent / "vendor" / "axe-4.14.1.min.js"
AXE_SHA256 = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"
RULES = "{runOnly: {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']}}"
# axe reads the same markup at any width; wide Chinese and narrow English see all of the style.
BY_AXE = [("zh-hans", "wide"), ("en", "narrow")]
SEEN = [("zh-hans", "wide"), ("zh-hans", "narrow"), ("en", "wide"), ("en", "narrow")]
PAGES = {
    "home": "/",
    "home-east-west": "/?programme=east-west-2016",
    "gaps": "/gaps/",
    "gaps-east-west": "/gaps/?programme=east-west-2016",
    "gaps-anhui": "/gaps/?programme=yrd-anhui-2021",
    "convergence": "/gaps/convergence",
    "mobility": "/gaps/mobility",
    "density": "/gaps/density",
    "structure": "/structure/",
    "pairing": "/pairing/?programme=yrd-anhui-2021&keep_cost=0.1",
    "run": "{run}",
    "compare": "/pairing/compare/{two}",
    "matching": "/matching/",
    "match": "{match}",
    "match-unplaced": "{match}?show=unplaced",
    "match-firm": "{match}firms/002594.SZ/",
    "match-park": "{match}parks/苏州宿迁工业园区/",
    "match-what-if": "{match}what-if?park=苏州宿迁工业园区&more_land_m2=100",
    "match-costs": "{match}costs",
    "match-chain": "{match}chain",
    "match-compare": "/matching/compare/",
    "regions": "/regions/",
    "region": "/regions/320300/",
    "pair": "/pairs/jiangsu-2022/320500-321300/",
    "pair-dissolved": "/pairs/jiangsu-2001/320200-320300/",
    "pair-without-data": "/pairs/yrd-anhui-2021/310112-340400/",
    "data": "/data/",
    "data-set": "/data/city_panel/?q=320500",
    "upload": "/data/upload/",
    "rules": "/rules/",
    "rules-of-programme": "/rules/jiangsu-2022/",
    "runs": "/runs/",
    "run-record": "{runs}",
    "search": "/search?q=Suzhou",
}


def test_axe_is_what_its_publisher_released():
    assert hashlib.sha256(AXE.read_bytes()).hexdigest() == AXE_SHA256


@pytest.mark.parametrize(("language", "width"), SEEN)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_whole(visit, run_path, name, language, width):
    """No console error, no broken policy, every chart drawn, nothing wider than the screen, and
    in two of the four views no finding of WCAG A or AA by axe-core."""
    visited = visit(PAGES[name].format(**run_path), language=language, width=width)
    page = visited.page
    assert visited.complaints == []
    drawn = page.locator("[data-chart]").evaluate_all("all => all.map(n => n.dataset.drawn)")
    assert set(drawn) <= {"yes"}
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    if (language, width) in BY_AXE:
        assert findings(page) == []
    if folder := os.environ.get("JIEDUI_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}-{language}-{width}.png", full_page=True)


def test_axe_finds_nothing_on_the_page_of_a_missing_address(visit):
    assert findings(visit("/no-such-page").page) == []


def findings(page):
    """What axe-core says, rule by rule."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(f"axe.run(document, {RULES})")["violations"]
    return [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found]
