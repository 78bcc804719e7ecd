"""No role finds a trace of what lies outside its reach: every page, file and search is read.

Each account of the demonstration follows the links from the home page; what comes back may hold
marks, project codes and firm codes of its own jurisdictions only. What is its own is decided here
from the account's scope and the plan of the demonstration, not by the code under test.

`JIEDUI_ROUNDS=10 pytest tests/web/test_leaks.py` crawls ten times as far.
"""

from __future__ import annotations

import io
import os
import re
import zipfile
from dataclasses import dataclass
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.db import transaction
from django.test import Client

from jiedui.web.desk.demo import actions, people
from jiedui.web.judgement.offers.models import Offer
from jiedui.web.platform.accounts.models import Grant, User
from jiedui.web.platform.audit.models import Entry
from jiedui.web.records.documents.models import Document
from jiedui.web.records.parks.models import Park
from jiedui.web.records.projects import actions as projects
from jiedui.web.records.projects.models import Contact, Project

ROUNDS = int(os.environ.get("JIEDUI_ROUNDS", "1"))
PAGES_MAX = 40 * ROUNDS
TOKEN = re.compile(
    r"MARK-[0-9A-Za-z-]+|DEMO-\d{6}-\d{6}-\d+(?:-\d+)?|demo-\d{6}-\d{6}-\d\d|91000000MADE\w{6}"
    r"|MATCH-\d{6}-\d{6}-\d\d"
)
LINK = re.compile(r'(?:href|action|hx-get)="([^"#]*)')
STATISTICS = re.compile(
    r"/(static|gaps|structure|pairing|runs|data|rules|regions|pairs|language)\b"
)
OUT = re.compile(r"logout|/link/|second-factor|account/(login|password|reauth)")
HELD = ("work_secret", "trade_secret")
SEEN_FIRST = ("/projects/export?format=csv", "/projects/export?format=xlsx")
ALSO = (
    "/",
    "/projects/",
    "/projects/stuck/",
    "/projects/funnel/",
    "/projects/funnel/?by=park",
    "/projects/funnel/?format=json",
    "/parks/",
    "/parks/enclaves",
    "/parks/?format=csv",
    "/parks/?format=json",
    "/offers/",
    "/offers/?format=csv",
    "/offers/lists/",
    "/search?q=匹配",
    "/confirm/",
    "/confirm/matters",
    "/confirm/disputes",
    "/account/trail/",
    "/account/trail/?format=csv",
    "/account/people/",
    "/search?q=示例",
    "/search?q=DEMO",
    "/search?q=MARK",
    "/projects/?q=示例",
    "/projects/?q=MADE",
    "/api/v1/projects",
    "/api/v1/parks",
    "/api/v1/offers",
    "/api/v1/development-lists",
    "/api/v1/matters",
    "/api/v1/disputes",
    "/api/v1/documents",
    "/api/v1/firms",
)


@dataclass(frozen=True)
class Own:
    """What an account may meet: tokens that may stand on what it reads."""

    tokens: frozenset[str]


@pytest.fixture(scope="module")
def demo(loaded, django_db_blocker):
    """The demonstration, and after it a day of work, so that the trail has something to tell."""
    with django_db_blocker.unblock(), transaction.atomic():
        filled = actions.fill(by="tests", seed=3, is_small=True)
        for pair in people.PAIRS:
            _work(pair)
        yield filled
        transaction.set_rollback(True)


def _work(pair):
    project = Project.objects.filter(
        pair__key=pair.key, is_sealed=False, secrecy="internal"
    ).first()
    projects.record_contact(
        by=User.objects.get(username=people.office(pair, "recipient")),
        code=project.code,
        kind="visit",
        text=f"MARK-{pair.stem}",
        on=actions.AS_OF,
    )


def own(account) -> Own:
    """By the rules of the brief: scope, secrecy and the seal on leads, decided record by record."""
    tokens: set[str] = set()
    if account.role.endswith("_admin"):
        return Own(_names_of_accounts() | _keys_in_the_trail(account))
    for project in Project.objects.select_related("pair", "park", "firm"):
        if _reaches_project(account, project):
            tokens |= _tokens_of_project(project)
    for park in Park.objects.filter(is_made_up=True).select_related("pair"):
        if _reaches_park(account, park):
            tokens |= _tokens_of_park(park)
    for offer in Offer.objects.select_related("pair", "park"):
        if _reaches_offer(account, offer):
            tokens |= {offer.firm_key, offer.park.code, f"MARK-{offer.pair.key.partition(':')[2]}"}
    if account.role != "institution":
        tokens |= _tokens_of_pairs(account)
    for document in Document.objects.filter(secrecy="public"):
        tokens |= {document.key, document.organisation, *TOKEN.findall(document.title)}
        tokens |= {document.park, document.key.rpartition("-")[0]}
    return Own(frozenset(tokens))


