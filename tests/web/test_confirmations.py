"""One record, two sides: what is said, confirmed, contested and decided (D1, D25, J12)."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.http import Http404

from jiedui.core.errors import Refusal
from jiedui.web.platform.audit.models import Entry
from jiedui.web.records.confirmations import actions, kinds, queries
from jiedui.web.records.confirmations.models import Batch, Declaration, Dispute, Matter
from web_support.two_sides import in_days, said, two_sides


@pytest.fixture
def sides(loaded, db):
    return two_sides()


@pytest.fixture
def matter(sides):
    """苏州 said when the project started; 宿迁 has not answered."""
    return said(sides.south, sides.pair, "supporter", "2023-09-12").matter


def standing(matter):
    matter.refresh_from_db()
    return matter.standing, matter.awaits


def contested(sides, matter, *, deadline=None, arbitrator=None):
    said(sides.north, sides.pair, "recipient", "2023-12-05", definition="施工许可证")
    return actions.dispute(
        by=sides.north,
        side="recipient",
        matter=matter,
        reason="奠基不是开工",
        arbitrator=arbitrator or sides.judge,
        deadline=deadline or in_days(14),
    )


def lapse(dispute):
    """As if the deadline had passed meanwhile."""
    Dispute.objects.filter(pk=dispute.pk).update(deadline=in_days(-1))


def test_what_one_side_says_stands_with_its_name_and_waits_for_the_other(sides, matter):
    declaration = matter.declarations.get()
    assert (declaration.said_by, declaration.side) == (sides.south, "supporter")
    assert standing(matter) == ("one_sided", "recipient")


def test_silence_is_never_consent_however_long_it_lasts(sides, matter, monkeypatch):
    from django.utils import timezone

    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now.replace(year=now.year + 5))
    read = queries.standings("project", ["P-1"])["P-1", "started"]
    assert read.standing == "one_sided"
    assert queries.figures("project", ["P-1"], confirmed_only=True) == {}


def test_the_other_side_confirms_in_a_batch(sides, matter):
    second = said(sides.south, sides.pair, "supporter", 5000, unit="万元", aspect="paid_in").matter
    before = Entry.objects.count()
    batch = actions.confirm(by=sides.north, side="recipient", matters=[matter, second])
    assert (batch.count, batch.confirmed_by) == (2, sides.north)
    assert standing(matter) == standing(second) == ("agreed", "")
    assert Entry.objects.count() == before + 1


def test_a_confirmation_holds_the_figure_that_was_confirmed(sides, matter):
    actions.confirm(by=sides.north, side="recipient", matters=[matter])
    theirs, mine = matter.declarations.order_by("id")
    assert (mine.value, mine.answer, mine.about) == ("2023-09-12", "confirmed", theirs)


def test_a_side_cannot_confirm_what_it_said_itself(sides, matter):
    with pytest.raises(Refusal, match="不能确认自己一方"):
        actions.confirm(by=sides.south2, side="supporter", matters=[matter])
    with pytest.raises(Refusal, match="不能替对方说话"):
        actions.confirm(by=sides.south2, side="recipient", matters=[matter])
    assert standing(matter) == ("one_sided", "recipient")


def test_the_same_person_cannot_speak_for_both_sides(sides, matter):
    from web_support.people import also

    also(sides.south, "pair_office", "jiangsu-2022", "pair", sides.pair.key, "recipient")
    with pytest.raises(Refusal, match="同一个人"):
        actions.confirm(by=sides.south, side="recipient", matters=[matter])
    with pytest.raises(Refusal, match="同一个人"):
        said(sides.south, sides.pair, "recipient", "2023-09-12")


def test_one_matter_that_cannot_be_confirmed_stops_the_whole_batch(sides, matter):
    own = said(sides.north, sides.pair, "recipient", 1, aspect="paid_in").matter
    with pytest.raises(Refusal) as refused:
        actions.confirm(by=sides.north, side="recipient", matters=[matter, own])
    assert [problem.column for problem in refused.value.problems] == ["project P-1 paid_in"]
    assert standing(matter) == ("one_sided", "recipient")
    assert not Batch.objects.exists()


def test_nobody_confirms_a_figure_that_changed_while_it_was_on_the_screen(sides, matter):
    seen = {matter.pk: matter.declarations.get().pk}
    said(sides.south2, sides.pair, "supporter", "2023-10-01")
    with pytest.raises(Refusal, match="对方刚刚改了说法"):
        actions.confirm(by=sides.north, side="recipient", matters=[matter], seen=seen)
    assert standing(matter) == ("one_sided", "recipient")


def test_two_figures_stand_beside_each_other_with_their_definitions(sides, matter):
    actions.stand_beside(
        by=sides.north, side="recipient", matter=matter, value="2023-12-05", definition="施工许可证"
    )
    assert standing(matter) == ("beside", "")
    both = queries.figures("project", ["P-1"], confirmed_only=False)["P-1", "started"]
    assert [(one.side, one.value, one.definition) for one in both] == [
        ("supporter", "2023-09-12", ""),
        ("recipient", "2023-12-05", "施工许可证"),
    ]
    assert queries.figures("project", ["P-1"], confirmed_only=True) == {}


def test_a_different_figure_without_a_definition_is_refused(sides, matter):
    with pytest.raises(Refusal, match="没有写口径"):
        said(sides.north, sides.pair, "recipient", "2023-12-05")
    with pytest.raises(Refusal, match="没有写口径"):
        actions.stand_beside(
            by=sides.north, side="recipient", matter=matter, value="2023-12-05", definition=" "
        )


def test_the_same_figure_said_by_both_of_their_own_accord_is_agreed(sides, matter):
    said(sides.north, sides.pair, "recipient", "2023-09-12")
    assert standing(matter) == ("agreed", "")


def test_of_two_people_of_one_side_the_later_takes_the_place_and_leaves_a_trace(sides, matter):
    said(sides.south2, sides.pair, "supporter", "2023-10-01")
    first, second = queries.history(matter)
    assert (second.replaces, second.said_by) == (first, sides.south2)
    read = queries.standings("project", ["P-1"])["P-1", "started"]
    assert read.supporter.value == "2023-10-01"


def test_the_same_figure_said_again_is_one_declaration(sides, matter):
    said(sides.south2, sides.pair, "supporter", "2023-09-12")
    assert matter.declarations.count() == 1


def test_who_changes_a_confirmed_figure_asks_the_other_side_again(sides, matter):
    actions.confirm(by=sides.north, side="recipient", matters=[matter])
    said(sides.south, sides.pair, "supporter", "2023-10-01")
    assert standing(matter) == ("one_sided", "recipient")
    values = queries.figures("project", ["P-1"], confirmed_only=False)["P-1", "started"]
    assert [one.value for one in values] == ["2023-10-01"]
    actions.confirm(by=sides.north2, side="recipient", matters=[matter])
    assert standing(matter) == ("agreed", "")


def test_a_side_that_let_its_figure_stand_beside_may_still_confirm(sides, matter):
    said(sides.north, sides.pair, "recipient", "2023-12-05", definition="施工许可证")
    actions.confirm(by=sides.south, side="supporter", matters=[matter])
    assert standing(matter) == ("agreed", "")
    read = queries.standings("project", ["P-1"])["P-1", "started"]
    assert read.supporter.value == read.recipient.value == "2023-12-05"


def test_somebody_of_another_pair_finds_no_such_pair_or_matter(sides, matter):
    with pytest.raises(Http404):
        said(sides.elsewhere, sides.pair, "supporter", "2023-10-01")
    with pytest.raises(Http404):
        actions.confirm(by=sides.elsewhere, side="recipient", matters=[matter])


def test_the_lead_office_belongs_to_no_side_and_says_nothing_for_one(sides, matter):
    with pytest.raises(Http404):
        said(sides.above, sides.pair, "recipient", "2023-12-05", definition="x")


def test_what_waits_for_me_is_what_the_other_side_said(sides, matter):
    assert [one.spoken.matter for one in queries.waiting_for(sides.north)] == [matter]
    assert [one.side for one in queries.waiting_for(sides.north2)] == ["recipient"]
    assert queries.waiting_for(sides.south) == []
    assert queries.waiting_for(sides.elsewhere) == []
    assert queries.waiting_for(sides.above) == []


def test_a_county_answers_for_what_lies_in_it_and_for_nothing_else(sides, monkeypatch):
    from web_support.people import person

    in_county = kinds.ObjectKind(concerns=lambda key: kinds.Concerns(host_region="321322"))
    monkeypatch.setitem(kinds._KINDS, "project", in_county)
    said(sides.south, sides.pair, "supporter", "2023-09-12")
    inside = person("county_liaison", "jiangsu-2022", "region", "321322")
    beside = person("county_liaison", "jiangsu-2022", "region", "321323")
    assert len(queries.waiting_for(inside)) == 1
    assert queries.waiting_for(beside) == []


def test_a_dispute_goes_to_the_named_arbitrator_until_a_day(sides, matter):
    opened = contested(sides, matter)
    assert standing(matter) == ("disputed", "arbitrator")
    assert queries.disputes_to_decide(sides.judge) == [opened]
    assert queries.disputes_to_decide(sides.above) == []


def test_the_decision_of_the_arbitrator_ends_the_dispute(sides, matter):
    opened = contested(sides, matter)
    actions.decide(by=sides.judge, dispute=opened, ruling="recipient", reason="办法第十二条")
    assert standing(matter) == ("settled", "")
    values = queries.figures("project", ["P-1"], confirmed_only=True)["P-1", "started"]
    assert [one.value for one in values] == ["2023-12-05"]


def test_an_arbitrator_may_find_a_third_value(sides, matter):
    opened = contested(sides, matter)
    with pytest.raises(Refusal, match="没有写数"):
        actions.decide(by=sides.judge, dispute=opened, ruling="third", reason="两份都不是")
    actions.decide(
        by=sides.judge, dispute=opened, ruling="third", value="2023-11-20", reason="验收记录"
    )
    values = queries.figures("project", ["P-1"], confirmed_only=True)["P-1", "started"]
    assert [one.value for one in values] == ["2023-11-20"]


@pytest.mark.parametrize("who", ["south", "north", "south2", "north2"])
def test_an_arbitrator_who_belongs_to_a_side_is_refused(sides, matter, who):
    with pytest.raises(Refusal, match=r"属于其中一方|不能自己仲裁"):
        contested(sides, matter, arbitrator=getattr(sides, who))


def test_an_arbitrator_of_a_side_by_any_grant_is_refused(sides, matter):
    """The right to decide does not outweigh belonging to a side."""
    from web_support.people import also

    also(sides.south2, "lead_office", "jiangsu-2022")
    with pytest.raises(Refusal, match="属于其中一方"):
        contested(sides, matter, arbitrator=sides.south2)


def test_an_arbitrator_needs_the_right_to_decide(sides, matter):
    with pytest.raises(Refusal, match="没有裁定权"):
        contested(sides, matter, arbitrator=sides.elsewhere)


def test_an_arbitrator_who_joined_a_side_meanwhile_may_no_longer_decide(sides, matter):
    from web_support.people import also

    opened = contested(sides, matter)
    also(sides.judge, "pair_office", "jiangsu-2022", "pair", sides.pair.key, "supporter")
    with pytest.raises(Refusal, match="只有指定的仲裁人"):
        actions.decide(by=sides.judge, dispute=opened, ruling="supporter", reason="x")


def test_nobody_but_the_arbitrator_decides_before_the_deadline(sides, matter):
    opened = contested(sides, matter)
    with pytest.raises(Refusal, match="只有指定的仲裁人"):
        actions.decide(by=sides.above, dispute=opened, ruling="supporter", reason="x")
    with pytest.raises(Http404):
        actions.decide(by=sides.north, dispute=opened, ruling="recipient", reason="x")


def test_the_day_of_the_deadline_still_counts(sides, matter):
    contested(sides, matter, deadline=in_days(0))
    assert queries.lapsed_disputes(sides.above) == []
    assert len(queries.lapsed_disputes(sides.above, on=in_days(1))) == 1


def test_a_lapsed_deadline_is_shown_and_goes_to_the_lead_office(sides, matter):
    opened = contested(sides, matter, arbitrator=sides.judge)
    lapse(opened)
    assert standing(matter) == ("disputed", "arbitrator")
    assert queries.lapsed_disputes(sides.north) == [opened]
    assert queries.disputes_to_decide(sides.above) == [opened]
    actions.decide(by=sides.above, dispute=opened, ruling="supporter", reason="逾期，牵头办裁定")
    assert standing(matter) == ("settled", "")


def test_the_lead_office_names_another_arbitrator_and_day(sides, matter):
    opened = contested(sides, matter)
    lapse(opened)
    with pytest.raises(Refusal, match="裁定期限已经过去"):
        actions.reassign(
            by=sides.above, dispute=opened, arbitrator=sides.above, deadline=in_days(-1), reason="x"
        )
    actions.reassign(
        by=sides.above, dispute=opened, arbitrator=sides.above, deadline=in_days(7), reason="换人"
    )
    opened.refresh_from_db()
    assert (opened.arbitrator, opened.deadline) == (sides.above, in_days(7))
    assert "换人" in Entry.objects.latest("id").summary


def test_who_confirms_while_the_dispute_is_open_ends_it(sides, matter):
    opened = contested(sides, matter)
    actions.confirm(by=sides.south, side="supporter", matters=[matter])
    opened.refresh_from_db()
    assert (opened.ruling, opened.decided_by) == ("agreed", sides.south)
    assert standing(matter) == ("agreed", "")


def test_nothing_else_is_said_while_an_arbitrator_decides_and_after(sides, matter):
    opened = contested(sides, matter)
    with pytest.raises(Refusal, match="正在仲裁"):
        said(sides.south, sides.pair, "supporter", "2023-10-01", definition="x")
    actions.decide(by=sides.judge, dispute=opened, ruling="recipient", reason="办法第十二条")
    with pytest.raises(Refusal, match="已经裁定"):
        said(sides.south, sides.pair, "supporter", "2023-10-01", definition="x")


def test_a_dispute_needs_a_reason_a_coming_day_and_something_to_contest(sides, matter):
    def open_it(**changes):
        given = {
            "by": sides.north,
            "side": "recipient",
            "matter": matter,
            "reason": "不是开工",
            "arbitrator": sides.judge,
            "deadline": in_days(3),
        }
        return actions.dispute(**{**given, **changes})

    for changes, why in (
        ({"reason": "  "}, "要写理由"),
        ({"deadline": in_days(-1)}, "已经过去"),
        ({"by": sides.south, "side": "supporter"}, "没有可以争议的"),
    ):
        with pytest.raises(Refusal, match=why):
            open_it(**changes)
    open_it()
    with pytest.raises(Refusal, match="已经有一个未裁定的争议"):
        open_it()


def test_the_trail_does_not_tell_what_is_closely_held(sides, monkeypatch):
    held = kinds.ObjectKind(concerns=lambda key: kinds.Concerns(secrecy="trade_secret"))
    monkeypatch.setitem(kinds._KINDS, "project", held)
    said(sides.south, sides.pair, "supporter", 987654321, unit="元", aspect="paid_in")
    assert "987" not in Entry.objects.latest("id").summary


def test_what_is_closely_held_opens_to_the_pair_and_the_lead_office_only(sides, monkeypatch):
    from jiedui.web.records.confirmations.access import visible_matters
    from web_support.people import person

    held = kinds.ObjectKind(concerns=lambda key: kinds.Concerns(secrecy="trade_secret"))
    monkeypatch.setitem(kinds._KINDS, "project", held)
    said(sides.south, sides.pair, "supporter", "2023-09-12")
    everywhere = person("auditor")
    seen = {
        name: visible_matters(user).exists()
        for name, user in (*vars(sides).items(), ("auditor", everywhere))
        if name != "pair"
    }
    assert [name for name, sees in seen.items() if sees] == ["south", "north", "above", "judge"]


def test_a_matter_follows_its_object_to_another_park(sides, matter, monkeypatch):
    moved = kinds.ObjectKind(concerns=lambda key: kinds.Concerns(park="suqian-suzhou"))
    monkeypatch.setitem(kinds._KINDS, "project", moved)
    assert actions.keep_concerns(kind="project", key="P-1") == 1
    matter.refresh_from_db()
    assert matter.park == "suqian-suzhou"


def test_confirming_types_nothing_and_a_different_figure_types_what_differs(sides, matter):
    """Burden budget: 苏州 typed 1 cell (the date); 宿迁 first 2 (date, definition), then none."""
    from datetime import timedelta

    from django.utils import timezone

    from jiedui.web.records.confirmations.burden import Burden, of_people

    now = timezone.now()
    month = {"since": now - timedelta(days=30), "before": now + timedelta(days=1)}
    said(sides.north, sides.pair, "recipient", "2023-12-05", definition="施工许可证")
    assert of_people([sides.south], **month) == Burden(typed=1, prefilled=0)
    assert of_people([sides.north], **month) == Burden(typed=2, prefilled=0)
    actions.confirm(by=sides.north2, side="recipient", matters=[matter])
    assert of_people([sides.north2], **month) == Burden(typed=0, prefilled=1)


# The database itself.


def declaration(matter, **changes):
    from django.utils import timezone

    known = {
        "matter": matter,
        "side": "recipient",
        "answer": "stated",
        "value": 1,
        "said_at": timezone.now(),
    }
    return Declaration(**{**known, **changes})


def refused_by_the_database(save, said):
    with pytest.raises(DatabaseError, match=said), transaction.atomic():
        save()


def test_the_database_refuses_to_change_or_delete_what_was_said(sides, matter):
    one = matter.declarations.get()
    for change in (
        one.save,
        one.delete,
        lambda: Declaration.objects.update(value=2),
        lambda: connection.cursor().execute("DELETE FROM confirmations_declaration"),
    ):
        refused_by_the_database(change, "never changed or deleted")


def test_the_database_refuses_a_side_that_answers_itself(sides, matter):
    own = matter.declarations.get()
    answer = {"answer": "confirmed", "about": own, "replaces": own, "side": "supporter"}
    forged = declaration(matter, said_by=sides.south2, **answer)
    refused_by_the_database(forged.save, "cannot answer itself")


def test_the_database_refuses_one_person_on_both_sides(sides, matter):
    answer = {"answer": "confirmed", "about": matter.declarations.get()}
    forged = declaration(matter, said_by=sides.south, **answer)
    refused_by_the_database(forged.save, "nobody confirms what he or she said")


def test_the_database_refuses_to_replace_the_other_sides_words(sides, matter):
    forged = declaration(matter, said_by=sides.north, replaces=matter.declarations.get())
    refused_by_the_database(forged.save, "replaces only what it said itself")


def test_the_database_refuses_a_second_beginning_and_a_fork(sides, matter):
    from jiedui.web.platform.kit.constraints import refusal_of

    first = matter.declarations.get()
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        declaration(matter, side="supporter", said_by=sides.south2).save()
    assert "这一方已经说过" in str(refusal_of(refused.value))
    said(sides.south2, sides.pair, "supporter", "2023-10-01")
    with pytest.raises(IntegrityError), transaction.atomic():
        declaration(matter, side="supporter", said_by=sides.south2, replaces=first).save()


def test_the_database_keeps_a_decision_as_it_was(sides, matter):
    opened = contested(sides, matter)
    refused_by_the_database(opened.delete, "none is deleted")
    actions.decide(by=sides.judge, dispute=opened, ruling="recipient", reason="办法第十二条")
    opened.refresh_from_db()
    refused_by_the_database(
        lambda: Dispute.objects.update(ruling="supporter"), "a decided dispute is never changed"
    )


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"reason": ""}, "提出争议要写理由"),
        ({"ruling": "recipient"}, "裁定要同时写明"),
        ({"arbitrator": "north"}, "不能自己仲裁"),
    ],
)
def test_the_database_refuses_an_impossible_dispute(sides, matter, changes, why):
    from django.utils import timezone

    from jiedui.web.platform.kit.constraints import refusal_of

    known = {
        "matter": matter,
        "side": "recipient",
        "opened_by": sides.north,
        "opened_at": timezone.now(),
        "reason": "x",
        "arbitrator": sides.judge,
        "deadline": in_days(1),
    }
    if changes.get("arbitrator"):
        changes = {"arbitrator": sides.north}
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        Dispute(**{**known, **changes}).save()
    assert why in str(refusal_of(refused.value))


def test_a_pair_that_is_spoken_of_cannot_be_deleted(sides, matter):
    from django.db.models import ProtectedError

    with pytest.raises(ProtectedError):
        Matter.objects.get(pk=matter.pk).pair.delete()
