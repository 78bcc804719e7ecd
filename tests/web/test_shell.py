"""The shell of every page: headers, language, menu, errors, and what is served from where."""

import re
from urllib.parse import unquote

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation

from jiedui.web import assets, messages
from jiedui.web.platform.kit.readonly import ReadOnlyViolation
from web_support.people import person

PAGES = ["/", "/data/", "/data/city_panel/", "/rules/", "/rules/jiangsu-2022/"]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_answers_without_an_account(visitor, path):
    assert visitor.get(path).status_code == 200


@pytest.mark.parametrize("path", [*PAGES, "/there-is-no-such-page"])
def test_the_policy_allows_nothing_inline_and_nothing_from_outside(visitor, path):
    policy = visitor.get(path).headers["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    for name in ("default-src", "script-src", "style-src", "font-src", "form-action", "base-uri"):
        assert directives[name] == "'self'"
    assert directives["img-src"] == "'self' data:"
    assert directives["object-src"] == directives["frame-ancestors"] == "'none'"
    assert "unsafe" not in policy


@pytest.mark.parametrize("path", PAGES)
def test_a_page_carries_no_inline_style_or_script_and_no_outside_address(visitor, path):
    html = visitor.get(path).content.decode()
    scripts = re.findall(r"<script(?![^>]*\bsrc=)([^>]*)>", html)
    assert all('type="application/json"' in attributes for attributes in scripts)
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", html)
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', html)


def test_a_page_asks_the_browser_for_no_ability_and_no_guessing(visitor):
    headers = visitor.get("/").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_a_visitor_reads_chinese_whatever_the_browser_was_installed_in(visitor):
    page = visitor.get("/", headers={"accept-language": "en-US,en;q=0.9"})
    assert '<html lang="zh-CN">' in page.content.decode()


def test_the_language_switch_keeps_the_page_and_its_choices(visitor):
    here = "/data/city_panel/?q=苏州"
    answer = visitor.post(reverse("set_language"), {"language": "en", "next": here})
    assert answer.status_code == 302 and unquote(answer.url) == here
    page = visitor.get(here)
    assert '<html lang="en">' in page.content.decode()
    assert "Yearly figures of prefecture-level cities" in page.content.decode()
    assert 'value="苏州"' in page.content.decode()


def test_the_language_switch_does_not_send_people_to_another_site(visitor):
    answer = visitor.post(
        reverse("set_language"), {"language": "en", "next": "https://elsewhere.example/"}
    )
    assert answer.url == "/"


def test_an_unknown_language_cookie_falls_back_to_chinese(visitor):
    visitor.cookies["django_language"] = "../../etc"
    assert '<html lang="zh-CN">' in visitor.get("/").content.decode()


@pytest.mark.parametrize("path", PAGES)
def test_no_chinese_of_ours_is_left_on_an_english_page(english_visitor, path):
    """Names, clauses and sources stay as published; headings, labels and the menu are English."""
    html = english_visitor.get(path).content.decode()
    headings = re.findall(r"<(?:h1|h2|thead|nav|button|title)\b.*?</", html, re.S)
    text = re.sub(r"<[^>]+>", "", " ".join(headings)).replace("中文", "")
    assert re.findall(r"[\u4e00-\u9fff]+", text) == []


def test_every_sentence_has_its_english_and_the_catalogue_is_compiled():
    assert list(messages.problems()) == []


def test_the_catalogue_survives_its_own_file():
    catalogue = {"第 %(n)s 页": 'Page "%(n)s"\n', "年份": "Year"}
    assert messages.read_po(messages.write_po(catalogue)) == catalogue


def test_every_vendored_file_is_what_its_list_says():
    assert list(assets.differences()) == []


def test_a_changed_vendored_file_is_noticed(tmp_path, monkeypatch):
    import shutil

    copy = tmp_path / "vendor"
    shutil.copytree(assets.VENDOR, copy)
    (copy / "htmx" / "htmx.min.js").write_text("/* not htmx */")
    (copy / "more.js").write_text("")
    monkeypatch.setattr(assets, "VENDOR", copy)
    monkeypatch.setattr(
        assets,
        "listed",
        lambda folder=copy: __import__("json").loads((folder / "vendor.json").read_text("utf-8")),
    )
    found = list(assets.differences())
    assert [line.split(":")[0] for line in found] == ["htmx.min.js", "more.js"]


def test_an_address_that_is_not_there_answers_404_in_the_visitors_words(visitor):
    answer = visitor.get("/nowhere")
    assert answer.status_code == 404
    assert "没有这一页" in answer.content.decode()


def test_a_refusal_says_what_was_received_and_what_is_allowed(visitor):
    answer = visitor.get("/data/city_panel/export?format=pdf")
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "pdf" in html and all(kind in html for kind in ("csv", "xlsx"))


def test_a_page_that_is_only_read_cannot_write(visitor, monkeypatch):
    from jiedui.web.desk.home import queries
    from jiedui.web.records.regions.models import Batch

    monkeypatch.setattr(queries, "latest_runs", lambda user: Batch.objects.all().delete())
    with pytest.raises(ReadOnlyViolation, match=r"a GET request ran (DELETE|UPDATE)"):
        visitor.get("/")


def test_a_post_may_write(rf, loaded, db, settings):
    from jiedui.web.platform.kit.middleware import ReadOnlyGuard
    from jiedui.web.records.regions.models import Place

    def write(request):
        Place.objects.create(key="toy", name="玩具", level="county")

    ReadOnlyGuard(write)(rf.post("/"))
    with pytest.raises(ReadOnlyViolation), transaction.atomic():
        ReadOnlyGuard(write)(rf.get("/"))
    assert Place.objects.filter(key="toy").count() == 1


def test_the_menu_stands_in_the_order_of_the_loop_and_marks_where_we_are(visitor):
    html = visitor.get("/rules/jiangsu-2022/").content.decode()
    shown = re.findall(r'<li><a href="([^"]+)"( aria-current="page")?>', html)
    order = [
        *("/gaps/", "/structure/", "/pairing/", "/matching/", "/offers/"),
        *("/projects/", "/parks/", "/confirm/"),
        *("/regions/", "/data/", "/transfer/", "/rules/", "/runs/"),
    ]
    assert [url for url, _ in shown] == [url for url in order if url in dict(shown)]
    assert [url for url, current in shown if current] == ["/rules/"]


@pytest.mark.parametrize(
    ("role", "hidden", "system"),
    [
        ("lead_office", set(), ["hand-overs", "permissions", ""]),
        ("auditor", {"/confirm/"}, ["trail", "hand-overs", "permissions", ""]),
        (
            "security_admin",
            {"/offers/", "/projects/", "/confirm/", "/transfer/"},
            ["people", "hand-overs", "permissions", ""],
        ),
    ],
)
def test_the_menu_shows_what_one_may_open_and_marks_one_line(visitor, role, hidden, system):
    everybody = _menu(visitor.get("/rules/"))
    visitor.force_login(person(role))
    shown = _menu(visitor.get("/account/hand-overs/"))
    assert [url for url in shown if not url.startswith("/account/")] == [
        url for url in everybody if url not in hidden
    ]
    ours = [url for url in shown if url.startswith("/account/") and "tokens" not in url]
    assert ours == [f"/account/{name}/".replace("//", "/") for name in system]
    assert [url for url, is_current in shown.items() if is_current] == ["/account/hand-overs/"]


def test_without_signing_in_the_menu_shows_nothing_of_the_system(visitor):
    assert not [url for url in _menu(visitor.get("/")) if url.startswith("/account/")]


def _menu(page):
    lines = re.findall(r'<li><a href="([^"]+)"( aria-current="page")?>', page.content.decode())
    return {url: bool(current) for url, current in lines}


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "没有保存"), ("en", "Nothing was saved")]
)
def test_a_form_without_its_token_is_told_what_to_do(db, language, words):
    """A tab left open over a new sign-in: the token in its form is the old one."""
    client = Client(enforce_csrf_checks=True, HTTP_HOST="localhost")
    client.cookies["django_language"] = language
    answer = client.post("/language", {"language": "en"})
    assert answer.status_code == 403
    assert words in answer.content.decode() and "DEBUG" not in answer.content.decode()


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("登记项目", "Record a project"),
        ("登记园区", "Register a park"),
        ("记运行数据", "Record a reading"),
        ("提出争议", "Dispute"),
        ("终止", "Terminated"),
        ("已谢绝", "Declined"),
        ("项目", "Project"),
    ],
)
def test_what_a_button_says_in_english_is_not_what_the_trail_says(chinese, english):
    """All catalogues are one when the site runs: the same Chinese has one English on every page."""
    with translation.override("en"):
        assert translation.gettext(chinese) == english
