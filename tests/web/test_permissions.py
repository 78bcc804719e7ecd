"""The table of permissions rules every address and nothing else; no cell of the matrix is wrong."""

import subprocess
import sys

import pytest
from django.test import Client
from django.urls import reverse

from jiedui.web.platform.accounts import capabilities as can
from jiedui.web.platform.accounts import permissions
from jiedui.web.platform.accounts.models import HandOver, SignIn, User
from jiedui.web.platform.accounts.permissions import lets_in, problems, table
from jiedui.web.platform.accounts.roles import ROLES
from jiedui.web.platform.audit.models import Entry
from web_support import investments  # noqa: F401 - registers projects
from web_support.matrix import PLACES, any_address, cells, maker_of, objects
from web_support.people import person

# Scopes whose objects are made by tests of their own apps until they register here.
AWAITED = {"park", "matter", "dispute", "document", "batch"}
NOT_RULED = {"", "person", "grant", "hand_over", "sign_in"}  # reached by capability or by person


@objects("person")
def _person(where):
    return {"username": User.objects.get_or_create(username="seen")[0].username}


@objects("hand_over")
def _hand_over(where):
    from django.utils import timezone

    giver, taker = (User.objects.get_or_create(username=name)[0] for name in ("giver", "taker"))
    made = HandOver.objects.create(giver=giver, taker=taker, made=timezone.now(), made_by="giver")
    return {"number": made.pk}


def client_of(user):
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user)
    return client


def ask(client, method, address):
    return client.generic(method, address)


def is_sent_to_sign_in(answer):
    return answer.status_code == 401 or (
        answer.status_code == 302 and answer["Location"].startswith("/account/login/?next=")
    )


ROWS = [(row, method) for row, method in cells(table())]


def test_every_address_has_a_row_and_every_row_an_address():
    assert [str(one) for one in problems()] == []


def test_an_address_without_a_row_and_a_row_without_an_address_are_found(monkeypatch):
    kept = [row for row in table() if row.endpoint != "gaps:index"]
    gone = permissions.Permission("gone:index", ("GET",), "public", "", 2)
    wrong = permissions.Permission("home:index", ("LOOK",), "fly", "moon", 3)
    monkeypatch.setattr(permissions, "table", lambda: (*kept, gone, wrong))
    by_endpoint = {row.endpoint: dict.fromkeys(row.methods, row) for row in kept}
    monkeypatch.setattr(permissions, "_by_endpoint", lambda: by_endpoint)
    reasons = [one.reason for one in problems()]
    assert reasons == [
        "an address without a row",
        "a row without an address",
        "no such capability",
        "no such scope",
        "no such method",
    ]


def test_the_command_of_make_check_finds_nothing():
    command = [sys.executable, "-m", "jiedui.web.permissions", "--check"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_without_signing_in_only_public_addresses_answer(loaded, db):
    client, wrong = client_of(None), []
    for row, method in ROWS:
        address = any_address(row.endpoint)
        answer = ask(client, method, address)
        expected = {
            can.PUBLIC: not is_sent_to_sign_in(answer),
            can.CLOSED: answer.status_code == 404,
        }.get(row.capability, is_sent_to_sign_in(answer))
        if not expected or answer.status_code >= 500:
            wrong.append((row.endpoint, method, answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("role", ["", *ROLES])
def test_a_role_without_the_capability_sees_a_404_everywhere(loaded, db, role):
    client, wrong = client_of(person(role)), []
    for row, method in ROWS:
        if row.capability == can.CLOSED or (role and lets_in(row, role)):
            continue
        if not role and row.capability in (can.PUBLIC, can.SIGNED_IN):
            continue
        answer = ask(client, method, any_address(row.endpoint))
        if answer.status_code != 404:
            wrong.append((row.endpoint, method, answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("role", list(ROLES))
def test_a_role_with_the_capability_gets_in_where_no_object_is_named(loaded, db, role):
    client, wrong = client_of(person(role)), []
    for row, method in ROWS:
        named = "<" in "".join(one.route for one in _routes(row.endpoint))
        if method != "GET" or named or row.capability not in ROLES[role].may:
            continue
        answer = ask(client, method, any_address(row.endpoint))
        if answer.status_code not in (200, 302, 422):
            wrong.append((row.endpoint, method, answer.status_code))
    assert wrong == []


def _routes(endpoint):
    return [one for one in permissions.endpoints() if one.name == endpoint]


def test_every_scope_of_the_table_can_be_filled(db):
    asked = {row.scope for row in table() if row.capability not in (can.PUBLIC, can.CLOSED)}
    unknown = {scope for scope in asked - NOT_RULED if maker_of(scope) is None}
    assert unknown - AWAITED == set()
    assert {scope for scope in AWAITED if maker_of(scope)} == set(), "take it out of AWAITED"


@pytest.mark.parametrize("role", list(ROLES))
@pytest.mark.parametrize("where", PLACES, ids=lambda where: where.name)
def test_an_object_answers_within_reach_and_is_404_outside(loaded, db, role, where):
    client = client_of(person(role, "jiangsu-2022", "region", "320500"))
    wrong = []
    for row, method in ROWS:
        maker = maker_of(row.scope)
        if method != "GET" or maker is None or row.scope in NOT_RULED:
            continue
        if row.capability not in ROLES[role].may:
            continue
        answer = ask(client, method, reverse(row.endpoint, kwargs=maker(where)))
        if (answer.status_code == 404) == where.is_reached or answer.status_code >= 500:
            wrong.append((row.endpoint, where.name, answer.status_code))
    assert wrong == []


def test_what_belongs_to_people_is_seen_by_them_and_those_who_keep_accounts(loaded, db):
    address = reverse("accounts:hand_over", kwargs=maker_of("hand_over")(PLACES[0]))
    giver = User.objects.get(username="giver")
    assert ask(client_of(giver), "GET", address).status_code == 200
    assert ask(client_of(person("security_admin")), "GET", address).status_code == 200
    assert ask(client_of(person("auditor")), "GET", address).status_code == 404
    seen = reverse("accounts:person", kwargs=maker_of("person")(PLACES[0]))
    assert ask(client_of(person("system_admin")), "GET", seen).status_code == 200
    assert ask(client_of(person("lead_office")), "GET", seen).status_code == 404


def test_a_denial_is_noted_with_the_name_and_the_address(loaded, db):
    user = person("auditor")
    ask(client_of(user), "GET", "/account/people/")
    noted = Entry.objects.filter(result="denied").latest("id")
    assert (noted.by, noted.object_key) == (user.username, "/account/people/")
    assert SignIn.objects.filter(user=user).exists()


def test_a_file_that_leaves_is_noted(loaded, db):
    user = person("auditor")
    answer = ask(client_of(user), "GET", "/account/trail/?format=csv")
    assert answer.status_code == 200
    noted = Entry.objects.filter(action="export").latest("id")
    assert (noted.by, noted.role, noted.scope) == (user.username, "auditor", "all")
    assert len(noted.request_id) == 32


def test_the_table_is_shown_to_who_signed_in(loaded, db):
    answer = client_of(person()).get("/account/permissions/")
    assert answer.status_code == 200
    assert "accounts:people" in answer.content.decode()
