"""Signing in and out, how long it lasts, and what guessing meets."""

import re
from datetime import timedelta

import pytest
from django.conf import settings as site
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jiedui.web.platform.accounts import actions, signing, throttle, times
from jiedui.web.platform.accounts.models import SignIn, User
from jiedui.web.platform.audit.models import Entry
from web_support.people import person, signed_in

PASSWORD = "long-words-nobody-guesses-7"
LOGIN = "/account/login/"


@pytest.fixture
def wang(loaded, db):
    user = User.objects.create_user("wang", password=PASSWORD)
    User.objects.filter(pk=user.pk).update(password_changed=timezone.now())
    return user


def try_in(client, name="wang", password=PASSWORD):
    return client.post(LOGIN, {"login": name, "password": password})


def is_in(client):
    return client.get("/account/").status_code == 200


@pytest.fixture(autouse=True)
def no_memory_of_attempts():
    from django.core.cache import cache

    cache.clear()


def test_a_reader_without_an_account_gets_no_session_and_no_redirect(visitor):
    for url in ("/", "/gaps/", "/data/", "/rules/", "/health"):
        answer = visitor.get(url)
        assert answer.status_code == 200
        assert site.SESSION_COOKIE_NAME not in answer.cookies


def test_an_own_page_leads_to_the_sign_in_page_and_back(visitor, wang):
    answer = visitor.get("/account/")
    assert answer.status_code == 302
    assert answer["Location"] == f"{LOGIN}?next=/account/"
    page = visitor.get(answer["Location"])
    assert "script-src 'self'" in page["Content-Security-Policy"]
    inline = re.findall(
        r"<script(?![^>]*(?:src=|type=\"application/json\"))", page.content.decode()
    )
    assert inline == [] and "style=" not in page.content.decode()


def test_the_right_password_signs_in_and_is_noted(visitor, wang):
    assert try_in(visitor).status_code == 302
    assert is_in(visitor)
    assert SignIn.objects.get(user=wang).ended is None
    assert Entry.objects.filter(action="sign_in", by="wang", result="").count() == 1


def test_a_wrong_password_and_an_unknown_name_are_told_the_same(visitor, wang):
    def told(name):
        html = try_in(Client(), name, "wrong").content.decode()
        return re.sub(r'csrfmiddlewaretoken" value="[^"]+"', "", html).replace(name, "NAME")

    assert told("wang") == told("nobody-there")
    assert Entry.objects.filter(object_key="wang", result="failed").count() == 1
    assert not Entry.objects.filter(object_key="nobody-there").exists()


def test_after_five_wrong_passwords_even_the_right_one_waits_and_not_for_good(wang):
    from axes.models import AccessAttempt, AccessFailureLog
    from django.db.models import F

    for _ in range(times.FAILURES):
        try_in(Client(), password="wrong")
    refused = Client()
    assert try_in(refused).status_code == 429
    assert not is_in(refused)
    earlier = times.WAIT_FIRST + timedelta(seconds=1)
    for kept in (AccessAttempt, AccessFailureLog):
        kept.objects.update(attempt_time=F("attempt_time") - earlier)
    assert try_in(Client()).status_code == 302


def test_an_unknown_name_waits_alike(loaded, db):
    for _ in range(times.FAILURES):
        try_in(Client(), "nobody-there", "wrong")
    assert try_in(Client(), "nobody-there", "wrong").status_code == 429


def test_guesses_from_elsewhere_do_not_keep_the_owner_out(wang):
    for _ in range(times.FAILURES):
        Client(REMOTE_ADDR="203.0.113.9").post(LOGIN, {"login": "wang", "password": "wrong"})
    assert try_in(Client(REMOTE_ADDR="198.51.100.7")).status_code == 302


def test_the_wait_doubles_and_has_an_end():
    waits = [throttle.wait_after(n).total_seconds() for n in (0, 5, 10, 15, 20, 25, 1000)]
    assert waits == [30, 30, 60, 120, 240, 480, 900]


