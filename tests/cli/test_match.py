"""`jiedui match` as a user runs it (C11, B10, issue words: 实现需求精准匹配)."""

import csv
import gzip
import io
import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from jiedui.cli import main, match, root
from jiedui.core.matching import Instance, bound

FIRMS = "firm,demand_land\n001,1\nb,1\nc,2\n"
PARKS = "park,capacity_land\nx,1\ny,2\n"
EDGES = "firm,park,score\n001,x,0.9\n001,y,0.2\nb,x,0.8\nb,y,0.7\nc,y,1.5\n"


@pytest.fixture
def tables(tmp_path):
    def written(firms=FIRMS, parks=PARKS, edges=EDGES):
        for name, text in (("firms", firms), ("parks", parks), ("edges", edges)):
            (tmp_path / f"{name}.csv").write_text(text, "utf-8")
        names = [str(tmp_path / f"{name}.csv") for name in ("firms", "parks", "edges")]
        return [*names[:2], "--edges", names[2]]

    return written


def run(*arguments):
    return CliRunner().invoke(root, ["match", *arguments])


def refused(arguments, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["match", *arguments])
    assert stopped.value.code == 2
    return capsys.readouterr().err


def test_the_best_placement_comes_with_its_proof(tables):
    # c takes all of y (1.5) and 001 takes x (0.9); 001 + b would bring 0.9 + 0.7 = 1.6 only
    found = json.loads(run(*tables(), "--format", "json").stdout)
    assert found["value"] == pytest.approx(2.4)
    assert found["bound"] == pytest.approx(2.4)
    assert (found["placed"], found["firms"], found["feasible"]) == (2, 3, True)


def test_the_bound_of_whole_firms_follows_from_the_prices_and_the_capacity_beside_them(tables):
    # each firm needs 2: of the 3 units of x one firm's 2 count, and 0.9 is the most for them
    firms, parks = "firm,demand_land\na,2\nb,2\n", "park,capacity_land\nx,3\n"
    edges = "firm,park,score\na,x,0.9\nb,x,0.8\n"
    found = json.loads(run(*tables(firms, parks, edges), "--format", "json").stdout)
    [row] = found["prices"]
    assert row["capacity"] == 2.0
    worth = found["binding"][0]["worth"]  # of the 2 units that count, not of all 3
    assert worth == pytest.approx(2 * row["price"]) and worth <= found["value"]
    by_hand = 2 * row["price"] + max(0, 0.9 - 2 * row["price"]) + max(0, 0.8 - 2 * row["price"])
    assert found["bound"] == pytest.approx(by_hand) == pytest.approx(0.9)


def test_anyone_can_work_out_the_bound_again_from_the_prices(tables):
    found = json.loads(run(*tables(), "--format", "json").stdout)
    prices = np.array([[row["price"]] for row in found["prices"]])
    assert [row["park"] for row in found["prices"]] == ["x", "y"]
    by_hand = 1 * prices[0, 0] + 2 * prices[1, 0]
    scores = {"a": (0.9, 0.2), "b": (0.8, 0.7), "c": (0, 1.5)}
    for name, need in (("a", 1), ("b", 1), ("c", 2)):
        by_hand += max(0, *(s - need * p for s, p in zip(scores[name], prices[:, 0], strict=True)))
    assert found["bound"] == pytest.approx(by_hand, rel=1e-6)


ONE_OF_TWO = (
    "firm,demand_land\na,2\nb,2.5\n",
    "park,capacity_land\nx,3\n",
    "firm,park,score\na,x,1\nb,x,1\n",
)


def test_a_search_says_what_prices_cannot(tables):
    # one firm of two fits: a bound by prices stays above what whole firms can reach
    arguments = (*tables(*ONE_OF_TWO), "--gap", "0.01")
    printed = run(*arguments)
    assert "nothing better exists" in printed.stdout
    assert "was not reached" not in printed.stderr
    found = json.loads(run(*arguments, "--format", "json").stdout)
    assert found["gap"] > 0.01 and found["searched"] == found["value"] == 1.0


def test_a_gap_that_is_not_reached_is_said(tables):
    # 2,200 scores, more than are searched: each park takes one firm and a half
    edges = "".join(f"f{i},p{j},{1 + (7 * i + j) % 10}\n" for i in range(220) for j in range(10))
    firms = "firm,demand_land\n" + "".join(f"f{i},{2 + i % 3}\n" for i in range(220))
    parks = "park,capacity_land\n" + "".join(f"p{j},7\n" for j in range(10))
    result = run(*tables(firms, parks, "firm,park,score\n" + edges), "--gap", "1e-6")
    assert "was not reached" in result.stderr
    assert "searched" not in result.stdout


