"""An offer is sent, both sides accept it, and a lead is there: for its finder, for nobody else."""

import os
from pathlib import Path

import pytest

from web_support.axe import findings
from web_support.two_sides import PAIR, two_sides


@pytest.fixture(scope="module")
def people(site, django_db_blocker):
    """The lead office has sent two offers of a run; a list is being drafted."""
    from jiedui.web.judgement.offers import actions
    from web_support import offering as toy

    with django_db_blocker.unblock():
        sides = two_sides()
        sides.offer = toy.sent(name="甲机械有限公司").code
        sides.other = toy.sent("600002", name="乙纺织有限公司", industry="1751").code
        one = actions.draft_list(by=sides.south, pair=PAIR)
        claim = {"code": one.code, "industry": "27", "link": "market"}
        actions.claim_link(by=sides.south, doer="supporter", **claim)
        actions.claim_link(by=sides.north, doer="recipient", reason="本地", **claim)
        actions.add_condition(by=sides.south, code=one.code, kind="incentive", text="设备奖补")
        sides.list = one.code
    return sides


def test_both_sides_accept_an_offer_and_a_lead_appears_sealed(people, as_person, site):
    south, north, elsewhere = (
        as_person(one) for one in (people.south, people.north, people.elsewhere)
    )
    south.goto(f"{site}/")
    south.locator("main a", has_text="甲机械有限公司").click()
    south.get_by_role("button", name="接受", exact=True).focus()
    south.keyboard.press("Enter")
    south.locator("#told-supporter .told", has_text="接受").wait_for()

    north.goto(f"{site}/offers/")
    north.locator("main a", has_text="甲机械有限公司").click()
    assert "接受" in north.locator("#told-supporter").inner_text()
    north.get_by_role("button", name="接受", exact=True).click()
    north.locator(".tag-accent", has_text="两方接受").wait_for()
    assert north.get_by_role("link", name="看线索").count() == 0

    south.reload()
    south.get_by_role("link", name="看线索").click()
    assert "甲机械有限公司" in south.locator("h1").inner_text()
    assert "线索" in south.locator("main").inner_text()

    for page in (north, elsewhere):
        page.goto(f"{site}/projects/?q=甲机械")
        assert page.locator("main a", has_text="甲机械有限公司").count() == 0
    assert elsewhere.goto(f"{site}/offers/{people.offer}/").status == 404
    assert elsewhere.goto(south.url).status == 404
    assert [page.complaints for page in (south, north)] == [[], []]


def test_a_match_is_run_a_firm_read_an_offer_sent_and_both_accept_it(people, as_person, site):
    """C10, C11: from the run to the sealed lead, each step on a page."""
    above = as_person(people.above)
    above.set_default_timeout(120_000)
    above.goto(f"{site}/matching/")
    above.get_by_role("button", name="测算", exact=True).click()
    above.get_by_role("heading", name="家企业").first.wait_for()
    above.goto(f"{above.url}?only=sendable")
    above.locator("#table-placed tbody th a").first.click()
    firm = above.locator("h1").inner_text()
    above.locator(".offer:has(.tag-accent)").get_by_role("button", name="发给两方").click()
    above.locator("h1", has_text=f"{firm} → ").wait_for()
    offer = above.url

    south, north = as_person(people.south), as_person(people.north)
    for page in (south, north):
        page.goto(offer)
        page.get_by_role("button", name="接受", exact=True).click()
    north.locator(".tag-accent", has_text="两方接受").wait_for()
    assert north.get_by_role("link", name="看线索").count() == 0
    south.reload()
    south.get_by_role("link", name="看线索").click()
    assert firm in south.locator("h1").inner_text()
    assert as_person(people.elsewhere).goto(south.url).status == 404
    assert [page.complaints for page in (above, south, north)] == [[], [], []]


@pytest.mark.parametrize("width", [1366, 390], ids=["wide", "narrow"])
@pytest.mark.parametrize("name", ["offers", "offer", "lists", "list"])
def test_the_pages_fit_their_screen_and_axe_finds_nothing(
    people, as_person, site, name, width, tmp_path
):
    """`JIEDUI_SHOTS=folder` keeps the pictures, to be looked at before a page is called done."""
    paths = {
        "offers": "/offers/",
        "offer": f"/offers/{people.other}/",
        "lists": "/offers/lists/",
        "list": f"/offers/lists/{people.list}/",
    }
    page = as_person(people.north, width)
    page.goto(site + paths[name])
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.complaints == []
    for fold in page.locator("main summary").all():
        fold.click()
    page.evaluate("window.scrollTo(0, 0)")  # nothing stands under the menu that stays on top
    assert findings(page) == []
    file = Path(os.environ.get("JIEDUI_SHOTS") or tmp_path) / f"{name}-{width}.png"
    page.screenshot(path=file, full_page=True)
    assert file.stat().st_size > 10_000