@pytest.mark.parametrize(
    ("field", "age", "why"),
    [("seen", times.IDLE, "idle"), ("started", times.ABSOLUTE, "absolute")],
)
def test_a_sign_in_ends_by_itself(visitor, wang, field, age, why):
    signed_in(visitor, wang)
    assert is_in(visitor)
    just_before = timezone.now() - age + timedelta(minutes=2)
    SignIn.objects.filter(user=wang).update(**{field: just_before})
    assert is_in(visitor)
    SignIn.objects.filter(user=wang).update(**{field: timezone.now() - age})
    assert not is_in(visitor)
    assert SignIn.objects.get(user=wang).ended_why == why


def test_somebody_active_is_not_idle_and_the_time_is_written_rarely(visitor, wang):
    signed_in(visitor, wang)
    long_ago = timezone.now() - timedelta(minutes=29)
    SignIn.objects.filter(user=wang).update(seen=long_ago)
    assert is_in(visitor)
    seen = SignIn.objects.get(user=wang).seen
    assert seen > long_ago
    assert is_in(visitor)
    assert SignIn.objects.get(user=wang).seen == seen


def test_own_sign_ins_are_listed_and_ended_one_by_one_or_all_others(wang):
    here, there, third = Client(), Client(), Client()
    for client in (here, there, third):
        try_in(client)
    assert here.get("/account/").content.decode().count("/end") >= 3
    other = SignIn.objects.filter(user=wang).order_by("id")[1]
    here.post(reverse("accounts:end_sign_in", args=[other.pk]))
    assert is_in(here) and not is_in(there) and is_in(third)
    here.post(reverse("accounts:end_others"))
    assert is_in(here) and not is_in(third)


def test_nobody_ends_the_sign_in_of_another(visitor, wang):
    signed_in(visitor, wang)
    theirs = SignIn.objects.get(user=wang)
    other = Client()
    signed_in(other, person("lead_office"))
    assert other.post(reverse("accounts:end_sign_in", args=[theirs.pk])).status_code == 404
    assert is_in(visitor)


