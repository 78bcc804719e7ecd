"""Choosing a year or a programme on the front page and the gaps page, and printing them."""

import pytest
from playwright.sync_api import expect


def test_another_year_is_one_choice_away(visit):
    page = visit("/gaps/").page
    page.locator("select[name=year]").select_option("2010")
    page.wait_for_url("**year=2010**")
    expect(page.locator("h1")).to_contain_text("2010")
    assert "2.58" in page.locator("h1").inner_text()


def test_another_programme_opens_its_own_front_page(visit):
    page = visit("/").page
    page.locator("select[name=programme]").select_option("yrd-anhui-2021")
    page.wait_for_url("**programme=yrd-anhui-2021**")
    expect(page.locator("h1")).to_contain_text("皖北")


@pytest.mark.parametrize("path", ["/", "/gaps/"])
def test_on_paper_the_answer_and_its_source_stay(visit, path):
    page = visit(path).page
    page.emulate_media(media="print")
    assert not page.locator(".side").is_visible()
    assert page.locator("h1").is_visible()
    assert page.locator("p.source").filter(visible=True).count() >= 1
