"""Reach: which things a person's grants cover, decided in one place (C9, D1)."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from jiedui.web.platform.accounts import capabilities as can
from jiedui.web.platform.accounts.models import Grant
from jiedui.web.platform.accounts.reach import (
    OutOfReach,
    fetch,
    forget_scopes,
    may,
    reach,
    sides_of,
)
from jiedui.web.records.programmes.models import Pair
from web_support.people import also, person

SUZHOU_SUQIAN = "jiangsu-2022:320500-321300"
FIELDS = {
    "programme": "programme__code",
    "pair": "key",
    "regions": ("supporter", "recipient"),
}
NEW = SimpleNamespace(key=SUZHOU_SUQIAN, supporter="320500", recipient="321300")


def reached(user, **more):
    within = reach(user, can.SEE_PROJECTS).q(**(FIELDS | more))
    return set(Pair.objects.filter(within).values_list("key", flat=True))


def pairs(**lookup):
    return set(Pair.objects.filter(**lookup).values_list("key", flat=True))


def test_nobody_and_who_was_granted_nothing_reach_nothing(loaded, db):
    assert reach(AnonymousUser(), can.SEE_PROJECTS).is_empty
    assert reach(None, can.SEE_PROJECTS).is_empty
    assert reached(person()) == set()


def test_a_lead_office_reaches_its_programme_and_no_other(loaded, db):
    lead = person("lead_office", programme="jiangsu-2022")
    assert reached(lead) == pairs(programme__code="jiangsu-2022") != set()
    assert reached(lead) < pairs()


def test_the_key_of_a_pair_names_the_programme_where_no_field_does(loaded, db):
    lead = person("lead_office", programme="jiangsu-2022")
    assert reached(lead, programme="") == pairs(programme__code="jiangsu-2022")
    assert reached(lead, programme="", pair="") == set()


def test_a_region_covers_its_subtree_and_not_its_sibling(loaded, db):
    city = person("pair_office", scope_kind="region", scope_key="320500")
    found = reached(city)
    assert SUZHOU_SUQIAN in found
    assert found == pairs(supporter__startswith="3205") | pairs(recipient__startswith="3205")
    county = person("county_liaison", scope_kind="region", scope_key="320581")
    assert reached(county) == pairs(supporter="320581") | pairs(recipient="320581")


def test_a_pair_reaches_itself_alone(loaded, db):
    one = person("pair_office", scope_kind="pair", scope_key=SUZHOU_SUQIAN, side="supporter")
    assert reached(one) == {SUZHOU_SUQIAN}


def test_a_kind_of_scope_that_the_thing_has_no_field_for_reaches_nothing(loaded, db):
    park = person("park_committee", scope_kind="park", scope_key="P1")
    assert reached(park) == set()
    assert not reach(park, can.SEE_PROJECTS).covers(pair=SUZHOU_SUQIAN)
    assert reach(park, can.SEE_PROJECTS).covers(park="P1")
    assert not reach(park, can.SEE_PROJECTS).covers(park="P10")


def test_two_grants_reach_the_union(loaded, db):
    both = person("pair_office", scope_kind="pair", scope_key=SUZHOU_SUQIAN)
    also(both, "auditor", scope_kind="region", scope_key="320300")
    xuzhou = pairs(supporter__startswith="3203") | pairs(recipient__startswith="3203")
    assert reached(both) == {SUZHOU_SUQIAN} | xuzhou


def test_a_capability_that_the_role_lacks_reaches_nothing(loaded, db):
    auditor = person("auditor")
    assert may(auditor, can.SEE_PROJECTS) and may(auditor, can.READ_AUDIT)
    assert not may(auditor, can.EDIT_PROJECTS)


@pytest.mark.parametrize("role", ["system_admin", "security_admin", "audit_admin"])
def test_administrators_touch_no_business_data(loaded, db, role):
    assert not [one for one in can.BUSINESS if may(person(role), one)]


def test_an_ended_grant_and_one_to_come_reach_nothing(loaded, db):
    user = person("lead_office")
    assert may(user, can.SEE_PROJECTS)
    tomorrow = timezone.now() + timedelta(days=1)
    for change in ({"ends": timezone.now()}, {"ends": None, "starts": tomorrow}):
        Grant.objects.filter(user=user).update(**change)
        forget_scopes(user)
        assert not may(user, can.SEE_PROJECTS)


def test_covers_asks_of_values_what_q_asks_of_fields(loaded, db):
    people = [
        person("lead_office", programme="jiangsu-2022"),
        person("pair_office", scope_kind="region", scope_key="320500"),
        person("county_liaison", "jiangsu-2022", "region", "321322"),
        person("pair_office", scope_kind="pair", scope_key=SUZHOU_SUQIAN),
    ]
    for user in people:
        asked = reach(user, can.SEE_PROJECTS)
        covered = {
            pair.key
            for pair in Pair.objects.select_related("programme")
            if asked.covers(
                programme=pair.programme.code,
                pair=pair.key,
                regions=(pair.supporter, pair.recipient),
            )
        }
        assert covered == reached(user)


def test_a_grant_of_a_pair_speaks_for_the_side_it_names(db):
    one = person("pair_office", "", "pair", SUZHOU_SUQIAN, "recipient")
    assert sides_of(one, NEW, can.CONFIRM) == {"recipient"}
    silent = person("pair_office", "", "pair", SUZHOU_SUQIAN)
    assert sides_of(silent, NEW, can.CONFIRM) == set()


def test_a_region_speaks_for_the_side_it_contains_and_never_for_both(db):
    city = person("pair_office", scope_kind="region", scope_key="321300")
    province = person("pair_office", scope_kind="region", scope_key="320000")
    assert sides_of(city, NEW, can.CONFIRM) == {"recipient"}
    assert sides_of(province, NEW, can.CONFIRM) == set()


def test_a_county_speaks_for_its_side_of_things_in_the_county_only(db):
    county = person("county_liaison", scope_kind="region", scope_key="321322")
    assert sides_of(county, NEW, can.CONFIRM) == set()
    assert sides_of(county, NEW, can.CONFIRM, regions=["321322"]) == {"recipient"}
    assert sides_of(county, NEW, can.CONFIRM, regions=["321323"]) == set()


def test_the_lead_office_and_another_programme_speak_for_no_side(db):
    assert sides_of(person("lead_office"), NEW, can.CONFIRM) == set()
    elsewhere = person("pair_office", "yrd-anhui-2021", "region", "321300")
    assert sides_of(elsewhere, NEW, can.CONFIRM) == set()


def test_a_thing_out_of_reach_is_a_404_like_one_that_is_not_there(loaded, db):
    from django.http import Http404

    within = reach(person("pair_office", "", "pair", SUZHOU_SUQIAN), can.SEE_PROJECTS).q(**FIELDS)
    assert fetch(Pair.objects.all(), within, key=SUZHOU_SUQIAN).key == SUZHOU_SUQIAN
    other = sorted(pairs() - {SUZHOU_SUQIAN})[0]
    with pytest.raises(OutOfReach):
        fetch(Pair.objects.all(), within, key=other)
    with pytest.raises(Http404):
        fetch(Pair.objects.all(), within, key="no such")
