"""Parks outlive their pair (domain notes 2.2 and 7.10)."""

from datetime import date

from jiedui.data.parks import parks_on
from jiedui.schemes.load import programmes

ORPHANS = ["无锡徐州工业园区", "江阴睢宁工业园区", "惠山贾汪工业园"]


def orphans(day):
    return [found.park.name for found in parks_on(day, programmes()) if found.is_orphan]


def test_the_day_before_the_new_document_no_park_is_an_orphan():
    assert orphans(date(2022, 3, 9)) == []


def test_on_the_day_the_parks_of_dissolved_pairs_are_orphans_and_still_listed():
    assert orphans(date(2022, 3, 10)) == ORPHANS
    assert len(parks_on(date(2022, 3, 10), programmes())) == 11


def test_a_park_whose_pair_was_renewed_is_no_orphan():
    found = {on.park.name: on for on in parks_on(date(2022, 3, 10), programmes())}
    suqian = found["苏州宿迁工业园区"]
    assert suqian.pair is not None and suqian.pair.start == date(2022, 3, 10)
    assert not suqian.is_orphan and suqian.dissolved
