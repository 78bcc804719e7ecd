"""Computing in a real browser: a pairing, a list from two-digit data, gaps of uploaded files."""

import re
from pathlib import Path

from playwright.sync_api import expect

MADE_UP = Path(__file__).parents[2] / "docs/explanation/structure-made-up.csv"
PANEL = (
    "region,year,gdp_100m_cny,pop_resident_10k\nN1,2001,20,10\nS1,2001,60,10\n"
    "N1,2002,40,10\nS1,2002,120,20\n"
)
REGIONS = "region,name,group\nS1,南一,南省\nN1,北一,北省\n"


def test_a_computation_says_that_it_runs(visit, run_path):
    """An answer of 204 leaves the page as it stands while the browser waits."""
    page = visit("/pairing/?programme=yrd-anhui-2021").page
    page.route("**/propose", lambda route: route.fulfill(status=204))
    button = page.get_by_role("button", name="测算", exact=True)
    button.click(no_wait_after=True)
    page.locator(".computing.is-busy").first.wait_for()
    assert "正在测算" in page.locator(".computing.is-busy").first.inner_text()
    assert button.is_disabled()


def test_a_computation_ends_on_its_page(visit, run_path):
    page = visit("/pairing/?programme=yrd-anhui-2021").page
    page.locator("select[name=weighting]").select_option("critic")
    page.get_by_role("button", name="测算", exact=True).click(no_wait_after=True)
    page.wait_for_url(re.compile("/pairing/[0-9a-f]{12}/"), timeout=60_000)
    assert "CRITIC" in page.locator("h1").inner_text()


def test_a_pairing_can_be_run_without_script(visit, run_path):
    page = visit("/pairing/?programme=jiangsu-2022", script=False).page
    page.get_by_role("button", name="测算", exact=True).click(timeout=60_000)
    assert "最优结对" in page.locator("h1").inner_text()


def test_files_are_checked_and_looked_at_without_being_kept(visit, tmp_path):
    (tmp_path / "panel.csv").write_text(PANEL, "utf-8")
    (tmp_path / "regions.csv").write_text(REGIONS, "utf-8")
    visited = visit("/data/upload/", width="narrow")
    page = visited.page
    page.locator("input[name=panel]").set_input_files(tmp_path / "panel.csv")
    page.locator("input[name=regions]").set_input_files(tmp_path / "regions.csv")
    page.get_by_role("button", name="检查").click()
    page.get_by_role("button", name="测差距").click()
    page.wait_for_url("**/measure")
    # (120 ÷ 20) ÷ (40 ÷ 10)
    assert "1.50" in page.locator("h1").inner_text()
    assert "没有保存" in page.locator(".lead-line").inner_text()
    expect(page.locator("[data-chart]:not([data-drawn='yes'])")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert visited.complaints == []


def test_a_two_digit_table_gives_its_list(visit):
    visited = visit("/structure/")
    page = visited.page
    page.locator("input[name=industries]").set_input_files(MADE_UP)
    page.locator("input[name=supporter]").fill("S")
    page.locator("input[name=recipient]").fill("N")
    page.get_by_role("button", name="测算", exact=True).click()
    page.wait_for_url("**/own")
    assert page.locator("#table-list tbody tr").count() > 0
    assert visited.complaints == []