def _names_of_accounts() -> frozenset[str]:
    """Who keeps accounts reads their names and scopes, and nothing of what they work on."""
    named = [*User.objects.values_list("username"), *Grant.objects.values_list("scope_key")]
    return frozenset(token for one in named for token in TOKEN.findall(one[0]))


def _keys_in_the_trail(account) -> frozenset[str]:
    """Who keeps the trail of the store reads which object an entry tells of, and no text of it."""
    told = Entry.objects.values_list("object_key", "summary") if "audit" in account.role else ()
    tokens = {token for line in told for token in TOKEN.findall(" ".join(line))}
    return frozenset(token for token in tokens if not token.startswith("MARK"))


def _is_within(account, *, pair, regions, park, organisation, programme) -> bool:
    if account.programme and account.programme != programme:
        return False
    return {
        "all": True,
        "pair": account.scope_key == pair,
        "region": any(code.startswith(_stem(account.scope_key)) for code in regions if code),
        "park": account.scope_key == park,
        "organisation": account.scope_key == organisation,
    }[account.scope_kind]


def _stem(code):
    return code[:4] if code.endswith("00") else code


def _may_know(account, secrecy) -> bool:
    near = account.scope_kind in ("pair", "park", "organisation") or account.role == "lead_office"
    return near or secrecy not in HELD


def _reaches_project(account, project) -> bool:
    if project.is_sealed and account.role != "lead_office":
        side = account.scope_key.partition(":")[2].split("-")
        speaks_as = {
            "supporter": side[0],
            "recipient": side[-1],
        }.get(account.side, account.scope_key if account.scope_kind != "pair" else "")
        if project.finder != speaks_as:
            return False
    return _may_know(account, project.secrecy) and _is_within(
        account,
        pair=project.pair.key,
        regions=(project.host_region, project.home_region),
        park=project.park.code if project.park else "",
        organisation=project.firm.credit_code if project.firm else "",
        programme=project.programme,
    )


def _reaches_offer(account, offer) -> bool:
    """Both sides of the pair, the park and its county; the firm is not on record."""
    pair = offer.pair
    return _may_know(account, offer.secrecy) and _is_within(
        account,
        pair=pair.key,
        regions=(pair.supporter, pair.recipient, offer.home_region, offer.host_region),
        park=offer.park.code,
        organisation="",
        programme=pair.key.partition(":")[0],
    )


def _reaches_park(account, park) -> bool:
    return _may_know(account, park.secrecy) and _is_within(
        account,
        pair=park.pair.key,
        regions=(park.host_region, park.home_region),
        park=park.code,
        organisation="",
        programme=park.programme.code,
    )


def _tokens_of_project(project) -> set[str]:
    stem = project.pair.key.partition(":")[2]
    firm = project.firm.credit_code if project.firm else ""
    found = {project.code, f"MARK-{stem}", f"MARK-{project.host_region}"}
    found |= {firm, f"MARK-{firm}"} if firm else set()
    found |= {project.park.code, f"MARK-{project.park.code}"} if project.park else set()
    keys = Document.objects.filter(key__startswith=f"{project.code[:18]}-").values_list(
        "key", flat=True
    )
    number = str(int(project.code[-4:]))
    return found | {key for key in keys if key.split("-")[3] == number}


def _tokens_of_park(park) -> set[str]:
    stem = park.pair.key.partition(":")[2]
    found = {park.code, f"MARK-{park.code}", f"MARK-{stem}", f"MARK-{park.host_region}"}
    for tenancy in park.tenancies.all():
        found |= {tenancy.credit_code, f"MARK-{tenancy.credit_code}"}
    return found | ({park.parent.code} if park.parent else set())


def _tokens_of_pairs(account) -> set[str]:
    """An account of a pair may meet the accounts of its pair on lists of people and batches."""
    return (
        {f"MARK-{account.scope_key.partition(':')[2]}"} if account.scope_kind == "pair" else set()
    )


def crawl(client: Client) -> dict[str, str]:
    """Address by address what an account reads, files opened."""
    waiting, seen, found = [*ALSO, *SEEN_FIRST], set(), {}
    while waiting and len(found) < PAGES_MAX:
        address = waiting.pop(0)
        shape = _shape(address)
        if address in seen or seen_often(shape, found):
            continue
        seen.add(address)
        answer = client.get(address)
        assert answer.status_code < 500, (address, answer.status_code)
        if answer.status_code != 200:
            continue
        found[address] = text_of(answer)
        if "html" in answer["Content-Type"]:
            waiting += links(address, found[address])
    return found