def test_a_quota_that_costs_something_is_printed_with_what_it_charges(tables):
    # both firms want x, one may come: the other is kept out by the quota, not by land
    firms, parks = "firm,demand_land\na,1\nb,1\n", "park,capacity_land,quota_max\nx,9000,1\n"
    edges = "firm,park,score\na,x,0.9\nb,x,0.4\n"
    printed = run(*tables(firms, parks, edges)).stdout
    assert "quotas that bind (1)" in printed and "no limit of a park binds" in printed


def test_amounts_are_never_printed_with_an_exponent():
    assert (match.amount(1572220.0), match.amount(1234567.8)) == ("1,572,220", "1,234,568")
    assert (match.amount(0.25), match.amount(30)) == ("0.25", "30")


def test_where_all_need_the_same_the_bound_counts_whole_firms(tables):
    # the same park with equal needs: room for one firm and a half is room for one
    firms, parks = "firm,demand_land\na,2\nb,2\n", "park,capacity_land\nx,3\n"
    edges = "firm,park,score\na,x,1\nb,x,1\n"
    found = json.loads(run(*tables(firms, parks, edges), "--format", "json").stdout)
    assert (found["value"], found["bound"], found["gap"]) == (1.0, 1.0, 0.0)


def test_rows_are_firm_park_score_and_ids_stay_text(tables):
    rows = list(csv.DictReader(io.StringIO(run(*tables(), "--format", "csv").stdout)))
    assert rows == [
        {"firm": "001", "park": "x", "score": "0.9"},
        {"firm": "c", "park": "y", "score": "1.5"},
    ]


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
def test_the_placement_is_written_in_three_kinds_of_file(tables, tmp_path, kind):
    target = tmp_path / f"placed.{kind}"
    assert run(*tables(), "-o", str(target)).exit_code == 0
    if kind == "csv":
        assert target.read_text("utf-8-sig").splitlines()[:2] == ["firm,park,score", "001,x,0.9"]
    elif kind == "xlsx":
        import openpyxl

        book = openpyxl.load_workbook(target)
        assert [[c.value for c in row] for row in book["match"].rows][1] == ["001", "x", 0.9]
        header = ["park", "name", "resource", "worth", "price", "used", "capacity"]
        assert [c.value for c in next(book["binding"].rows)] == header
        assert [[c.value for c in row] for row in book["unplaced"].rows] == [["firm"], ["b"]]
    else:
        from jiedui.files.parquet import read_parquet

        assert read_parquet(target).to_numpy().tolist() == [["001", "x", 0.9], ["c", "y", 1.5]]


def test_the_workbook_of_a_run_names_everybody_and_says_who_has_no_park_and_why(tmp_path):
    """C11, N1: what is handed on can be read without the tables it was made from."""
    import openpyxl

    firms = (
        "firm,home,industry,name,demand_land_m2\nA,320500,39,甲电子,500\nB,320500,66,乙银行,100\n"
    )
    parks = "park,region,capacity_land_m2,name\nP,321300,600,宿迁园区\n"
    for name, text in (("firms", firms), ("parks", parks)):
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")
    tables = [str(tmp_path / f"{name}.csv") for name in ("firms", "parks")]
    target = tmp_path / "placed.xlsx"
    done = run(*tables, "--programme", "jiangsu-2022", "-o", str(target))
    assert done.exit_code == 0, done.output
    book = openpyxl.load_workbook(target)
    sheets = {name: [[c.value for c in row] for row in book[name].rows] for name in book.sheetnames}
    header, placed = sheets["match"]
    told = dict(zip(header, placed, strict=True))
    assert header[:3] == ["firm", "park", "score"]
    assert (told["firm"], told["name"], told["park_name"]) == ("A", "甲电子", "宿迁园区")
    assert (told["rank"], told["demand_land_m2"]) == (1, 500)
    assert (told["home_name"], told["park_region"]) == ("苏州市", "宿迁市")
    about = "\n".join(str(cell) for row in sheets["About 说明"] for cell in row)
    assert "programme: jiangsu-2022" in about and "weights: chain, version" in about
    assert "not checked: rule park_phase" in about and "assumed: land per" in about.lower()
    header, left = sheets["unplaced"]
    told = dict(zip(header, left, strict=True))
    assert told["name"] == "乙银行" and told["why"] == "rules refuse it at every park"
    assert told["rules"] == "Industries that need land in a park (1)"


