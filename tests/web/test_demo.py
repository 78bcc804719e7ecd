"""The demonstration: same seed same records, all of it made up, and lawful as if people did it."""

import hashlib
from collections import defaultdict
from datetime import date, timedelta

import pytest
from django.core import serializers
from django.test import Client
from django.utils import timezone

from jiedui.core.credit_codes import why_not_a_code
from jiedui.core.delivery import Dated, check_order
from jiedui.core.errors import Refusal
from jiedui.data.places import places
from jiedui.schemes.stages import stages
from jiedui.web.desk.demo import actions, drawing, parks
from jiedui.web.desk.demo.made_up import LABEL, credit_code, organisation_check
from jiedui.web.desk.demo.queries import is_demo
from jiedui.web.judgement.offers.lines import clashes, spelled
from jiedui.web.judgement.offers.models import DevelopmentList, Offer
from jiedui.web.judgement.offers.queries import state_of
from jiedui.web.platform.audit.models import Entry
from jiedui.web.records.confirmations import burden, kinds
from jiedui.web.records.confirmations.models import Batch, Declaration, Dispute, Matter
from jiedui.web.records.confirmations.standing import concluded, spoken
from jiedui.web.records.documents import storing
from jiedui.web.records.documents.models import Document
from jiedui.web.records.parks.models import Park
from jiedui.web.records.projects import summary
from jiedui.web.records.projects.models import (
    Contact,
    Due,
    Firm,
    Flag,
    Money,
    Project,
    Reading,
    StageEvent,
)

BUSINESS = (Park, Firm, Project, StageEvent, Due, Money, Reading, Contact, Matter, Declaration)
STAMPS = ("touched", "secrecy_changed")  # numbers of changes, not of what is recorded


def dump():
    """Business rows with natural keys, without numbers of rows and stamps of time."""
    lines = []
    for model in BUSINESS:
        for one in serializers.serialize("python", model._default_manager.all()):
            fields = {
                name: value
                for name, value in one["fields"].items()
                if not name.endswith(("_at", "_by")) and name not in _LINKS and name not in STAMPS
            }
            lines.append(f"{one['model']} {sorted(fields.items())}")
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


_LINKS = ("project", "pair", "park", "firm", "matter", "about", "replaces", "batch", "parent")


def test_a_store_with_real_records_is_refused_and_stays_as_it_is(loaded, db):
    Firm.objects.create(name="真实企业")
    with pytest.raises(Refusal, match="holds real records"):
        actions.fill(by="tests", seed=1, is_small=True)
    assert Project.objects.count() == 0
    assert not is_demo()


def test_a_store_without_the_demonstration_has_no_banner(visitor):
    assert "made-up-line" not in visitor.get("/parks/").content.decode()


def test_the_same_seed_fills_the_same_records_and_another_seed_others(loaded, db):
    from django.db import transaction

    found = []
    for seed in (5, 5, 6):
        with transaction.atomic():
            actions.fill(by="tests", seed=seed, is_small=True)
            found.append(dump())
            transaction.set_rollback(True)
    assert found[0] == found[1] != found[2]


