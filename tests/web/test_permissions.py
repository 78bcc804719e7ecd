"""The table of permissions rules every address and nothing else; no cell of the matrix is wrong."""

import subprocess
import sys

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from jiedui.web.platform.accounts import capabilities as can
from jiedui.web.platform.accounts import permissions
from jiedui.web.platform.accounts.models import SignIn, User
from jiedui.web.platform.accounts.permissions import lets_in, problems, table
from jiedui.web.platform.accounts.roles import ROLES
from jiedui.web.platform.audit.models import Entry
from web_support import cells as _cells  # noqa: F401 - registers an object of each kind
from web_support.matrix import PLACES, address_of, any_address, cells, maker_of
from web_support.people import also, person

# Who may see an object whose address stands open to all.
SEEN_WITH = {
    **{"park": can.SEE_PARKS, "project": can.SEE_PROJECTS, "document": can.SEE_DOCUMENTS},
    "run": can.SEE_PROJECTS,
}
# Reached with the capability wherever somebody is (what stands in a snapshot opens row by row, to
# whoever reaches the project), and what belongs to one person alone.
BY_CAPABILITY, BY_PERSON = (
    {"person", "grant", "snapshot"},
    {"hand_over": {"security_admin"}, "sign_in": set(), "token": set()},
)
VISITORS = {
    "region": ("jiangsu-2022", "region", "320500", ""),
    "pair": ("jiangsu-2022", "pair", "jiangsu-2022:320500-321300", "supporter"),
}


@pytest.fixture
def files(settings, tmp_path):
    settings.HOME = tmp_path


def client_of(user):
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user)
    return client


def ask(client, method, address):
    """The answer; of a file that streams, all of it."""
    form = "application/x-www-form-urlencoded"
    answer = client.generic(method, address, content_type=form)
    if answer.streaming:
        answer.getvalue()
    return answer


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
        named = any(one.keywords for one in _routes(row.endpoint))
        if named or row.capability not in ROLES[role].may:
            continue
        with transaction.atomic():
            answer = ask(client, method, any_address(row.endpoint))
            transaction.set_rollback(True)
        if answer.status_code not in (200, 302, 422):
            wrong.append((row.endpoint, method, answer.status_code))
    assert wrong == []


def _routes(endpoint):
    return [one for one in permissions.endpoints() if one.name == endpoint]


def test_every_scope_of_the_table_has_an_object_and_every_keyword_can_be_filled(loaded, db, files):
    named = [row for row in table() if row.scope]
    assert {row.scope for row in named if maker_of(row.scope) is None} == set()
    assert all(address_of(row, PLACES[0]) for row in named)
    assert [row.endpoint for row in table() if any_address(row.endpoint) is None] == []


def test_an_address_of_ours_that_names_an_object_says_of_which_kind():
    open_to_all = {can.PUBLIC, can.CLOSED}
    unsaid = [
        row.endpoint
        for row in table()
        if ":" in row.endpoint
        and not row.scope
        and row.capability not in open_to_all
        and any(set(route.keywords) - {"kind", "ending"} for route in _routes(row.endpoint))
    ]
    assert unsaid == []


def is_expected(row, role, where):
    """Whether somebody with that role alone, in the region or pair of `PLACES`, gets an answer."""
    if row.scope in BY_PERSON:
        return role in BY_PERSON[row.scope]
    asked = SEEN_WITH.get(row.scope) if row.capability == can.PUBLIC else row.capability
    has = asked == can.SIGNED_IN or (role in ROLES and asked in ROLES[role].may)
    return has and (where.is_reached or row.scope in BY_CAPABILITY)


def places(row, role, method="GET"):
    """Where to ask: whoever lacks the capability is stopped at the gate, so once is enough.

    What writes asks the same `access` as what reads: one place within reach and one outside.
    """
    if not row.scope:
        return ()
    has = row.capability == can.PUBLIC or (role and lets_in(row, role))
    if not has or row.scope in {*BY_CAPABILITY, *BY_PERSON}:
        return PLACES[:1]
    return PLACES if method == "GET" else PLACES[1:3]


def is_about_the_body(row, method, answer):
    """The API refuses a body of the wrong shape before it looks for any object."""
    is_sent = row.endpoint.startswith("api:") and method != "GET"
    return is_sent and answer.status_code in (400, 422, 428)


def wrong_cells(user, role):
    """Every address that names an object × method × place, each undone after it was asked."""
    client = client_of(user)
    asked = [(row, where) for row in table() for where in places(row, role)]
    addresses = {(row.endpoint, where): address_of(row, where) for row, where in asked}
    for row, method in ROWS:
        for where in places(row, role, method):
            with transaction.atomic():
                answer = ask(client, method, addresses[row.endpoint, where])
                transaction.set_rollback(True)
            is_wrong = (answer.status_code == 404) == is_expected(row, role, where)
            if answer.status_code >= 500 or (
                is_wrong and not is_about_the_body(row, method, answer)
            ):
                yield row.endpoint, method, where.name, answer.status_code


@pytest.mark.parametrize("role", ["", *ROLES])
def test_an_object_answers_within_reach_and_is_404_outside(loaded, db, files, role):
    user = person(role, *(VISITORS["region"] if role else ()))
    assert list(wrong_cells(user, role)) == []


@pytest.mark.parametrize("role", ["pair_office", "evaluator"])
def test_a_grant_of_a_pair_reaches_that_pair_and_no_other(loaded, db, files, role):
    assert list(wrong_cells(person(role, *VISITORS["pair"]), role)) == []


def test_an_object_says_nothing_to_who_has_not_signed_in(loaded, db, files):
    client, wrong = client_of(None), []
    for row, method in ROWS:
        if row.scope:
            answer = ask(client, method, address_of(row, PLACES[0]))
            is_open = row.capability == can.PUBLIC
            hidden = answer.status_code == 404 if is_open else is_sent_to_sign_in(answer)
            wrong += [] if hidden else [(row.endpoint, method, answer.status_code)]
    assert wrong == []


def test_two_grants_of_one_person_do_not_lend_each_other_their_rights(loaded, db, files):
    """Who reads in one place and works in another does not work where he or she only reads."""
    user = person("evaluator", *VISITORS["region"])
    also(user, "pair_office", "jiangsu-2022", "pair", PLACES[-1].pair, "supporter")
    client, wrong = client_of(user), []
    lent = ROLES["pair_office"].may - ROLES["evaluator"].may
    for row, method in ROWS:
        if row.scope and row.capability in lent:
            answer = ask(client, method, address_of(row, PLACES[0]))
            if answer.status_code != 404 and not is_about_the_body(row, method, answer):
                wrong.append((row.endpoint, method, answer.status_code))
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