def test_demand_may_differ_by_edge_and_edges_may_be_parquet(tables, tmp_path):
    import pandas as pd

    from jiedui.files.parquet import write_parquet

    asked = tables()
    edges = pd.DataFrame({"firm": ["001", "b"], "park": ["x", "x"], "score": [0.9, 0.8]})
    edges["demand_land"] = [2.0, 1.0]  # the first firm no longer fits into x
    write_parquet(edges, tmp_path / "edges.parquet")
    asked[-1] = str(tmp_path / "edges.parquet")
    assert "b,x,0.8" in run(*asked, "--format", "csv").stdout


def test_a_quota_of_a_group_is_kept_and_its_cost_said(tables):
    parks = "park,capacity_land,group,quota_min\nx,1,north,\ny,2,south,2\n"
    found = json.loads(run(*tables(parks=parks), "--format", "json").stdout)
    # two firms must go to y: 0.2 + 0.7, nobody is left who could use x for more than it brings
    assert found["value"] == pytest.approx(0.9)
    assert found["quotas"][1]["firms"] == 2


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"edges": "firm,park,score\nq,x,1\n"}, "edges.csv:2: firm: q: unknown firm"),
        ({"edges": "firm,park,score\nb,z,1\n"}, "edges.csv:2: park: z: unknown park"),
        ({"edges": "firm,park,score\nb,x,-1\n"}, "edges.csv:2: score: -1: not a usable number"),
        ({"edges": "firm,park,score\nb,x,abc\n"}, "edges.csv:2: score: abc: not a usable"),
        ({"edges": "firm,park,score\nb,x,1\nb,x,2\n"}, "edges.csv:3: park: x: the firm has this"),
        ({"edges": "firm,park\nb,x\n"}, "edges.csv: score: column missing"),
        ({"edges": "firm,park,score,colour\nb,x,1,red\n"}, "edges.csv: colour: unknown column"),
        ({"edges": "firm,park,score,score\nb,x,1,2\n"}, "score: the column stands twice"),
        (
            {"firms": "firm,demand_land,demand_land.1,demand_land.1\nb,1,1,1\n"},
            "firms.csv: demand_land.1: the column stands twice; give it once\n",
        ),
        (
            {"parks": "park,capacity_land,capacity_land\nx,1,9\ny,2,9\n"},
            "capacity_land: the column stands twice",
        ),
        ({"firms": "firm,demand_land\nb,1\nb,1\n"}, "firms.csv:3: firm: b: the id stands twice"),
        ({"firms": "firm,demand_land\n,1\nb,1\n"}, "firms.csv:2: firm: "),
        ({"firms": "firm\n001\nb\nc\n"}, "firms.csv: demand_land: column missing"),
        ({"firms": "firm,demand_land\n001,inf\nb,1\nc,1\n"}, "firms.csv:2: demand_land: inf"),
        ({"parks": "park\nx\ny\n"}, "parks.csv: parks without capacity"),
        ({"parks": "park,capacity_land\nx,\ny,1\n"}, "parks.csv:2: capacity_land:"),
        ({"parks": "park,capacity_land,quota_min\nx,1,4\ny,2,\n"}, "quota cannot be met"),
        ({"parks": "park,capacity_land,quota_min\nx,1,two\ny,2,\n"}, "not a usable number"),
        ({"parks": "park,capacity_land,quota_max\nx,1,-1\ny,2,\n"}, "not a usable number"),
        ({"parks": "park,capacity_land,group,quota_min\nx,1,a,1\ny,2,a,2\n"}, "two limits"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_bad_tables_are_refused_by_file_line_and_column(tables, capsys, changed, said):
    assert said in refused(tables(**changed), capsys)


@pytest.mark.parametrize(
    "data",
    ["企业,园区".encode("gbk"), b"PK\x03\x04\xff\xfe\x8b", gzip.compress(b"firm", mtime=0)],
    ids=["gbk", "excel", "gzip"],
)
def test_tables_in_another_encoding_or_of_excel_are_refused_in_words(tables, capsys, data):
    asked = tables()
    Path(asked[-1]).write_bytes(data)
    said = refused(asked, capsys)
    assert "edges.csv: not text in UTF-8" in said and "codec" not in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "say whose parks"),
        (["firms.csv"], "FIRMS without PARKS"),
        (["shipped", "parks.csv", "--edges", "e.csv"], "--edges are of your own tables"),
        (["--programme", "jiangsu-2022", "--assume", "x"], "--assume: x: not a number"),
        (["--programme", "jiangsu-2022", "--assume", "x=1"], "no such assumption"),
        (["--programme", "jiangsu-2022", "--day", "1.1."], "--day: 1.1.: not a date"),
        (["--edges", "e.csv"], "--edges needs FIRMS and PARKS"),
        (["--programme", "jiangsu-2022", "-o", "x.doc"], "unknown kind of file"),
        (["--programme", "jiangsu-2022", "-o", "nowhere/x.csv"], "no such folder"),
        (["--programme", "jiangsu-2022", "-o", "x" * 300 + ".csv"], "the name is too long"),
        (["no.csv", "no.csv", "--edges", "no.csv"], "no.csv: there is no such file"),
    ],
)
def test_options_that_do_not_go_together_are_refused(capsys, arguments, said):
    assert said in refused(arguments, capsys)