@pytest.fixture(scope="module")
def filled(loaded, django_db_blocker):
    """The small demonstration, once for this module; all of it is rolled back afterwards."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        yield actions.fill(by="tests", seed=1, is_small=True)
        transaction.set_rollback(True)


@pytest.fixture
def demo(filled, db):
    return filled


def test_everything_says_that_it_is_made_up(demo):
    leads = Offer.objects.filter(state="accepted").count()
    assert leads == 4
    assert Project.objects.count() == 60 + leads
    assert Project.objects.filter(is_made_up=True).count() == 60 + leads
    assert Park.objects.filter(is_published=False, is_made_up=True).count() == 6
    assert not Park.objects.filter(is_published=True, is_made_up=True).exists()
    assert all(name.startswith("示例") for name in Firm.objects.values_list("name", flat=True))
    assert all(name.startswith("示例") for name in Project.objects.values_list("name", flat=True))
    assert all(
        title.startswith("示例") for title in Document.objects.values_list("title", flat=True)
    )
    for source in Project.objects.values_list("source", flat=True):
        assert LABEL in source


def test_credit_codes_pass_every_check_and_no_authority_can_have_issued_them():
    """The authority 000000 is no place of GB/T 2260 in any year."""
    code = credit_code(77)
    assert why_not_a_code(code) == ""
    assert code[8:17] == "MADE0077" + organisation_check("MADE0077")
    assert not places().is_known(code[2:8])


def test_the_worked_example_of_organisation_codes():
    """GB 11714-1997: D2143569-X."""
    assert organisation_check("D2143569") == "X"


def test_stages_are_in_an_order_that_no_document_refuses(demo):
    """C9: what the actions refuse may not stand in the demonstration."""
    for project in Project.objects.prefetch_related("events"):
        reached = {e.stage: Dated.of(e.on, e.precision) for e in project.events.all()}
        faults = check_order(reached, stages(project.programme), as_of=actions.AS_OF)
        assert [f for f in faults if f.severity == "error"] == [], project.code


def test_every_stage_but_a_lead_has_a_number_that_shows_it(demo):
    assert not StageEvent.objects.exclude(stage="lead").filter(number="").exists()


def test_derived_columns_are_those_that_a_refresh_would_write(demo):
    names = [f.attname for f in Project._meta.concrete_fields if f.attname not in STAMPS]
    before = list(Project.objects.order_by("code").values(*names))
    summary.refresh(Project.objects.values_list("pk", flat=True))
    assert list(Project.objects.order_by("code").values(*names)) == before


def test_standings_follow_from_what_was_said(demo):
    for found in spoken(Matter.objects.all()).values():
        assert (found.standing, found.awaits) == concluded(found), str(found.matter)


def test_matters_concern_whom_their_projects_concern(demo):
    for matter in Matter.objects.all():
        concerns = kinds.described(matter.object_kind).concerns(matter.object_key)
        assert {name: getattr(matter, name) for name in vars(concerns)} == vars(concerns)


def test_sealed_leads_have_no_matters_and_no_side_speaks_of_them(demo):
    sealed = Project.objects.filter(is_sealed=True)
    assert sealed.exists()
    assert not Matter.objects.filter(object_key__in=sealed.values("code")).exists()
    assert not StageEvent.objects.filter(project__in=sealed).exclude(side="").exists()


def test_batches_count_what_they_confirmed(demo):
    for batch in Batch.objects.prefetch_related("declarations"):
        assert batch.count == batch.declarations.count() > 0


def test_it_is_messy_as_ledgers_are(demo):
    assert set(Matter.objects.values_list("standing", flat=True)) >= {"one_sided", "agreed"}
    assert StageEvent.objects.filter(precision="quarter").exists()
    assert StageEvent.objects.filter(state="awaiting").exists()
    assert Project.objects.filter(frozen_on__isnull=False).exists()
    assert Project.objects.filter(stage="terminated").exists()
    assert Dispute.objects.exists()
    assert Flag.objects.exists()
    assert Park.objects.filter(pair__end__isnull=False, is_made_up=True).exists()


def test_larger_projects_land_less_so_money_lags_behind_count():
    """The 34 parks of Guangdong: 58.5 % by count, 25.2 % by money (C9)."""
    hosts = {
        one.pair.key: ((one.code, one.host_region),)
        for one in parks.planned(45)
        if one.number == 1 and not one.is_orphan
    }
    drawn = drawing.projects(1, count=2000, parks=hosts, as_of=actions.AS_OF)
    old = [one for one in drawn if (day := one.on("signed")) and day < date(2024, 11, 20)]
    landed = [one for one in old if one.on("started")]
    money = sum(one.fields["land_m2"] for one in landed) / sum(one.fields["land_m2"] for one in old)
    count = len(landed) / len(old)
    assert 0.5 < count < 0.7
    assert 0.15 < money < 0.45
    assert money < count - 0.15


def test_files_are_kept_with_their_digest_and_say_that_they_are_made_up(demo):
    for document in Document.objects.all():
        with storing.opened(document.file, document.sha256) as file:
            assert LABEL in file.read().decode()


def test_a_second_demonstration_in_one_store_is_refused(demo):
    with pytest.raises(Refusal, match="already"):
        actions.fill(by="tests", seed=2, is_small=True)


def test_there_is_an_offer_of_every_state_and_a_list_that_clashes(demo):
    offers = list(Offer.objects.all())
    assert all(one.is_made_up and one.firm_name.startswith("示例") for one in offers)
    states = {str(state_of(one, actions.AS_OF)) for one in offers}
    assert states == {"open", "accepted", "declined", "withdrawn", "lapsed"}
    lists = DevelopmentList.objects.order_by("pair__key")
    assert sorted(one.state for one in lists) == ["draft", "signed"]
    assert sum(len(clashes(spelled(one))) for one in lists) == 1


def test_one_entry_tells_of_it(demo):
    entry = Entry.objects.get(object_kind="demo")
    assert (entry.action, entry.object_key) == ("fill_demo", "1")


def test_pages_and_files_say_that_they_are_made_up(demo):
    from jiedui.web.platform.accounts.models import User

    client = Client()
    client.force_login(User.objects.get(username="demo-lead-office"))
    code = Project.objects.filter(is_sealed=False).order_by("code").first().code
    for address in (
        "/projects/",
        f"/projects/{code}/",
        "/projects/funnel/",
        "/parks/",
        "/confirm/",
    ):
        text = client.get(address).content.decode()
        assert text.count('class="made-up-line"') == 1, address
        assert LABEL in text
    answer = client.get("/projects/export?format=csv")
    assert 'filename="made-up-projects.csv"' in answer["Content-Disposition"]
    assert LABEL.encode() in answer.getvalue()
    said = client.get("/projects/funnel/?format=json").json()
    assert LABEL in said["page"]
    assert "made-up-line" not in client.get("/gaps/").content.decode()


def test_no_county_types_more_than_forty_cells_in_a_month(demo):
    """J9, burden budget: counted from what was declared, in every county and month of the year."""
    first = Declaration.objects.earliest("said_at").said_at
    after = Declaration.objects.latest("said_at").said_at + timedelta(days=1)
    found = burden.by_county_and_month(since=first, before=after)
    hosts = set(Project.objects.values_list("host_region", flat=True))
    counties = {county for county, _month in found} & hosts
    assert len(counties) > 5 and sum(one.typed for one in found.values()) > 100
    assert {key: one.typed for key, one in found.items() if one.typed > 40} == {}
    assert sum(found.values(), burden.Burden()).prefilled > 100


def test_the_burden_of_a_county_is_its_dates_sums_and_definitions(demo):
    """A date is one cell, a sum two (amount and day), a definition one; confirming types none."""
    first = Declaration.objects.earliest("said_at").said_at
    after = Declaration.objects.latest("said_at").said_at + timedelta(days=1)
    found = burden.by_county_and_month(since=first, before=after)
    counted = defaultdict(int)
    beside = set()
    for one in Declaration.objects.filter(side="recipient").select_related("matter"):
        key = (one.matter.host_region, timezone.localtime(one.said_at).strftime("%Y-%m"))
        if one.answer == "stated":
            counted[key] += (2 if "amount_minor" in one.value else 1) + bool(one.definition)
        elif one.answer == "beside":
            beside.add(key)
    plain = {key: cells for key, cells in counted.items() if key not in beside}
    assert len(plain) > 50
    assert {key: found[key].typed for key in plain} == plain


def test_the_two_offices_of_a_pair_do_not_share_a_name():
    """「谁、何时」 of a matter names the person: one name on both sides says nothing."""
    from jiedui.web.desk.demo.people import accounts

    park = defaultdict(lambda: "demo-park")
    offices = [one for one in accounts(park, {}) if one.role == "pair_office"]
    by_pair = {}
    for one in offices:
        by_pair.setdefault(one.scope_key, set()).add(one.name)
    assert by_pair and all(len(names) == 2 for names in by_pair.values())
