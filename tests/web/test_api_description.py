"""The description of the API is whole and true: walked operation by operation (T20, T21)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from jiedui.web.config.api import api, operations
from jiedui.web.platform.accounts.permissions import endpoints, permission
from jiedui.web.platform.tokens import actions as tokens
from web_support import cells as _cells  # noqa: F401 - registers an object of each kind
from web_support.investments import PROGRAMME
from web_support.matrix import PLACES, maker_of
from web_support.people import person

PROBLEM = "application/problem+json"
DESCRIBED = [
    (method.upper(), path, told)
    for path, methods in api.get_openapi_schema()["paths"].items()
    for method, told in methods.items()
]
READS = [(path, told) for method, path, told in DESCRIBED if method == "GET"]
# What everybody who signed in may ask about himself or herself, and what kinds of table there are.
OWN = {"/api/v1/me", "/api/v1/permissions", "/api/v1/imports"}


def name_of(path):
    bare = re.sub(r"\{[^}]*\}", "*", path).strip("/")
    routes = {re.sub(r"<[^>]*>", "*", one.route).strip("/"): one.name for one in endpoints()}
    return routes[bare]


def is_public(path, method):
    return permission(name_of(path), method).capability == "public"


def filled(path, place):
    """The address of an object that lies there."""
    row = permission(name_of(path), "GET")
    given = maker_of(row.scope)(place) if row.scope else {}
    return re.sub(r"\{(\w+)\}", lambda found: str(given[found[1]]), path)


def test_every_operation_says_what_it_does_and_how_it_refuses():
    wanting = []
    for method, path, told in DESCRIBED:
        answers = {int(status): answer for status, answer in told["responses"].items()}
        refusals = {401, 403, 404} | (set() if method == "GET" else {422})
        is_whole = told.get("summary") and told.get("tags") and refusals <= set(answers)
        as_problems = all(
            list(answer["content"]) == [PROBLEM]
            for status, answer in answers.items()
            if status > 399
        )
        if not is_whole or not as_problems:
            wanting.append((method, path))
    assert wanting == []
    assert len({told["operationId"] for *_, told in DESCRIBED}) == len(DESCRIBED)


def test_what_is_not_open_to_all_says_how_to_prove_who_one_is():
    for method, path, told in DESCRIBED:
        assert bool(told.get("security")) != is_public(path, method), (method, path)
    schemes = api.get_openapi_schema()["components"]["securitySchemes"]
    assert schemes == {"SignedInOrToken": {"type": "http", "scheme": "bearer"}}


def test_what_replaces_something_asks_for_the_version_that_was_seen():
    asked = {
        path.rpartition("/")[2]
        for _, path, told in DESCRIBED
        for one in told.get("parameters", ())
        if one["name"] == "If-Match" and one["required"]
    }
    corrections = {"stage-corrections", "stage-checks", "money-corrections"}
    answers = {"replies", "questions", "answers", "withdrawal"}
    assert asked == {"{code}", *corrections, *answers}


def test_every_operation_stands_on_the_page_with_its_permission():
    assert len(operations()) == len(DESCRIBED)
    assert [one["path"] for one in operations() if not one["capability"]] == []


@pytest.mark.parametrize("path", [path for path, _ in READS])
def test_without_signing_in_what_is_not_public_is_a_401(loaded, db, settings, tmp_path, path):
    settings.HOME = tmp_path
    answer = Client().get(filled(path, PLACES[0]))
    if is_public(path, "GET"):
        assert answer.status_code in (200, 404)
    else:
        assert (answer.status_code, answer["Content-Type"]) == (401, PROBLEM)
        assert answer["WWW-Authenticate"] == "Bearer"


def token_of(user):
    (scope,) = tokens.scopes(user)
    every = tokens.capabilities_in(user, scope)
    tomorrow = timezone.localdate() + timedelta(days=1)
    given = {"scope": scope, "capabilities": every, "expires_on": tomorrow}
    return tokens.make_token(by=user, name="walk", **given)[1]


@pytest.mark.parametrize("path", [path for path, _ in READS if path not in OWN])
def test_a_strangers_token_finds_nothing(loaded, db, settings, tmp_path, path):
    settings.HOME = tmp_path
    addresses = [filled(path, place) for place in PLACES[:2]]
    stranger = person("pair_office", PROGRAMME, "pair", "jiangsu-2022:320100-320800", "supporter")
    word = token_of(stranger)
    for address in addresses:
        answer = Client().get(address, headers={"Authorization": f"Bearer {word}"})
        if permission(name_of(path), "GET").scope:
            assert (answer.status_code, answer["Content-Type"]) == (404, PROBLEM), address
            continue
        told = answer.json()
        found = told.get("items", told.get("cells"))
        assert answer.status_code == 200
        assert [one for one in found if not one.get("is_published")] == [], address


def test_a_nul_in_an_address_is_no_fault(loaded, db, settings, tmp_path):
    """PostgreSQL takes no NUL in a text: an address that holds one names nothing."""
    settings.HOME = tmp_path
    client, wrong = Client(raise_request_exception=False), []
    client.force_login(person("lead_office", PROGRAMME))
    for route in endpoints():
        row = permission(route.name, "GET")
        if row is None or row.capability == "closed":
            continue
        address = "/" + re.sub(r"<(?:\w+:)?(\w+)>", "a%00b", route.route).lstrip("^/").rstrip("$")
        for asked in (address, f"{address}?q=%00&pair=%00&park=%00&by=a%00b&cursor=%00&text=%00"):
            answer = client.get(asked)
            if answer.status_code >= 500 or (route.keywords and answer.status_code == 200):
                wrong.append((asked, answer.status_code))
    assert wrong == []
