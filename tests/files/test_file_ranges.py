"""A large table read in parts is the table (C11)."""

import pandas as pd
import pytest

from jiedui.core.errors import Refusal
from jiedui.files.bulk import BulkTable, fingerprint
from jiedui.files.parquet import write_parquet
from jiedui.files.ranges import cut_file, lines_of

TABLE = pd.DataFrame(
    {"firm": [f"00{i}" for i in range(97)], "score": [round(i / 7, 4) for i in range(97)]}
)


def parts_of(path, parts):
    return cut_file(path, parts, fingerprint(path))


def read(path, parts):
    tables = [
        BulkTable.read_part(part, ("firm", "score"), (), text=("firm",)).table
        for part in parts_of(path, parts)
    ]
    return pd.concat(tables, ignore_index=True)


@pytest.mark.parametrize("parts", [1, 2, 7, 200])
@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_the_parts_of_a_file_are_the_file(tmp_path, kind, parts):
    path = tmp_path / f"edges.{kind}"
    TABLE.to_csv(path, index=False) if kind == "csv" else write_parquet(TABLE, path)
    whole = BulkTable.read(path, ("firm", "score"), (), text=("firm",)).table
    pd.testing.assert_frame_equal(read(path, parts), whole)


def test_a_quoted_cell_with_line_breaks_is_never_cut(tmp_path):
    path = tmp_path / "edges.csv"
    rows = [f'"a\n{i},\n""b""",{i}' for i in range(40)]
    path.write_text("firm,score\n" + "\n".join(rows), "utf-8")
    for parts in range(1, 30):
        assert read(path, parts)["firm"].tolist() == [f'a\n{i},\n"b"' for i in range(40)]


def test_a_mark_of_the_encoding_before_the_header_belongs_to_every_part(tmp_path):
    path = tmp_path / "edges.csv"
    path.write_text("firm,score\n甲,1\n乙,2\n丙,3\n", "utf-8-sig")
    assert read(path, 3)["firm"].tolist() == ["甲", "乙", "丙"]


def test_a_table_of_a_header_alone_is_one_part_without_rows(tmp_path):
    path = tmp_path / "edges.csv"
    path.write_text("firm,score\n", "utf-8")
    [part] = parts_of(path, 4)
    assert part.columns(("firm",)) == ["firm", "score"]
    assert not len(read(path, 4))


def test_lines_are_told_as_they_stand_in_the_whole_file(tmp_path):
    path = tmp_path / "edges.csv"
    path.write_text("firm,score\n" + "a,1\n" * 50 + "b,-1\n" + "a,1\n" * 50, "utf-8")
    said = []
    for part in parts_of(path, 5):
        try:
            BulkTable.read_part(part, ("firm", "score"), (), text=("firm",)).numbers("score")
        except Refusal as refusal:
            said.append(str(refusal))
    assert len(said) == 1 and said[0].startswith("edges.csv:52: score: -1: not a usable number")


def test_another_file_under_the_same_path_is_refused(tmp_path):
    path = tmp_path / "edges.csv"
    path.write_text("firm,score\na,1\n", "utf-8")
    [part] = parts_of(path, 1)
    path.write_text("firm,score\na,1\nb,2\n", "utf-8")
    with pytest.raises(Refusal, match="19 bytes, not 15: a worker sees another file"):
        part.read(("firm",))
    path.unlink()
    with pytest.raises(Refusal, match="a worker does not see this file; every machine must see"):
        part.read(("firm",))


def test_lines_are_told_as_they_stand_where_lines_are_empty_or_cells_hold_line_breaks(tmp_path):
    """Line 1 is empty, the header is line 2; row 0 begins on 3, row 1 on 6, row 2 on 9."""
    text = '\nfirm,score\n"a\nb",1\n\nc,x\n\n  \nd,y\ne,2\n'
    file = tmp_path / "edges.csv"
    file.write_text(text, encoding="utf-8")
    assert lines_of(file, [0, 1, 2, 3]) == [3, 6, 9, 10]
    table = BulkTable.read(file, ("firm", "score"), (), text=("firm",))
    assert table.ids("firm") == ("a\nb", "c", "d", "e")
    with pytest.raises(Refusal) as refused:
        table.numbers("score")
    assert [(one.line, one.value) for one in refused.value.problems] == [(6, "x"), (9, "y")]


def test_a_quotation_mark_within_a_cell_opens_nothing(tmp_path):
    """5" pipe is a cell as it stands; the fault below it is on line 3."""
    file = tmp_path / "edges.csv"
    file.write_text('firm,score\n5" pipe,1\nb,x\nc,2\n', encoding="utf-8")
    table = BulkTable.read(file, ("firm", "score"), (), text=("firm",))
    with pytest.raises(Refusal) as refused:
        table.numbers("score")
    assert [(one.line, one.value) for one in refused.value.problems] == [(3, "x")]


def test_lines_of_a_part_are_those_of_the_whole(tmp_path):
    rows = [f"f{n},{n}\n" + "\n" * (n % 3 == 0) for n in range(60)]
    file = tmp_path / "edges.csv"
    file.write_text("firm,score\n" + "".join(rows), encoding="utf-8")
    whole, told = lines_of(file, range(60)), []
    for part in cut_file(file, 4, "print"):
        told += part.lines_of(range(len(part.read(("firm",)))))
    assert told == whole
    assert [file.read_text().splitlines()[line - 1] for line in told] == [r.strip() for r in rows]
