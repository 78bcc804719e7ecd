"""One object of each kind at a place, for the matrix of permissions. Projects make their own."""

from __future__ import annotations

import io
from datetime import date, timedelta

from django.utils import timezone

from jiedui.web.platform.accounts.models import HandOver, SignIn, User
from jiedui.web.platform.tokens.models import Token
from jiedui.web.records.confirmations.actions import state
from jiedui.web.records.confirmations.freezing import freeze
from jiedui.web.records.confirmations.models import Dispute, Matter, Snapshot
from jiedui.web.records.documents import actions as documents
from jiedui.web.records.documents.models import Document
from jiedui.web.records.parks.models import Duty, Park
from jiedui.web.records.programmes.models import Pair
from web_support import offering as _offering  # noqa: F401 - offers and lists
from web_support import own_tables as _own_tables  # noqa: F401 - runs over tables of one's own
from web_support.investments import lead_office
from web_support.matrix import maker_of, objects
from web_support.people import person


@objects("park")
def park(where):
    """A park that an office keeps for itself; the bundled ones are published."""
    code = f"K-{where.name}"
    made = Park.objects.get_or_create(
        code=code,
        defaults={
            "name": code,
            "programme": _pair(where).programme,
            "pair": _pair(where),
            "home_region": where.region,
            "source": "x",
            "is_published": False,
        },
    )[0]
    duty, _ = Duty.objects.get_or_create(
        park=made,
        function="x",
        body="x",
        defaults={"kind": "social", "side": "joint", "source": "x", "recorded_by": "x"},
    )
    return {"code": code, "number": duty.pk}


@objects("matter")
def matter(where):
    return {"number": _matter(where).pk}


@objects("dispute")
def dispute(where):
    """An open one, with an arbitrator who is none of the visitors."""
    found, _ = Dispute.objects.get_or_create(
        matter=_matter(where),
        side="supporter",
        defaults={
            "opened_by": lead_office(),
            "opened_at": timezone.now(),
            "reason": "x",
            "arbitrator": User.objects.get_or_create(username="judge")[0],
            "deadline": date(2099, 1, 1),
        },
    )
    return {"number": found.pk}


@objects("document")
def document(where):
    """The file of a place lies in the folder of the test."""
    title = f"D-{where.name}"
    found = Document.objects.filter(title=title).first() or documents.add(
        by=lead_office(),
        source=io.BytesIO(f"%PDF-1.7\n{title}\n".encode()),
        name=f"{title}.pdf",
        title=title,
        whose=documents.Whose(programme=where.programme, pair=where.pair, region=where.region),
    )
    return {"key": found.key}


@objects("snapshot")
def _snapshot(where):
    """Of the whole programme: who works anywhere in it knows of it, its rows open one by one."""
    day = date(2020, 12, 31)
    known = {"kind": "projects", "key": where.programme, "as_of": day}
    found = Snapshot.objects.filter(**known).first()
    return {"number": (found or freeze(by=lead_office(), content=[], **known)).pk}


@objects("person")
def _person(where):
    return {"username": _seen().username}


@objects("grant")
def _grant(where):
    return {"number": person("institution").grants.get().pk}


@objects("hand_over")
def _hand_over(where):
    """Between two people of no programme: who leads one sees nothing of it."""
    giver, taker = (User.objects.get_or_create(username=name)[0] for name in ("giver", "taker"))
    now = timezone.now()
    made, _ = HandOver.objects.get_or_create(
        giver=giver, taker=taker, defaults={"made": now, "made_by": "giver"}
    )
    return {"number": made.pk}


@objects("sign_in")
def _sign_in(where):
    """Of somebody else than the visitor."""
    now = timezone.now()
    made, _ = SignIn.objects.get_or_create(user=_seen(), defaults={"started": now, "seen": now})
    return {"number": made.pk}


@objects("token")
def _token(where):
    """Of somebody else than the visitor."""
    now = timezone.now()
    told = {
        "scope_kind": "all",
        "made": now,
        "expires": now + timedelta(days=1),
        "sha256": "0" * 64,
    }
    return {"number": Token.objects.get_or_create(user=_seen(), name="x", defaults=told)[0].pk}


def _seen():
    return User.objects.get_or_create(username="seen")[0]


def _pair(where):
    return Pair.objects.select_related("programme").get(key=where.pair)


def _matter(where):
    """What the recipient says of the project of that place."""
    code = maker_of("project")(where)["code"]
    found = Matter.objects.filter(object_key=code, aspect="started").first()
    if found is not None:
        return found
    return state(
        by=person("pair_office", where.programme, "pair", where.pair, "recipient"),
        pair=_pair(where),
        side="recipient",
        kind="project",
        key=code,
        aspect="started",
        value="2024-05-01",
    ).matter


@objects("token")
def _token(where):
    from datetime import timedelta

    from django.utils import timezone

    from jiedui.web.platform.tokens.models import Token

    owner = User.objects.get_or_create(username="owner")[0]
    now = timezone.now()
    made = Token.objects.create(
        user=owner,
        name="made",
        sha256=f"{Token.objects.count():064d}",
        scope_kind="all",
        made=now,
        expires=now + timedelta(days=1),
    )
    return {"number": made.pk}
