"""A ledger of projects becomes values or one problem per bad cell; nothing is guessed."""

from datetime import date

import pytest

from jiedui.catalog.columns import columns
from jiedui.files.dates import moment
from jiedui.files.parsing import parsed
from jiedui.files.records import read_records
from jiedui.files.sources import FileRefusal, Source
from jiedui.files.typed import reader

HEADER = "项目编号,项目名称,结对,协议投资(万元),签约时间,高新技术,强补延链"
ROW = 'A-1,甲,苏州市-宿迁市,"1,200.5",2023年5月,是,补链'


def one(header=HEADER, row=ROW):
    return read_records(Source("p.csv", f"{header}\n{row}\n".encode()), "projects")


def values(records):
    (chunk,) = records.chunks()
    return {name: column[0] for name, column in chunk.values.items()}


def refused(header=HEADER, row=ROW):
    with pytest.raises(FileRefusal) as found:
        list(one(header, row).chunks())
    return [str(problem) for problem in found.value.every]


def test_a_row_of_a_usual_ledger_is_read_by_its_chinese_headers():
    assert values(one()) == {
        "code": "A-1",
        "name": "甲",
        "pair": "苏州市-宿迁市",
        "chain_role": "fill",
        "is_high_tech": True,
        "signed_on": (date(2023, 5, 1), "month"),
        "promised": 1_200_500_000,  # 1,200.5 万元 in fen
    }


def test_the_same_row_under_coded_headers_is_the_same():
    coded = "code,name,pair,promised_10k_cny,signed_on,is_high_tech,chain_role"
    assert values(one(coded)) == values(one())


def test_a_sum_without_a_unit_in_its_header_is_refused():
    """万元 or 亿元 is never guessed (D9)."""
    (said,) = refused(HEADER.replace("(万元)", ""))
    assert said.startswith("p.csv:1: 协议投资: the column does not name its unit")
    assert "协议投资(万元)" in said


def test_every_bad_cell_of_a_row_is_named_with_its_place():
    said = refused(row="A-1,甲,x,1.2万,2023-02-30,也许,强")
    assert [line.split(": ")[:3] for line in said] == [
        ["p.csv:2", "强补延链", "强"],
        ["p.csv:2", "高新技术", "也许"],
        ["p.csv:2", "签约时间", "2023-02-30"],
        ["p.csv:2", "协议投资(万元)", "1.2万"],
    ]


def test_a_missing_required_cell_and_a_missing_column_are_named():
    assert "p.csv:2: 项目编号: is missing" in refused(row=ROW.replace("A-1", " "))[0]
    assert "missing column" in refused("项目名称,结对", "甲,乙")[0]


def test_a_column_that_is_not_read_is_said_and_does_not_stop():
    records = one(HEADER + ",领导批示", ROW + ",阅")
    assert [w.column for w in records.warnings] == ["领导批示"]
    assert "领导批示" not in values(records)


@pytest.mark.parametrize(
    ("text", "fen"), [("3.00000001", None), ("0.000001", 1), ("１２", 12_000_000), ("-1", None)]
)
def test_sums_are_exact_to_the_fen_or_refused(text, fen):
    """0.000001 万元 is one fen; a finer figure has a wrong unit somewhere."""
    found = reader(columns("projects")["promised"], "万元")(text)
    assert found == fen if fen is not None else found.reason


def test_three_mu_are_two_thousand_square_metres():
    assert reader(columns("projects")["land"], "亩")("3") == 2000


def test_a_wrong_credit_code_names_its_check_character():
    read = reader(columns("projects")["credit_code"])
    assert read("９１３５０１００Ｍ０００１００Ｙ４３") == "91350100M000100Y43"
    assert "check character is 3" in read("91350100M000100Y44").reason


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("2023-05-30", date(2023, 5, 30), "day"),
        ("2023.5.30", date(2023, 5, 30), "day"),
        ("20230530", date(2023, 5, 30), "day"),
        ("2023-05-30 00:00:00", date(2023, 5, 30), "day"),
        ("2023-05-30T00:00:00", date(2023, 5, 30), "day"),
        ("2023年三季度", date(2023, 7, 1), "quarter"),
        ("2023年第3季度", date(2023, 7, 1), "quarter"),
        ("2023年5月份", date(2023, 5, 1), "month"),
        ("2023年", date(2023, 1, 1), "year"),
    ],
)
def test_a_date_keeps_how_exactly_it_is_known(text, day, precision):
    assert moment(text) == (day, precision)


def test_the_child_process_reads_what_the_reader_reads(tmp_path):
    (tmp_path / "p.csv").write_text(f"{HEADER}\n{ROW}\n", "gb18030")
    told = []
    with parsed(tmp_path / "p.csv", "projects", tell=lambda *n: told.append(n)) as found:
        (chunk,) = found.chunks
    assert chunk.values["signed_on"] == [(date(2023, 5, 1), "month")]
    assert chunk.lines == [2] and told == [(1, 1)]
    assert found.currencies == {"promised": "CNY"}


def test_the_child_process_says_every_problem_with_the_name_that_was_sent(tmp_path):
    (tmp_path / "x").write_text(f"{HEADER}\n{ROW}\nA-2,乙,z,a,b,c,d\n")
    with (
        pytest.raises(FileRefusal) as refusal,
        parsed(tmp_path / "x", "projects", name="台账.csv") as found,
    ):
        list(found.chunks)
    assert len(refusal.value.every) == 4
    assert str(refusal.value.every[0]).startswith("台账.csv:3: ")


def test_a_child_that_dies_is_a_refusal_and_no_fault(tmp_path, monkeypatch):
    monkeypatch.setattr("jiedui.files.parsing.sys.executable", "/bin/false")
    (tmp_path / "p.csv").write_text(f"{HEADER}\n{ROW}\n")
    with pytest.raises(FileRefusal) as refusal, parsed(tmp_path / "p.csv", "projects"):
        pass
    assert "could not be read within its limits" in str(refusal.value)