def test_what_scores_is_refused_beside_given_scores(tables, capsys):
    assert "--top: does nothing with --edges" in refused([*tables(), "--top", "5"], capsys)


def test_the_shipped_run_places_listed_firms_within_the_land_of_every_park():
    found = json.loads(
        run("--programme", "yrd-anhui-2021", "--seed", "1", "--format", "json").stdout
    )
    assert found["placed"] > 4000
    assert found["value"] <= found["bound"]
    assert all(row["used"] <= row["capacity"] for row in found["binding"])
    again = run("--programme", "yrd-anhui-2021", "--seed", "1", "--format", "json").stdout
    assert json.loads(again) == found


FACTS = (
    "企业代码,企业名称,注册地代码,行业代码,从业人数\n"
    "A,甲电子,320500,39,100\nB,乙电子,320500,39,100\nC,丙银行,320500,66,100\n"
)


def test_own_firms_go_into_the_parks_that_ship(tmp_path):
    """C5: two electronics firms find parks; a bank needs none (industries_of_parks)."""
    path = tmp_path / "企业.csv"
    path.write_text(FACTS, "utf-8")
    done = run(str(path), "shipped", "--programme", "jiangsu-2022", "--format", "json")
    found = json.loads(done.stdout)
    assert (found["firms"], found["placed"]) == (3, 2)
    assert {"firms", "development_zones"} <= set(found["provenance"]["inputs"])


def test_an_assumption_of_ones_own_changes_what_land_is_needed(tmp_path):
    """5 % of 100 people make a project of 5: at 100 m2 each 500, at 40 m2 each 200 of 300 m2."""
    firms, parks = tmp_path / "f.csv", tmp_path / "p.csv"
    firms.write_text(FACTS, "utf-8")
    parks.write_text("park,region,industries,capacity_land_m2\nP,321322,39,300\n", "utf-8")
    asked = [str(firms), str(parks), "--programme", "jiangsu-2022", "--format", "json"]
    assert json.loads(run(*asked).stdout)["placed"] == 0
    less = json.loads(run(*asked, "--assume", "land_m2_per_employee=40").stdout)
    assert less["placed"] == 1


def test_without_a_programme_it_is_said_whose_rules_hold(tmp_path):
    firms, parks = tmp_path / "f.csv", tmp_path / "p.csv"
    firms.write_text(FACTS, "utf-8")
    parks.write_text("park,region,industries,capacity_land_m2\nP,321322,39,900\n", "utf-8")
    asked = [str(firms), str(parks), "--format", "json"]
    said = "without --programme no pair counts"
    assert said in run(*asked).stderr
    assert said not in run(*asked, "--programme", "jiangsu-2022").stderr


def test_what_the_reader_passed_over_is_said(tmp_path):
    """A note below the table is no firm; the line stands on the way of errors, not in the JSON."""
    path = tmp_path / "企业.csv"
    path.write_text(f"{FACTS}注：企业自报\n", "utf-8")
    done = run(str(path), "shipped", "--programme", "jiangsu-2022", "--format", "json")
    assert "企业.csv:5: 注:企业自报: skipped as a note below the table" in done.stderr
    assert json.loads(done.stdout)["firms"] == 3


