"""Reading a page: without script, by keyboard, in the site's own font, on paper."""

import pytest


@pytest.mark.parametrize("path", ["/data/", "/rules/jiangsu-2022/"])
def test_a_page_can_be_read_and_left_without_script(visit, path):
    page = visit(path, script=False).page
    assert page.locator("h1").inner_text()
    page.get_by_role("button", name="English").click()
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.url.endswith(path)


def test_the_keyboard_reaches_the_content_first(visit):
    page = visit("/data/").page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_a_table_sorts_by_keyboard_and_missing_figures_stay_below(visit):
    page = visit("/data/city_panel/?q=320500").page
    header = page.locator("th", has_text="户籍人口").first
    header.get_by_role("button").press("Enter")
    assert header.get_attribute("aria-sort") == "ascending"
    column = header.evaluate("cell => cell.cellIndex")
    read = "(rows, n) => rows.map(row => row.cells[n].textContent.trim())"
    shown = page.locator("tbody tr").evaluate_all(read, column)
    missing = [text == "—" for text in shown]
    assert missing == sorted(missing) and True in missing
    figures = [float(text.replace(",", "")) for text in shown if text != "—"]
    assert figures == sorted(figures) and len(figures) > 2
    header.get_by_role("button").press("Enter")
    assert header.get_attribute("aria-sort") == "descending"


def test_the_page_is_set_in_the_font_that_the_site_serves(visit):
    page = visit("/rules/").page
    assert page.evaluate("document.fonts.check('400 16px \"JD Sans\"', '规则')")


def test_on_paper_the_menu_is_gone_and_the_source_stays(visit):
    page = visit("/rules/jiangsu-2022/").page
    page.emulate_media(media="print")
    assert not page.locator(".side").is_visible()
    assert page.locator("p.source").last.is_visible()
