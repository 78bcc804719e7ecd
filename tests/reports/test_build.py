import pytest

from jiedui.core.errors import Refusal
from jiedui.reports import build


def test_each_ending_gives_a_file_of_its_kind(gaps_result, tmp_path):
    starts = {".html": b"<!doctype html>", ".pdf": b"%PDF-", ".docx": b"PK", ".xlsx": b"PK"}
    for suffix, start in starts.items():
        out = build.build_report("gaps", gaps_result, out=tmp_path / f"gaps{suffix}")
        assert out.read_bytes().lstrip().startswith(start)


def test_an_unknown_ending_is_refused_with_those_that_are_known(gaps_result, tmp_path):
    with pytest.raises(Refusal, match=r"\.odt: unknown kind of file.*\.docx"):
        build.build_report("gaps", gaps_result, out=tmp_path / "gaps.odt")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_refused(gaps_result, tmp_path):
    with pytest.raises(Refusal, match="no such folder"):
        build.build_report("gaps", gaps_result, out=tmp_path / "nowhere" / "gaps.pdf")


def test_an_unknown_report_is_refused():
    with pytest.raises(Refusal, match="gaps or pairing"):
        build.document_of("weather", None)


def test_a_fault_leaves_the_old_file_and_no_litter(monkeypatch, gaps_result, tmp_path):
    out = tmp_path / "gaps.xlsx"
    out.write_bytes(b"the old one")

    def fail(*arguments):
        raise OSError("disk full")

    monkeypatch.setattr(build.os, "fdopen", fail)
    with pytest.raises(OSError, match="disk full"):
        build.build_report("gaps", gaps_result, out=out)
    assert out.read_bytes() == b"the old one"
    assert [found.name for found in tmp_path.iterdir()] == ["gaps.xlsx"]