def test_a_new_password_ends_every_other_sign_in(wang):
    here, there = Client(), Client()
    try_in(here)
    try_in(there)
    new = "another-long-word-nobody-9"
    answer = here.post(
        "/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )
    assert answer.status_code == 302
    assert is_in(here) and not is_in(there)


def test_a_grant_and_its_end_end_every_sign_in(wang):
    client = Client()
    try_in(client)
    made = actions.grant(by="tests", user=wang, role="auditor", reason="test")
    assert not is_in(client)
    try_in(client)
    actions.end_grant(by="tests", grant=made, reason="test")
    assert not is_in(client)


def test_signing_out_takes_a_post_and_clears_the_browser(visitor, wang):
    signed_in(visitor, wang)
    assert visitor.get("/account/logout/").status_code == 405
    answer = visitor.post("/account/logout/", {"next": "https://elsewhere.example/"})
    assert answer["Location"] == "/"
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert not is_in(visitor)
    assert SignIn.objects.get(user=wang).ended_why == "signed out"


def test_a_session_number_changes_at_sign_in(visitor, wang):
    visitor.cookies[site.SESSION_COOKIE_NAME] = "fixed-by-somebody-else"
    answer = try_in(visitor)
    assert answer.cookies[site.SESSION_COOKIE_NAME].value != "fixed-by-somebody-else"
    assert answer.cookies[site.SESSION_COOKIE_NAME]["httponly"]
    assert answer.cookies[site.SESSION_COOKIE_NAME]["samesite"] == "Lax"


def test_a_closed_account_is_out_at_once(visitor, wang):
    signed_in(visitor, wang)
    actions.set_active(by="tests", user=wang, is_active=False, reason="left")
    assert not is_in(visitor)
    assert try_in(Client())["Location"].startswith("/account/inactive")


def test_a_link_signs_in_once_and_asks_for_a_password(loaded, db):
    user = actions.add_person(by="tests", username="zhao", name="赵")
    url = reverse("accounts:link", args=[actions.make_link(by="tests", user=user)])
    client = Client()
    assert client.get(url).status_code == client.get(url).status_code == 200
    answer = client.post(url)
    assert (answer.status_code, answer["Location"]) == (302, "/account/password/set/")
    assert is_in(client)
    assert Client().post(url).status_code == Client().get(url).status_code == 404
    page = client.get("/account/password/set/")
    assert page.status_code == 200
    client.post("/account/password/set/", {"password1": PASSWORD, "password2": PASSWORD})
    assert try_in(Client(), "zhao")["Location"] == "/"


def test_an_old_link_and_a_replaced_one_do_not_work(loaded, db):
    user = actions.add_person(by="tests", username="zhao")
    first = actions.make_link(by="tests", user=user)
    second = actions.make_link(by="tests", user=user)
    assert actions.link_of(first) is None and actions.link_of(second) is not None
    actions.SignInLink.objects.update(expires=timezone.now())
    assert actions.use_link(word=second) is None


def test_a_second_factor_is_asked_after_the_link_too(loaded, db):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    user = actions.add_person(by="tests", username="zhao")
    TOTP.activate(user, generate_totp_secret())
    client = Client()
    answer = client.post(reverse("accounts:link", args=[actions.make_link(by="tests", user=user)]))
    assert answer["Location"].startswith("/account/second-factor/authenticate/")
    assert not is_in(client)


def test_totp_is_set_up_and_then_asked_for(wang):
    from allauth.mfa.totp.internal import auth

    client = Client()
    try_in(client)
    path = "/account/second-factor/totp/activate/"
    client.post("/account/reauthenticate/", {"password": PASSWORD, "next": path})
    page = client.get(path)
    assert page.status_code == 200 and "data:image/svg+xml" in page.content.decode()
    secret = page.context["form"].secret
    code = auth.format_hotp_value(
        auth.hotp_value(secret, next(auth.yield_hotp_counters_from_time()))
    )
    done = client.post("/account/second-factor/totp/activate/", {"code": code})
    assert done.status_code == 302
    again = Client()
    assert try_in(again)["Location"].startswith("/account/second-factor/authenticate/")
    assert not is_in(again)
    assert again.get("/account/second-factor/authenticate/").status_code == 200


def test_pages_of_second_factors_open_in_the_house_look(wang):
    client = Client()
    try_in(client)
    for path in ("", "webauthn/", "webauthn/add/", "recovery-codes/generate/"):
        answer = client.get(f"/account/second-factor/{path}", follow=True)
        assert answer.status_code == 200
        html = answer.content.decode()
        assert 'class="brand"' in html and " onclick=" not in html and " style=" not in html


def test_addresses_of_allauth_that_nobody_uses_are_closed(visitor):
    for path in ("signup/", "email/", "password/reset/"):
        assert visitor.get(f"/account/{path}").status_code == 404


def test_the_profile_of_djbh_asks_for_kinds_and_a_new_password_in_time(wang, settings):
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    from jiedui.web.platform.accounts import passwords

    settings.PASSWORD_PROFILE = "djbh"
    settings.AUTH_PASSWORD_VALIDATORS = passwords.validators("djbh")
    with pytest.raises(ValidationError):
        validate_password("onlysmalls", wang)
    validate_password("Nine-Chars", wang)
    client = Client()
    try_in(client)
    assert is_in(client)
    User.objects.filter(pk=wang.pk).update(password_changed=timezone.now() - times.PASSWORD)
    assert client.get("/account/")["Location"] == "/account/password/change/"
    assert client.get("/account/password/change/").status_code == 200


def test_the_profile_of_asvs_asks_for_length_alone(settings):
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    validate_password("only small letters here")
    for bad in ("Sh0rt!", "password1234"):
        with pytest.raises(ValidationError):
            validate_password(bad)


def test_an_unknown_profile_is_refused_by_name():
    from jiedui.core.errors import Refusal
    from jiedui.web.platform.accounts import passwords

    with pytest.raises(Refusal, match="asvs or djbh"):
        passwords.validators("none")


def test_a_session_without_its_record_is_over(visitor, wang):
    signed_in(visitor, wang)
    SignIn.objects.all().delete()
    assert not is_in(visitor)


def test_ending_says_how_many(db, wang):
    assert signing.end(user=wang, by="tests", why="test") == 0
