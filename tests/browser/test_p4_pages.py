"""Regions, pairs and search in a real browser: both languages, both widths."""

import pytest

PATHS = {
    "regions": "/regions/",
    "region": "/regions/320300/",
    "pair": "/pairs/jiangsu-2001/320200-320300/",
    "no-data": "/pairs/yrd-anhui-2021/310112-340400/",
    "search": "/search?q=Suzhou",
}


@pytest.mark.parametrize("width", ["wide", "narrow"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_the_browser_has_nothing_to_complain_about(visit, path, language, width):
    """No console error, no broken policy, every chart drawn, nothing wider than the screen."""
    visited = visit(path, language=language, width=width)
    page = visited.page
    assert visited.complaints == []
    drawn = page.locator("[data-chart]").evaluate_all("all => all.map(n => n.dataset.drawn)")
    assert set(drawn) <= {"yes"}
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def test_control_k_goes_to_the_box_and_enter_searches(visit):
    page = visit("/regions/320300/").page
    page.keyboard.press("Control+k")
    assert page.evaluate("document.activeElement.id") == "search-box"
    page.keyboard.type("淮安")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")
    assert "淮安" in page.locator("h1").inner_text()


def test_the_search_works_without_script(visit):
    page = visit("/search", script=False).page
    page.locator("#search-box").fill("铜山")
    page.locator("#search-box").press("Enter")
    page.wait_for_url("**/search?q=*")
    assert page.get_by_role("link", name="徐州市铜山区").count() == 1
