"""Files that prove something: kept whole, under our own names, opened by those concerned only."""

import hashlib
import io
from pathlib import Path

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.http import Http404

from jiedui.core.errors import Refusal
from jiedui.web.platform.audit.models import Entry
from jiedui.web.records.documents import actions, storing
from jiedui.web.records.documents.access import document_for, visible_documents, visible_evidence
from jiedui.web.records.documents.actions import Whose
from jiedui.web.records.documents.models import Document
from web_support.people import person
from web_support.two_sides import PAIR, PROGRAMME, two_sides

PDF = b"%PDF-1.7\nsomething made up\n"
WHOSE = Whose(programme=PROGRAMME, pair=PAIR, region="321322", home_region="320581")


@pytest.fixture
def sides(loaded, db, settings, tmp_path):
    settings.HOME = tmp_path
    return two_sides()


def added(by, content=PDF, name="施工许可证.pdf", **more):
    known = {"title": "施工许可证", "whose": WHOSE}
    return actions.add(by=by, source=io.BytesIO(content), name=name, **{**known, **more})


def kept_files():
    return [path for path in storing.folder().rglob("*") if path.is_file()]


def test_a_file_lies_under_a_name_of_our_own_and_its_digest_is_known(sides):
    document = added(sides.north)
    assert document.sha256 == hashlib.sha256(PDF).hexdigest()
    assert document.size_bytes == len(PDF)
    (path,) = kept_files()
    assert path.name == document.file
    assert "施工" not in str(path)
    assert document.original_name == "施工许可证.pdf"
    with storing.opened(document.file, document.sha256) as file:
        assert file.read() == PDF


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\x\\批复.pdf", "批复.pdf"),
        ('a"\r\nSet-Cookie: x=1.pdf', 'a"Set-Cookie: x=1.pdf'),
        ("\u202egpj.pdf", "gpj.pdf"),
    ],
)
def test_a_name_cannot_steer_a_path_a_header_or_a_terminal(name, plain):
    assert storing.plain_name(name) == plain


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (PDF, "批复.exe", "不收这种类型"),
        (PDF, "批复", "不收这种类型"),
        (b"MZ\x90\x00", "批复.pdf", "不是名字所说的类型"),
        (b"a,b\x00", "表.csv", "不是名字所说的类型"),
        (b"", "批复.pdf", "文件是空的"),
    ],
)
def test_a_file_that_is_refused_leaves_nothing_behind(sides, content, name, why):
    with pytest.raises(Refusal, match=why):
        added(sides.north, content, name)
    assert kept_files() == []
    assert not Document.objects.exists()


def test_a_file_larger_than_allowed_is_refused_while_it_is_read(sides, monkeypatch):
    monkeypatch.setattr(storing, "SIZE_BYTES_MAX", 10)
    with pytest.raises(Refusal, match="文件太大"):
        added(sides.north)
    assert kept_files() == []


def test_a_record_that_fails_takes_its_file_away(sides, monkeypatch):
    def fails(**_):
        raise ZeroDivisionError

    monkeypatch.setattr(actions, "record_entry", fails)
    with pytest.raises(ZeroDivisionError):
        added(sides.north)
    assert kept_files() == []


def test_bytes_that_changed_on_the_disk_are_not_handed_out(sides):
    document = added(sides.north)
    Path(storing.path(document.file)).write_bytes(b"%PDF-1.7 another")
    with pytest.raises(Refusal, match="摘要值不符"):
        storing.opened(document.file, document.sha256)
    storing.path(document.file).unlink()
    with pytest.raises(Refusal, match="不在存放处"):
        storing.opened(document.file, document.sha256)


def readers(sides):
    """Somebody of every kind, and whom a document of 沭阳 within the pair concerns."""
    return {
        "pair, supporter": sides.south,
        "pair, recipient": sides.north,
        "county": person("county_liaison", PROGRAMME, "region", "321322"),
        "city above": person("pair_office", PROGRAMME, "region", "321300"),
        "county of the supporter": person("county_liaison", PROGRAMME, "region", "320581"),
        "city of the supporter": person("pair_office", PROGRAMME, "region", "320500"),
        "its sibling county": person("county_liaison", PROGRAMME, "region", "320582"),
        "city of another pair": person("pair_office", PROGRAMME, "region", "320100"),
        "city, other programme": person("pair_office", "yrd-anhui-2021", "region", "320500"),
        "sibling county": person("county_liaison", PROGRAMME, "region", "321323"),
        "other pair": sides.elsewhere,
        "lead office": sides.above,
        "other programme": person("lead_office", "yrd-anhui-2021"),
        "auditor": person("auditor"),
        "system": person("system_admin"),
        "nobody": person(),
    }