def seen_often(shape: str, found: dict[str, str]) -> bool:
    """One page of a kind shows what a hundred would; more are read with more rounds."""
    return sum(_shape(address) == shape for address in found) >= ROUNDS


def _shape(address: str) -> str:
    parts = urlsplit(address)
    path = re.sub(r"/(DEMO|demo)-[^/]+", "/*", parts.path)
    names = sorted({pair.partition("=")[0] for pair in parts.query.split("&")})
    return re.sub(r"\d+", "0", path) + "?" + "&".join(names) + ("q" if "q=" in address else "")


def links(address: str, text: str) -> list[str]:
    found = []
    for raw in dict.fromkeys(LINK.findall(text)):
        url = urljoin(address, unescape(raw))
        parts = urlsplit(url)
        if parts.scheme or parts.netloc or not parts.path.startswith("/"):
            continue
        if not STATISTICS.match(parts.path) and not OUT.search(parts.path):
            found.append(url)
    return found


def text_of(answer) -> str:
    """What a reader of the answer gets to see; workbooks are unpacked."""
    body = answer.getvalue()
    if body[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            return "\n".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
    return body.decode("utf-8", "replace")


@pytest.fixture(scope="module")
def accounts(demo):
    return {account.username: account for account in demo.accounts}


def chosen(accounts) -> list[str]:
    """One account of each role in the first pair; all of them with more rounds."""
    if ROUNDS > 1:
        return list(accounts)
    first: dict[tuple[str, str], str] = {}
    for account in accounts.values():
        first.setdefault((account.role, account.side), account.username)
    return list(first.values())


def test_no_role_finds_a_trace_of_another_jurisdiction(demo, accounts, db):
    leaks = []
    for username in chosen(accounts):
        client = Client()
        client.force_login(User.objects.get(username=username))
        mine = own(accounts[username]).tokens
        for address, text in crawl(client).items():
            found = set(TOKEN.findall(text)) - mine - set(TOKEN.findall(address))
            found -= {account for account in found if f"demo-{account}" in accounts}
            leaks += [(username, address, token) for token in sorted(found)[:3]]
    assert leaks == []


def test_who_keeps_the_trail_reads_no_text_of_the_business(demo, db):
    """The three administrators touch no business data; who did what to what, and when, stays."""
    client = Client()
    client.force_login(User.objects.get(username="demo-audit-admin"))
    for form in ("csv", "json", "xlsx"):
        text = text_of(client.get(f"/account/trail/?format={form}"))
        assert not re.findall(r"MARK-[0-9A-Za-z-]+", text)
        assert Project.objects.order_by("code").first().code in text
    page = text_of(client.get("/account/trail/?action=record_contact"))
    assert "内容不在您的权限内" in page
    assert not re.findall(r"MARK-[0-9A-Za-z-]+", page)


def test_a_visitor_finds_nothing_of_the_demonstration(demo, db):
    for address, text in crawl(Client()).items():
        assert set(TOKEN.findall(text)) - set(TOKEN.findall(address)) == set(), address


def test_every_account_reads_something_of_its_own(demo, accounts, db):
    """The search for leaks looks at pages that are not empty."""
    for username in ("demo-pair-office-320500", "demo-county-liaison-321302", "demo-lead-office"):
        client = Client()
        client.force_login(User.objects.get(username=username))
        text = text_of(client.get("/projects/export?format=csv"))
        rows = set(re.findall(r"^\ufeff?((?:DEMO|\d{6})-[\d-]+)", text, re.MULTILINE))
        visible = {
            project.code
            for project in Project.objects.select_related("pair", "park", "firm")
            if _reaches_project(accounts[username], project)
        }
        assert rows == visible
        assert rows


def test_another_jurisdictions_addresses_answer_as_if_they_were_not_there(demo, accounts, db):
    """By address: project, park, file; all of them 404."""
    for username in chosen(accounts):
        account, client = accounts[username], Client()
        client.force_login(User.objects.get(username=username))
        for project in Project.objects.select_related("pair", "park", "firm").order_by("code")[:12]:
            if account.role.endswith("_admin") or not _reaches_project(account, project):
                assert client.get(f"/projects/{project.code}/").status_code == 404, username
        for park in Park.objects.filter(is_made_up=True).select_related("pair", "programme"):
            if account.role.endswith("_admin") or not _reaches_park(account, park):
                assert client.get(f"/parks/{park.code}/").status_code == 404, (username, park.code)


def test_every_account_has_the_one_grant_that_its_name_says(demo, accounts, db):
    for username, account in accounts.items():
        grant = Grant.objects.get(user__username=username)
        assert (grant.role, grant.scope_key) == (account.role, account.scope_key)
    assert Contact.objects.exists()
