"""Programmes on record: what the files say, and what the database refuses."""

import itertools
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from jiedui.schemes import load
from jiedui.web.platform.kit.constraints import refusal_of
from jiedui.web.records.programmes import actions, queries
from jiedui.web.records.programmes.models import Membership, Pair, Programme


def test_every_bundled_programme_is_on_record_with_all_its_pairs(loaded, db):
    for programme in load.programmes():
        record = queries.programme(programme.id)
        assert record.pairs.count() == len(programme.pairs)
        assert record.group_sets.count() == len(programme.groupings)


def test_a_programme_is_read_again_only_when_its_file_has_changed(loaded, db):
    assert actions.load_bundled(by="again") == []
    Programme.objects.filter(code="jiangsu-2022").update(sha256="0" * 64)
    again = actions.load_bundled(by="again")
    assert [record.code for record in again] == ["jiangsu-2022"]
    assert again[0].pairs.count() == len(load.programme("jiangsu-2022").pairs)


def test_a_pair_keeps_its_row_and_key_when_its_file_is_read_again(loaded, db):
    """Projects and grants point at it; a changed file must not cut them off."""
    before = Pair.objects.get(key="jiangsu-2022:320500-321300")
    Programme.objects.filter(code="jiangsu-2022").update(sha256="0" * 64)
    actions.load_bundled(by="again")
    assert Pair.objects.get(key="jiangsu-2022:320500-321300").pk == before.pk


def test_a_place_without_a_code_stands_in_the_key_by_its_name(loaded, db):
    assert Pair.objects.filter(key="jiangsu-2022:苏州工业园区-321300", level="park").exists()


def test_a_pair_that_left_the_file_goes_when_nothing_points_at_it(loaded, db):
    stray = pair()
    stray.save()
    Programme.objects.filter(code="jiangsu-2022").update(sha256="0" * 64)
    actions.load_bundled(by="again")
    assert not Pair.objects.filter(pk=stray.pk).exists()


def test_a_pair_is_in_force_from_its_start_and_no_longer_on_its_end(loaded, db):
    record = queries.programme("jiangsu-2001")
    ended = record.pairs.filter(end__isnull=False, level="city").first()
    on_the_eve = date.fromordinal(ended.end.toordinal() - 1)
    assert ended in queries.pairs_of_programme(record, on=ended.start)
    assert ended in queries.pairs_of_programme(record, on=on_the_eve)
    assert ended not in queries.pairs_of_programme(record, on=ended.end)


def test_xuzhou_is_a_recipient_in_one_pair_and_a_supporter_in_another(loaded, db):
    """A role belongs to the pair, never to the region (design, words)."""
    pairs = queries.pairs_of_region("320300")
    assert any(pair.recipient == "320300" for pair in pairs)
    assert any(pair.supporter == "320300" for pair in pairs)


def test_the_groups_hold_the_members_of_the_file_in_their_order(loaded, db):
    members = Membership.objects.filter(
        group__code="south", group__group_set__programme__code="jiangsu-2022"
    ).order_by("id")
    expected = load.programme("jiangsu-2022").group("south").members
    assert tuple(members.values_list("region", flat=True)) == expected


numbers = itertools.count(1)


def pair(**changes):
    known = {
        "programme": Programme.objects.get(code="jiangsu-2022"),
        "key": f"jiangsu-2022:made-up-{next(numbers)}",
        "supporter": "320100",
        "recipient": "320900",
        "supporter_name": "甲市",
        "recipient_name": "乙市",
        "level": "city",
        "start": date(2022, 3, 10),
        "standing": "official",
        "source": "invented",
    }
    return Pair(**{**known, **changes})


IMPOSSIBLE = {
    "programmes_pair_ends_after_start": {"end": date(2022, 3, 10)},
    "programmes_pair_has_two_places": {"recipient": "320100"},
    "programmes_pair_standing_is_known": {"standing": "rumoured"},
}


@pytest.mark.parametrize("constraint", IMPOSSIBLE)
def test_the_database_refuses_an_impossible_pair_in_the_users_words(loaded, db, constraint):
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        pair(**IMPOSSIBLE[constraint]).save()
    constraints = {found.name: found for found in Pair._meta.constraints}
    said = str(constraints[constraint].violation_error_message)
    assert said in str(refusal_of(refused.value))


def test_the_same_pair_from_the_same_day_stands_once(loaded, db):
    pair().save()
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        pair().save()
    assert "同一结对在同一开始日期只能登记一次" in str(refusal_of(refused.value))


def test_two_places_without_codes_may_be_paired(loaded, db):
    """Development zones and XPCC divisions have no GB/T 2260 code: the name stands alone."""
    pair(supporter="", recipient="").save()