CLOSE = {"pair, supporter", "pair, recipient", "lead office"}
OF_A_SIDE = {"county", "city above", "county of the supporter", "city of the supporter"}
ELSEWHERE = {"sibling county", "its sibling county", "city of another pair", "other pair"}
OTHERS = {"city, other programme", "other programme"}
AROUND = CLOSE | OF_A_SIDE | {"auditor"}
WHO_SEES = {
    "trade_secret": CLOSE,
    "work_secret": CLOSE,
    "internal": AROUND,
    "public": AROUND | ELSEWHERE | OTHERS,
}


@pytest.mark.parametrize("secrecy", WHO_SEES)
def test_access_obeys_the_secrecy_of_a_document(sides, secrecy):
    document = added(sides.north, secrecy=secrecy)
    everyone = readers(sides)
    seen = {name for name, user in everyone.items() if visible_documents(user).exists()}
    assert seen == WHO_SEES[secrecy]
    for name in set(everyone) - seen:
        with pytest.raises(Http404):
            document_for(everyone[name], document.key)


def test_a_document_of_the_pair_itself_is_reached_by_both_sides_cities(sides):
    """It names no region: the agreement of 苏州 and 宿迁 is no county's."""
    added(sides.north, whose=Whose(programme=PROGRAMME, pair=PAIR))
    everyone = readers(sides)
    seen = {name for name, user in everyone.items() if visible_documents(user).exists()}
    assert seen == CLOSE | {"city above", "city of the supporter", "auditor"}


def test_both_sides_add_to_their_own_pair_and_to_no_other(sides):
    of_pair = Whose(programme=PROGRAMME, pair=PAIR)
    assert added(person("pair_office", PROGRAMME, "region", "320500"), whose=of_pair)
    for code in ("320100", "320581"):
        with pytest.raises(Http404):
            added(person("pair_office", PROGRAMME, "region", code), whose=of_pair)


def test_nobody_adds_a_document_where_they_may_not(sides):
    for user in (sides.elsewhere, person("auditor"), person()):
        with pytest.raises(Http404):
            added(user)
    county = person("county_liaison", PROGRAMME, "region", "321322")
    with pytest.raises(Http404):
        added(county, secrecy="trade_secret")
    assert added(county).added_by == county


def test_a_document_is_evidence_for_an_object_once(sides):
    document = added(sides.north)
    for _ in range(2):
        actions.attach(
            by=sides.north, document=document.key, kind="project", key="P-1", aspect="started"
        )
    assert document.evidence.count() == 1
    assert visible_evidence(sides.south, kind="project", keys=["P-1"]).count() == 1
    assert not visible_evidence(sides.elsewhere, kind="project", keys=["P-1"]).exists()


def test_evidence_out_of_reach_cannot_be_attached(sides):
    document = added(sides.north)
    with pytest.raises(Http404):
        actions.attach(by=sides.elsewhere, document=document.key, kind="project", key="P-9")


def test_the_secrecy_is_put_right_with_a_reason(sides):
    document = added(sides.north)
    with pytest.raises(Refusal, match="要写理由"):
        actions.reclassify(by=sides.north, document=document.key, secrecy="public", reason=" ")
    actions.reclassify(by=sides.north, document=document.key, secrecy="public", reason="已公告")
    document.refresh_from_db()
    assert document.secrecy == "public"
    assert Entry.objects.latest("id").summary == "internal → public"


def test_the_trail_does_not_name_a_secret_document(sides):
    added(sides.north, title="收购价格", secrecy="trade_secret")
    assert "收购" not in Entry.objects.latest("id").summary


def test_the_database_keeps_the_bytes_of_a_document_as_they_were(sides):
    document = added(sides.north)
    for change in (
        document.delete,
        lambda: Document.objects.update(sha256="0" * 64),
        lambda: Document.objects.update(file="another"),
    ):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            change()


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"secrecy": "绝密"}, "密级只能是"),
        ({"title": ""}, "文件要有标题"),
        ({"size_bytes": 0}, "文件是空的"),
    ],
)
def test_the_database_refuses_an_impossible_document(sides, changes, why):
    from jiedui.web.platform.kit.constraints import refusal_of

    document = added(sides.north)
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        for name, value in {"pk": None, "key": "D-x", "file": "x", **changes}.items():
            setattr(document, name, value)
        document.save(force_insert=True)
    assert why in str(refusal_of(refused.value))
