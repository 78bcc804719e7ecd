"""An official brings two tables, reads the result, and gets faults back by sheet and line (C11)."""

import os
from pathlib import Path

import pytest

from web_support.axe import findings
from web_support.own_tables import FIRMS, PARKS
from web_support.two_sides import two_sides

FAULTY = FIRMS.replace("320500,39", "苏州,39", 1)


@pytest.fixture(scope="module")
def people(site, django_db_blocker):
    with django_db_blocker.unblock():
        return two_sides()


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tables")
    for name, text in (("企业.csv", FIRMS), ("园区.csv", PARKS), ("错.csv", FAULTY)):
        (folder / name).write_text(text, "utf-8")
    return folder


def shot(page, name):
    """Kept where somebody wants to look: JIEDUI_SHOTS names a folder."""
    if folder := os.environ.get("JIEDUI_SHOTS"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def sent(page, site, tables, *, firms="企业.csv", parks="园区.csv"):
    page.goto(f"{site}/matching/")
    page.get_by_text("用自己的企业表、园区表").click()
    for kind, name in (("firms", firms), ("parks", parks)):
        page.locator(f"input[name={kind}]").set_input_files(str(tables / name))
    shot(page, f"own-form-{page.viewport_size['width']}")
    page.get_by_role("button", name="测算", exact=True).click()
    page.wait_for_load_state()


@pytest.mark.parametrize("width", [1280, 390])
def test_two_tables_are_brought_and_the_result_is_read(as_person, people, site, tables, width):
    page = as_person(people.south, width)
    sent(page, site, tables)
    page.get_by_role("heading", level=1).filter(has_text="3 家企业，1 家安排进 1 个园区").wait_for()
    own = page.locator("#own")
    assert "企业.csv" in own.inner_text() and "jiedui match" in own.inner_text()
    shot(page, f"own-result-{width}")
    assert findings(page) == []
    with page.expect_download() as download:
        own.get_by_role("link", name="企业.csv").click()
    assert Path(download.value.path()).read_bytes() == FIRMS.encode()
    page.get_by_role("link", name="改条件再算").click()
    assert page.locator("select[name=from_firms]").input_value() == "kept"
    shot(page, f"own-again-{width}")
    assert page.complaints == []


@pytest.mark.parametrize("width", [1280, 390])
def test_a_fault_is_read_where_it_stands_and_mended(as_person, people, site, tables, width):
    page = as_person(people.south, width)
    sent(page, site, tables, firms="错.csv")
    told = page.locator(".refusal").inner_text()
    for said in ("错.csv", "2", "注册地代码", "苏州", "320583"):
        assert said in told
    shot(page, f"own-faults-{width}")
    assert findings(page) == []
    with page.expect_download() as download:
        page.get_by_role("button", name="下载批注过的 错.csv").click()
    assert Path(download.value.path()).read_bytes()[:2] == b"PK"
    assert page.locator("select[name=from_parks]").input_value() == "carried"
    page.locator("input[name=firms]").set_input_files(str(tables / "企业.csv"))
    page.get_by_role("button", name="测算", exact=True).click()
    page.get_by_role("heading", level=1).filter(has_text="3 家企业").wait_for()


def test_the_pages_are_whole_in_english(as_person, people, site, tables):
    page = as_person(people.south, 1280)
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": site}])
    page.goto(f"{site}/matching/")
    page.get_by_text("Use your own tables of firms and parks").click()
    page.get_by_text("Columns of the table of firms").click()
    shot(page, "own-form-en")
    page.locator("input[name=firms]").set_input_files(str(tables / "企业.csv"))
    page.locator("input[name=parks]").set_input_files(str(tables / "园区.csv"))
    page.get_by_role("button", name="Match", exact=True).or_(
        page.locator(".go button")
    ).first.click()
    page.locator("#own").wait_for()
    shot(page, "own-result-en")
    assert "Uploaded and matched by" in page.locator("#own").inner_text()
    assert findings(page) == []
