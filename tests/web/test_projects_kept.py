"""What is drawn of projects is kept between requests: never too long, never for others."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from jiedui.web.desk.projects import lists
from jiedui.web.records.confirmations import actions as confirmations
from jiedui.web.records.confirmations.models import Matter
from jiedui.web.records.parks import actions as parks
from jiedui.web.records.parks.models import Park
from jiedui.web.records.programmes.actions import keep_pair
from jiedui.web.records.programmes.models import Pair
from jiedui.web.records.projects import actions, columns, queries
from jiedui.web.records.projects.actions.firms import edit_firm
from jiedui.web.records.projects.columns import Columns
from jiedui.web.records.projects.models import Firm, Project
from web_support import investments as toy
from web_support.people import signed_in

pytestmark = pytest.mark.usefixtures("loaded", "db", "process")
PAGES = ("index", "stuck", "funnel")


@pytest.fixture
def process(monkeypatch):
    """One process of a server: outside of tests no transaction lasts from request to request."""
    monkeypatch.setattr(columns, "rows", Columns().rows)


@pytest.fixture
def late():
    """A project that every one of the pages shows: late, in a park, with somebody to move."""
    toy.signed(firm="甲机械有限公司", park=_park("甲园区").code, on=date(2023, 1, 10))
    toy.pay("P-1", "promised", 30_000_000, on=date(2023, 1, 10))
    actions.set_due(by=toy.suqian(), code="P-1", stage="started", on=date(2024, 1, 1))
    said = {"text": "谈", "blocker": "缺地", "mover": "firm", "on": date(2024, 2, 1)}
    actions.record_contact(by=toy.suqian(), code="P-1", kind="follow_up", **said)


def _park(name):
    pair = Pair.objects.get(key=toy.PAIR)
    told = {"name": name, "pair": pair, "programme": pair.programme, "source": "示例"}
    return parks.register_park(by=toy.suqian(), code="example", values=told)


def read(client, user, name="index", **parameters):
    signed_in(client, user)
    response = client.get(reverse(f"projects:{name}"), parameters)
    assert response.status_code == 200
    return response.content.decode()


def test_a_page_is_drawn_once_while_nothing_changes(client, late, monkeypatch):
    first = read(client, toy.suqian())
    monkeypatch.setattr(lists, "rows", None)
    assert first.count("精密机械项目") == read(client, toy.suqian()).count("精密机械项目") == 1


def test_a_new_project_shows_at_the_next_request(client, late):
    assert "产业项目 1 个" in read(client, toy.suqian())
    toy.signed(code="P-2", name="纺织项目")
    page = read(client, toy.suqian())
    assert "产业项目 2 个" in page and "纺织项目" in page
    assert "签约 2 个" in read(client, toy.suqian(), "funnel")


def test_a_new_name_of_a_project_shows_at_the_next_request(client, late):
    read(client, toy.suqian())
    version = Project.objects.get(code="P-1").version
    actions.edit_project(by=toy.suqian(), code="P-1", version=version, fields={"name": "新名称"})
    for name in ("index", "stuck"):
        assert "新名称" in read(client, toy.suqian(), name)


def test_a_new_name_of_a_park_shows_at_the_next_request(client, late):
    assert all("甲园区" in read(client, toy.suqian(), name) for name in PAGES)
    park = Park.objects.get(name="甲园区")
    changes = {"name": "乙园区"}
    parks.edit_park(by=toy.suqian(), code=park.code, version=park.version, changes=changes)
    for name in PAGES:
        page = read(client, toy.suqian(), name)
        assert "乙园区" in page and "甲园区" not in page, name


def test_a_new_name_of_a_published_park_shows_at_the_next_request(client, late):
    """The register of published parks is brought in step by another action than an edit."""
    published = Park.objects.get(code="320500-321300")
    Park.objects.filter(pk=published.pk).update(name="从前的名称")
    toy.signed(code="P-2", park=published.code)
    assert "从前的名称" in read(client, toy.suqian())
    parks.load_bundled(by="system")
    page = read(client, toy.suqian())
    assert published.name in page and "从前的名称" not in page


def test_a_new_name_of_a_side_of_a_pair_shows_at_the_next_request(client, late):
    assert all("苏州" in read(client, toy.suqian(), name) for name in PAGES)
    pair = Pair.objects.get(key=toy.PAIR)
    values = {"supporter_name": "新苏", "recipient_name": pair.recipient_name}
    keep_pair(by=toy.lead_office(), programme=pair.programme, key=toy.PAIR, values=values)
    for name in PAGES:
        page = read(client, toy.suqian(), name)
        assert "新苏" in page and "苏州" not in page, name


def test_a_new_name_of_a_firm_shows_at_the_next_request(client, late):
    assert "甲机械" in read(client, toy.suqian(), "stuck")
    firm = Firm.objects.get(name="甲机械有限公司")
    changes = {"name": "乙机械有限公司"}
    edit_firm(by=toy.suqian(), firm=firm, changes=changes)
    assert "乙机械" in read(client, toy.suqian(), "stuck")


def test_what_the_other_side_confirms_counts_at_the_next_request(client, late):
    assert "这样筛选没有项目" in read(client, toy.suqian(), figures="confirmed")
    matters = list(Matter.objects.filter(object_key="P-1"))
    confirmations.confirm(by=toy.suzhou(), side="supporter", matters=matters)
    page = read(client, toy.suqian(), figures="confirmed")
    assert "产业项目 1 个" in page and "3,000" in page


def test_each_language_has_a_page_of_its_own(client, late):
    chinese = read(client, toy.suqian())
    client.cookies["django_language"] = "en"
    english = read(client, toy.suqian())
    assert "签约" in chinese and "签约" not in english and "Signed" in english


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("first", ["office", "pair"])
def test_a_kept_page_never_reaches_another_scope(client, late, page, first):
    toy.signed(by=toy.nanjing(), code="N-1", name="南京的项目", pair=toy.OTHER_PAIR)
    people = [toy.lead_office(), toy.suqian()]
    for user in people if first == "office" else reversed(people):
        read(client, user, page)
    assert "南京" in read(client, toy.lead_office(), page)
    assert "南京" not in read(client, toy.suqian(), page)
    seen = read(client, toy.nanjing(), page)
    assert "精密机械项目" not in seen and "甲园区" not in seen and "苏州" not in seen


def test_a_sealed_lead_stays_with_its_finder(client, late):
    toy.lead(by=toy.suqian(), code="L-1", name="还没有公开的线索")
    assert "还没有公开的线索" in read(client, toy.suqian())
    assert "还没有公开的线索" not in read(client, toy.suzhou())


def test_what_is_kept_is_bounded(late):
    every = Project.objects.all()
    for number in range(3 * queries.MADE_MAX):
        assert queries.kept("number", every, lambda kept=number: kept, number) == number
    assert len(columns.rows(every).made) <= queries.MADE_MAX


@pytest.mark.parametrize("page", PAGES)
def test_a_page_speaks_of_one_moment(client, late, page, monkeypatch):
    """The last change is asked for once, so count, rows and tables of a page agree."""
    asked, marks = [], columns.marks
    monkeypatch.setattr(columns, "marks", lambda: asked.append(page) or marks())
    read(client, toy.suqian(), page)
    read(client, toy.suqian(), page)
    assert len(asked) == 2