def test_an_instance_of_arrays_needs_no_pandas():
    import subprocess
    import sys

    code = "import sys; from jiedui.core import matching; print('pandas' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
    toy = Instance.of_candidates([[1.0]], [[0]], [[1.0]], [[1.0]])
    assert bound(toy, np.zeros((1, 1))) == 1.0


def test_a_limit_that_binds_is_told_by_the_name_of_its_park():
    """The parks' table names it; the id stays in the JSON."""
    shown = run("--programme", "yrd-anhui-2021", "--top", "5", "--gap", "0.05").stdout
    table = shown.split("resource")[1]
    assert "开发区" in table or "园区" in table


def test_a_matching_that_does_not_fit_into_memory_is_refused_before_it_starts(monkeypatch, capsys):
    monkeypatch.setattr("jiedui.analysis.matching.memory.free_bytes", lambda: 1000)
    told = refused(["--programme", "yrd-anhui-2021"], capsys)
    assert "memory short" in told and "needed" in told and "--top (now 20)" in told


def test_an_output_is_never_written_over_an_input(tables, tmp_path, capsys):
    edges = tmp_path / "edges.csv"
    assert "would be written over; name another file" in refused(
        [*tables(), "-o", str(edges)], capsys
    )
    assert edges.read_text("utf-8") == EDGES


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--scheduler", ""], "--scheduler: it is empty; give it a value, or leave it out"),
        (["-o", ""], "-o: it is empty"),
        (["--gap", "nan"], "--gap: nan: not a number; give a share from 0 to 1"),
        (["--seed", "-1"], "--seed: -1 is not in the range"),
        (["--threads", "0"], "--threads: 0 is not in the range"),
    ],
)
def test_an_option_that_says_nothing_is_refused(tables, capsys, given, said):
    assert said in refused([*tables(), *given], capsys)


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_disk_that_is_full_is_said_and_nothing_half_written_is_left(
    tables, tmp_path, capsys, kind
):
    target = tmp_path / f"out.{kind}"
    target.with_name(f"{target.name}.part").symlink_to("/dev/full")
    assert f"out.{kind}: cannot be written (" in refused([*tables(), "-o", str(target)], capsys)
    assert not target.exists()


def test_firms_that_no_park_can_take_are_counted(tables):
    firms = "firm,demand_land\n001,1\nb,1\nc,2\nd,1\ne,3\n"  # d has no edge, e is larger than y
    result = run(*tables(firms=firms, edges=EDGES + "e,y,1\n"))
    said = "note: firms without an edge to a park that is large enough for them: 2"
    assert said in result.stderr


def test_a_column_of_demand_that_no_park_limits_is_told(tables):
    edges = "firm,park,score,demand_lnad\nb,x,1,5\n"
    result = run(*tables(edges=edges))
    assert "edges.csv: demand_lnad is not used: no park limits it" in result.stderr


def test_groups_may_be_numbers_with_gaps_in_a_parquet_table(tables, tmp_path):
    import pandas as pd

    from jiedui.files.parquet import write_parquet

    asked = tables()
    parks = pd.DataFrame({"park": ["x", "y"], "capacity_land": [1.0, 2.0]})
    parks["group"] = pd.array([7, None], dtype="Int32")
    parks["quota_max"] = pd.array([0, None], dtype="Int32")
    write_parquet(parks, tmp_path / "parks.parquet")
    asked[1] = str(tmp_path / "parks.parquet")
    found = json.loads(run(*asked, "--format", "json").stdout)
    assert (found["quotas"][0]["group"], found["quotas"][0]["firms"]) == ("7", 0)


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_edges_that_do_not_fit_into_memory_are_refused_before_they_are_read(
    tables, tmp_path, monkeypatch, capsys, kind
):
    import pandas as pd

    from jiedui.files.parquet import write_parquet

    asked = tables()
    if kind == "parquet":
        asked[-1] = str(tmp_path / "edges.parquet")
        write_parquet(pd.read_csv(tmp_path / "edges.csv"), asked[-1])
    monkeypatch.setattr("jiedui.analysis.matching.memory.free_bytes", lambda: 100)
    monkeypatch.setattr("jiedui.analysis.matching.edges.read_scored", lambda *_: pytest.fail())
    told = refused(asked, capsys)
    assert "memory short; give fewer edges, free memory, or spread the work over more" in told
