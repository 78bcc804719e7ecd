"""Search by keyboard and without script."""


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
