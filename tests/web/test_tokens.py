"""A token does what its owner may do now, in one scope, until its day, and is told apart (T21)."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from jiedui.core.errors import Refusal
from jiedui.web.platform.audit.models import Entry
from jiedui.web.platform.tokens import actions
from jiedui.web.platform.tokens.models import Token
from web_support.investments import PAIR, PROGRAMME, signed, suqian
from web_support.people import also, signed_in

SCOPE = f"{PROGRAMME} pair {PAIR} recipient"


def made(by, *, capabilities=("see_projects",), scope=SCOPE, days=30):
    return actions.make_token(
        by=by,
        name="台账同步",
        scope=scope,
        capabilities=capabilities,
        expires_on=timezone.localdate() + timedelta(days=days),
    )


def get(word, path="/api/v1/projects"):
    return Client().get(path, headers={"Authorization": f"Bearer {word}"})


def test_a_token_reads_what_its_owner_reads(loaded, db):
    signed()
    _token, word = made(suqian())
    assert [one["code"] for one in get(word).json()["items"]] == ["P-1"]
    me = get(word, "/api/v1/me").json()
    assert (me["by_token"], me["capabilities"]) == (True, ["see_projects"])


def test_a_capability_that_was_not_chosen_is_a_404(loaded, db):
    signed()
    _token, word = made(suqian())
    assert get(word, "/api/v1/matters/waiting").status_code == 404


def test_a_token_stays_in_the_scope_of_one_grant(loaded, db):
    other = "jiangsu-2022:320100-320800"
    user = also(suqian(), "pair_office", PROGRAMME, "pair", other, "recipient")
    signed(by=user)
    _token, word = made(user, scope=f"{PROGRAMME} pair {other} recipient")
    assert get(word).json()["items"] == []


def test_when_the_grant_ends_the_token_reaches_nothing(loaded, db):
    signed()
    user = suqian()
    _token, word = made(user)
    user.grants.update(ends=timezone.now())
    assert get(word).status_code == 404


def test_only_the_hash_of_the_word_is_kept_and_the_trail_has_no_word(loaded, db):
    token, word = made(suqian())
    assert token.sha256 == actions.hashed(word) != word
    entry = Entry.objects.filter(action="make_token").latest("id")
    assert word not in json.dumps([entry.summary, entry.after], ensure_ascii=False)


def test_a_token_that_ended_ran_out_or_was_never_made_is_told_401(loaded, db):
    user = suqian()
    ended, word = made(user)
    actions.end_token(by=user, number=ended.pk)
    late, late_word = made(user)
    Token.objects.filter(pk=late.pk).update(
        made=timezone.now() - timedelta(days=2), expires=timezone.now()
    )
    for one in (word, late_word, "jd_invented"):
        answer = get(one)
        assert answer.status_code == 401
        assert answer["Content-Type"] == "application/problem+json"
    assert Entry.objects.filter(action="end_token").exists()


def test_a_wrong_token_never_falls_back_to_the_session(loaded, db, client):
    signed_in(client, suqian())
    answer = client.get("/api/v1/projects", headers={"Authorization": "Bearer jd_invented"})
    assert answer.status_code == 401


def test_a_token_opens_no_page(loaded, db):
    _token, word = made(suqian())
    assert get(word, "/projects/").status_code == 302
    assert get(word, "/account/tokens/").status_code == 302


@pytest.mark.parametrize("days", [-1, 366])
def test_an_end_within_a_year_is_required(loaded, db, days):
    with pytest.raises(Refusal):
        made(suqian(), days=days)


def test_nobody_gives_away_what_he_or_she_does_not_have(loaded, db):
    for change in ({"capabilities": ("arbitrate",)}, {"scope": "all"}, {"capabilities": ()}):
        with pytest.raises(Refusal):
            made(suqian(), **change)


def test_the_last_use_is_shown(loaded, db):
    token, word = made(suqian())
    assert token.used is None
    get(word)
    assert Token.objects.get(pk=token.pk).used is not None


def test_the_page_shows_the_word_once_and_ends_a_token(loaded, db, client):
    signed_in(client, suqian())
    sent = {
        "name": "台账同步",
        "scope": SCOPE,
        "capabilities": ["see_projects"],
        "expires_on": timezone.localdate().isoformat(),
    }
    page = client.post("/account/tokens/make", sent)
    word = page.context["word"]
    assert word in page.content.decode()
    assert word not in client.get("/account/tokens/").content.decode()
    assert get(word).status_code == 200
    client.post(f"/account/tokens/{Token.objects.get().pk}/end")
    assert get(word).status_code == 401


def test_a_wrong_day_is_said_on_the_page(loaded, db, client):
    signed_in(client, suqian())
    page = client.post("/account/tokens/make", {"name": "a", "scope": SCOPE, "expires_on": "x"})
    assert page.status_code == 422
    assert "到期日不合适" in page.content.decode()


def test_another_persons_token_is_not_there(loaded, db, client):
    token, _word = made(suqian())
    signed_in(client, also(suqian().__class__.objects.create(username="x"), "auditor"))
    assert client.post(f"/account/tokens/{token.pk}/end").status_code == 404
