"""Signing on with an organisation's own service: it proves who somebody is, and nothing else."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
import time

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client
from django.urls import NoReverseMatch, reverse

from jiedui.core.errors import Refusal
from jiedui.web.platform.accounts import permissions
from jiedui.web.platform.accounts.models import Grant, SignIn, User
from jiedui.web.platform.accounts.oidc import client as flows
from jiedui.web.platform.accounts.oidc.provider import NEEDED, Provider, provider
from jiedui.web.platform.audit.models import Entry
from web_support import oidc_urls  # noqa: F401 - made while no service is set
from web_support.oidc_service import CLIENT, SECRET, serving

START, BACK = "/account/oidc/start", "/account/oidc/back"
SET = dict(zip(NEEDED, ("https://login.example.gov.cn/one", "jiedui", "secret"), strict=True))


@pytest.fixture(scope="module")
def running():
    with serving() as service:
        yield service


@pytest.fixture
def service(running, loaded, db, settings):
    """The site with that service set."""
    running.claims, running.told = {}, {}
    running.signs_with, running.algorithm, running.kid = running.key, "RS256", "one"
    settings.OIDC = Provider(running.issuer, CLIENT, SECRET, "市统一身份认证", "preferred_username")
    settings.ROOT_URLCONF = "web_support.oidc_urls"
    folder = settings.PERMISSIONS_FILES[0].parent
    settings.PERMISSIONS_FILES = [*settings.PERMISSIONS_FILES, folder / "permissions-oidc.csv"]
    _forget()
    yield running
    _forget()


def _forget():
    permissions.table.cache_clear()
    permissions._by_endpoint.cache_clear()


@pytest.fixture
def li(service):
    return User.objects.create_user("li")


def begun(browser, after=""):
    answer = browser.post(START, {"next": after} if after else {})
    assert answer.status_code == 302
    return answer["Location"]


def signed_on(service, browser, name="li", after="", **bent):
    _, given = service.authorise(begun(browser, after), name)
    return browser.get(BACK, given | bent)


def is_in(browser):
    return browser.get("/account/").status_code == 200


def test_who_the_service_names_signs_in_and_the_trail_says_how(service, li):
    browser = Client()
    answer = signed_on(service, browser, after="/account/permissions/")
    assert (answer.status_code, answer["Location"]) == (302, "/account/permissions/")
    assert is_in(browser)
    assert SignIn.objects.filter(user=li, ended__isnull=True).count() == 1
    told = Entry.objects.order_by("-id").values_list("by", "action", "summary")[:2]
    assert list(told) == [("li", "sign_in", ""), ("li", "prove_by_oidc", service.issuer)]


def test_the_secret_goes_to_the_token_endpoint_and_nowhere_else(service, li):
    browser = Client()
    address = begun(browser)
    assert "secret" not in address
    assert "roles" not in address
    browser.get(BACK, service.authorise(address, "li")[1])
    form, header = service.heard[-1]
    assert "client_secret" not in form
    said = base64.b64decode(header.removeprefix("Basic ")).decode()
    assert said == "jiedui:a%20secret%3A%20with%20%25%20and%20%2F"
    service.told = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    signed_on(service, Client())
    assert service.heard[-1][0]["client_secret"] == SECRET
    assert service.heard[-1][1] == ""


def test_nobody_is_made_an_account(service, db):
    before = User.objects.count()
    browser = Client()
    answer = signed_on(service, browser, "nobody-here")
    assert answer.status_code == 403
    assert "nobody-here" in answer.content.decode()
    assert "账号管理员" in answer.content.decode()
    assert User.objects.count() == before
    assert not is_in(browser)
    entry = Entry.objects.latest("id")
    assert (entry.by, entry.object_key, entry.result) == ("anonymous", "nobody-here", "failed")


def test_the_refusal_is_in_english_on_english_pages(service, db):
    browser = Client()
    browser.cookies["django_language"] = "en"
    assert "There is no account for you here" in signed_on(service, browser, "x").content.decode()


def test_a_closed_account_stays_closed(service, li):
    li.is_active = False
    li.save()
    browser = Client()
    assert signed_on(service, browser).status_code == 403
    assert not is_in(browser)


def test_a_name_that_differs_by_a_capital_is_another_name(service, li):
    assert signed_on(service, Client(), "LI").status_code == 403


def test_roles_and_grants_never_come_from_the_service(service, li):
    service.claims = {"roles": ["security_admin"], "groups": ["lead_office"], "is_superuser": True}
    browser = Client()
    assert signed_on(service, browser).status_code == 302
    assert not Grant.objects.filter(user=li).exists()
    li.refresh_from_db()
    assert (li.is_superuser, li.is_staff) == (False, False)
    assert browser.get("/account/people/").status_code == 404


def test_a_second_factor_that_was_set_up_here_is_still_asked_for(service, li):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(li, generate_totp_secret())
    browser = Client()
    answer = signed_on(service, browser)
    assert answer["Location"].startswith("/account/second-factor/authenticate/")
    assert not is_in(browser)
    assert not SignIn.objects.filter(user=li).exists()


@pytest.mark.parametrize(
    "bent",
    [{"state": "another"}, {"state": ""}, {"iss": "https://other.example"}, {"code": ""},
     {"error": "access_denied"}],
    ids=str,
)  # fmt: skip
def test_an_answer_that_is_not_ours_lets_nobody_in(service, li, bent, caplog):
    browser = Client()
    assert signed_on(service, browser, **bent).status_code == 400
    assert not is_in(browser)
    assert "OpenID Connect" in caplog.text


def test_an_answer_counts_once_in_the_browser_that_asked_and_not_for_long(service, li, monkeypatch):
    browser = Client()
    _, given = service.authorise(begun(browser), "li")
    assert Client().get(BACK, given).status_code == 400  # the way back sent to somebody else
    assert browser.get(BACK, given).status_code == 302
    assert browser.get(BACK, given).status_code == 400
    late = Client()
    _, given = service.authorise(begun(late), "li")
    now = time.time()
    monkeypatch.setattr(flows.time, "time", lambda: now + 601)
    assert late.get(BACK, given).status_code == 400


AN_HOUR = 3600


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another client"},
        {"aud": "another client", "azp": CLIENT},
        {"aud": [CLIENT, "another client"]},
        {"aud": [CLIENT, "another client"], "azp": "another client"},
        {"azp": "another client"},
        {"iss": "https://other.example"},
        {"exp": -AN_HOUR},
        {"exp": None},
        {"sub": None},
        {"iat": AN_HOUR},
        {"preferred_username": None},
        {"preferred_username": ["li"]},
        {"at_hash": "of another access token"},
    ],
    ids=str,
)
def test_a_token_that_is_not_for_this_sign_on_lets_nobody_in(service, li, claims):
    now = int(time.time())  # a time is given as the seconds from now
    service.claims = {k: now + v if type(v) is int else v for k, v in claims.items()}
    browser = Client()
    assert signed_on(service, browser).status_code == 400
    assert not is_in(browser)
    assert not SignIn.objects.filter(user=li).exists()


def test_a_token_for_several_says_that_it_is_for_us(service, li):
    service.claims = {"aud": [CLIENT, "another"], "azp": CLIENT}
    assert signed_on(service, Client()).status_code == 302


def test_only_the_published_key_signs(service, li):
    service.signs_with = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    assert signed_on(service, Client()).status_code == 400
    service.signs_with, service.kid = service.key, "two"
    assert signed_on(service, Client()).status_code == 400
    service.signs_with, service.algorithm, service.kid = (
        "a word of 32 characters or more..",
        "HS256",
        "one",
    )
    assert signed_on(service, Client()).status_code == 400
    service.signs_with, service.algorithm = None, "none"
    assert signed_on(service, Client()).status_code == 400


def test_a_key_nobody_here_can_read_may_be_published_beside_the_one_that_signs(
    service, li, monkeypatch
):
    """Services of public offices publish SM2 keys as well."""
    other = {"kty": "EC", "crv": "SM2", "x": "AA", "y": "AA", "kid": "sm2", "use": "sig"}
    published = {"keys": [other, *service.keys()["keys"]]}
    monkeypatch.setattr(service, "keys", lambda: published)
    assert signed_on(service, Client()).status_code == 302
    service.kid = "sm2"
    assert signed_on(service, Client()).status_code == 400


@pytest.mark.parametrize("tokens", [{}, {"id_token": None}, {"id_token": "a.b.c"}], ids=str)
def test_an_answer_without_a_readable_token_lets_nobody_in(service, li, monkeypatch, tokens):
    monkeypatch.setattr(service, "token", lambda form, headers: (200, tokens))
    assert signed_on(service, Client()).status_code == 400


@pytest.mark.parametrize(
    "told",
    [
        {"issuer": "https://other.example"},
        {"authorization_endpoint": "https://other.example/authorize"},
        {"token_endpoint": "http://login.example.gov.cn/token"},
        {"jwks_uri": ""},
    ],
    ids=str,
)
def test_a_service_that_is_not_who_it_should_be_is_not_asked(service, db, told):
    service.told = told
    assert Client().post(START).status_code == 400


def test_no_redirect_is_followed(service, li):
    service.told = {"jwks_uri": f"{service.issuer}/moved"}
    assert signed_on(service, Client()).status_code == 400


def test_no_more_is_read_than_a_service_has_to_say(service, db):
    service.told = {"more": "x" * 900_000}
    assert Client().post(START).status_code == 302
    service.told = {"more": "x" * 1_000_000}
    assert Client().post(START).status_code == 400


def test_a_service_that_does_not_answer_is_said_so(service, db, settings):
    settings.OIDC = Provider("http://127.0.0.1:9", CLIENT, SECRET, "", "sub")
    assert Client().post(START).status_code == 400


def test_an_email_counts_only_when_the_service_has_verified_it(service, settings):
    User.objects.create_user("li@example.gov.cn")
    settings.OIDC = Provider(service.issuer, CLIENT, SECRET, "", "email")
    service.claims = {"email": "li@example.gov.cn"}
    assert signed_on(service, Client()).status_code == 400
    service.claims = {"email": "li@example.gov.cn", "email_verified": "true"}
    assert signed_on(service, Client()).status_code == 400
    service.claims = {"email": "li@example.gov.cn", "email_verified": True}
    assert signed_on(service, Client()).status_code == 302


def test_afterwards_nobody_is_led_off_the_site(service, li):
    answer = signed_on(service, Client(), after="https://other.example/")
    assert answer["Location"] == "/"


def test_going_there_takes_a_button_and_its_token(service, db):
    assert Client().get(START).status_code == 405
    assert Client(enforce_csrf_checks=True).post(START).status_code == 403


def test_the_button_is_there_only_where_a_service_is_set(service, settings):
    page = Client().get("/account/login/").content.decode()
    assert page.count(START) == 1
    assert "用市统一身份认证登录" in page
    settings.OIDC = None
    assert START not in Client().get("/account/login/").content.decode()


def test_without_the_setting_there_is_no_such_address(loaded, db):
    with pytest.raises(NoReverseMatch):
        reverse("oidc:start")
    assert Client().get(BACK).status_code == 404


def under(**environment):
    """What the table of permissions and the policy of content are under an environment."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("JIEDUI_")}
    code = (
        "from jiedui.web.config.opening import set_up_django; set_up_django();"
        "from django.conf import settings;"
        "from jiedui.web.platform.accounts.permissions import problems;"
        "print(settings.CONTENT_SECURITY_POLICY['DIRECTIVES']['form-action'], list(problems()))"
    )
    return subprocess.run(
        [sys.executable, "-c", code], env=clean | environment, capture_output=True, text=True,
        timeout=60, check=True,
    ).stdout.strip()  # fmt: skip


