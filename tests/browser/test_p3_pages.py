"""The front page and the gaps pages in a real browser: both languages, both widths."""

import pytest

PAGES = [
    "/",
    "/?programme=east-west-2016",
    "/gaps/",
    "/gaps/?programme=yrd-anhui-2021",
    "/gaps/convergence",
    "/gaps/mobility",
    "/gaps/density",
]


@pytest.mark.parametrize("width", ["wide", "narrow"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_the_browser_has_nothing_to_complain_about(visit, path, language, width):
    """No console error, no broken policy, every chart drawn, nothing wider than the screen."""
    visited = visit(path, language=language, width=width)
    page = visited.page
    assert visited.complaints == []
    drawn = page.locator("[data-chart]").evaluate_all("all => all.map(n => n.dataset.drawn)")
    assert drawn and set(drawn) == {"yes"}
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def test_another_year_is_one_choice_away(visit):
    page = visit("/gaps/").page
    page.locator("select[name=year]").select_option("2010")
    page.wait_for_url("**year=2010**")
    page.wait_for_function("document.querySelector('h1').textContent.includes('2010')")
    assert "2.58" in page.locator("h1").inner_text()


def test_another_programme_opens_its_own_front_page(visit):
    page = visit("/").page
    page.locator("select[name=programme]").select_option("yrd-anhui-2021")
    page.wait_for_url("**programme=yrd-anhui-2021**")
    page.wait_for_function("document.querySelector('h1').textContent.includes('皖北')")


@pytest.mark.parametrize("path", ["/", "/gaps/"])
def test_on_paper_the_answer_and_its_source_stay(visit, path):
    page = visit(path).page
    page.emulate_media(media="print")
    assert not page.locator(".side").is_visible()
    assert page.locator("h1").is_visible()
    assert page.locator("p.source").first.is_visible()
