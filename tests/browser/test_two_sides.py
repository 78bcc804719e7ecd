"""Both sides of a disputed stage, played to its end by three people in three browsers (D1, D25)."""

import re

import pytest

from web_support.axe import findings
from web_support.two_sides import in_days, said, two_sides


@pytest.fixture(scope="module")
def people(site, django_db_blocker):
    """苏州 says when the project started; everybody else has yet to open a page."""
    with django_db_blocker.unblock():
        sides = two_sides()
        stage = {"date": "2023-09-12", "precision": "day"}
        said(sides.south, sides.pair, "supporter", stage, key="P-B1", aspect="stage:started")
        other = {"date": "2022-09-15", "precision": "day"}
        said(sides.south, sides.pair, "supporter", other, key="P-B1", aspect="stage:signed")
    return sides


def test_two_sides_dispute_a_stage_and_a_third_person_ends_it(people, as_person, site):
    south, north, judge = (as_person(one) for one in (people.south, people.north, people.judge))

    north.goto(f"{site}/confirm/")
    assert "2" in north.locator("h1").inner_text()
    signed = north.get_by_role("checkbox", name=re.compile("2022-09-15"))
    signed.focus()
    north.keyboard.press("Space")
    north.get_by_role("button", name="确认选中的").focus()
    north.keyboard.press("Enter")
    north.locator("h1 em", has_text=re.compile("^1$")).wait_for()
    assert north.get_by_role("checkbox").count() == 1

    north.locator("tbody th a").first.click()
    north.get_by_text("提出不同的数，两数并列").click()
    north.locator("input[name=value]").fill("2023-12-05")
    north.locator("input[name=definition]").fill("施工许可证")
    north.get_by_role("button", name="保存我方的数").click()
    north.locator(".tag-warm", has_text="两数并列").wait_for()

    south.goto(north.url)
    assert "施工许可证" in south.locator("#told-recipient").inner_text()
    south.locator("summary", has_text="提出争议").click()
    south.locator("textarea[name=reason]").fill("奠基仪式有照片")
    south.locator("select[name=arbitrator]").select_option(people.judge.username)
    south.locator("input[name=deadline]").fill(in_days(7).isoformat())
    south.get_by_role("button", name="提出争议").click()
    south.locator(".tag-warm", has_text="有争议").wait_for()

    judge.goto(f"{site}/confirm/disputes/")
    judge.locator("ul.ways a").first.click()
    judge.get_by_role("radio", name="以受帮扶方的说法为准").check()
    judge.locator("#decide textarea[name=reason]").fill("以施工许可证为准")
    judge.get_by_role("button", name="裁定", exact=True).click()
    judge.locator("h2", has_text="裁定：2023-12-05").wait_for()

    for page in (south, north):
        page.goto(judge.url)
        assert "已裁定" in page.locator("h1").inner_text()
        assert "以施工许可证为准" in page.locator("main").inner_text()
        assert page.get_by_role("button", name="确认对方的数").count() == 0
    assert [page.complaints for page in (south, north, judge)] == [[], [], []]


@pytest.mark.parametrize("width", [1366, 390])
@pytest.mark.parametrize("path", ["/confirm/", "/confirm/matters/", "/confirm/disputes/", "matter"])
def test_the_pages_fit_their_screen_and_axe_finds_nothing(
    people, as_person, site, path, width, tmp_path, django_db_blocker
):
    """`JIEDUI_SHOTS=folder` keeps the pictures, to be looked at before a page is called done."""
    import os
    from pathlib import Path

    from jiedui.web.records.confirmations.models import Matter

    with django_db_blocker.unblock():
        stage = {"date": "2023-09-12", "precision": "day"}
        said(people.south, people.pair, "supporter", stage, key="P-B2", aspect="stage:land")
        number = Matter.objects.filter(object_key="P-B2").get().pk
    page = as_person(people.north, width)
    page.goto(site + (f"/confirm/{number}/" if path == "matter" else path))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.complaints == []
    for fold in page.locator("main summary").all():
        fold.click()
    assert findings(page) == []
    name = path.strip("/").replace("/", "-")
    file = Path(os.environ.get("JIEDUI_SHOTS") or tmp_path) / f"{name}-{width}.png"
    page.screenshot(path=file, full_page=True)
    assert file.stat().st_size > 10_000