def test_the_table_is_complete_and_forms_go_to_the_service_only_where_one_is_set():
    assert under() == "[\"'self'\"] []"
    assert under(**SET) == "[\"'self'\", 'https://login.example.gov.cn'] []"


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"JIEDUI_OIDC_CLIENT_SECRET": ""}, "JIEDUI_OIDC_CLIENT_SECRET"),
        ({"JIEDUI_OIDC_ISSUER": ""}, "JIEDUI_OIDC_ISSUER"),
        ({"JIEDUI_OIDC_ISSUER": "http://login.example.gov.cn"}, "not an issuer"),
        ({"JIEDUI_OIDC_ISSUER": "https://a.cn/?x=1"}, "not an issuer"),
        ({"JIEDUI_OIDC_ISSUER": "https://a.cn; script-src *"}, "not an issuer"),
        ({"JIEDUI_OIDC_CLAIM": "name"}, "not a claim to trust"),
        (dict.fromkeys(NEEDED, "") | {"JIEDUI_OIDC_NAME": "x"}, "by half"),
    ],
)
def test_a_half_or_unsafe_setting_is_refused(change, named):
    with pytest.raises(Refusal, match=named):
        provider(SET | change)


def test_with_nothing_set_there_is_no_service():
    assert provider({}) is None
    assert provider(SET).claim == "preferred_username"
