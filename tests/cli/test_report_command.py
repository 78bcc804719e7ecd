import pytest
from click.testing import CliRunner

from jiedui.cli.report import report_command
from jiedui.core.errors import Refusal


def run(*arguments):
    return CliRunner().invoke(report_command, [str(argument) for argument in arguments])


def test_a_gap_report_is_written_twice_to_the_same_bytes(tmp_path):
    for name in ("one.pdf", "two.pdf"):
        outcome = run("gaps", "-o", tmp_path / name, "--years", "2000,2021")
        assert outcome.exit_code == 0, outcome.output
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()


def test_a_pairing_report_in_english_is_written(tmp_path):
    out = tmp_path / "pairing.html"
    assert run("pairing", "-o", out, "--year", "2021", "--lang", "en").exit_code == 0
    assert '<html lang="en">' in out.read_text("utf-8")


def test_an_unknown_ending_is_refused_before_anything_is_computed(tmp_path):
    assert isinstance(run("gaps", "-o", tmp_path / "gaps.odt").exception, Refusal)


def test_a_missing_folder_is_refused(tmp_path):
    assert isinstance(run("gaps", "-o", tmp_path / "no" / "gaps.pdf").exception, Refusal)


def test_year_and_years_together_are_refused(tmp_path):
    outcome = run("gaps", "-o", tmp_path / "gaps.pdf", "--year", "2021", "--years", "2000")
    assert "--year and --years exclude one another" in str(outcome.exception)


@pytest.mark.parametrize(
    ("kind", "option", "value"), [("pairing", "--population", "resident"), ("gaps", "--seed", "0")]
)
def test_an_option_of_the_other_kind_is_refused(tmp_path, kind, option, value):
    outcome = run(kind, "-o", tmp_path / "r.html", option, value)
    assert outcome.exit_code == 2
    assert "No such option" in outcome.output and option in outcome.output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("kind", "asked"),
    [("gaps", ["--show", "density"]), ("gaps", ["--format", "csv"]), ("pairing", ["--monitor"])],
)
def test_another_view_or_form_is_refused_since_a_report_has_none(tmp_path, kind, asked):
    outcome = run(kind, "-o", tmp_path / "r.html", *asked)
    assert f"{asked[0]}" in str(outcome.exception)
    assert "a report knows no such option" in str(outcome.exception)


def test_years_that_are_none_are_refused_with_an_example(tmp_path):
    outcome = run("gaps", "-o", tmp_path / "r.html", "--years", "20x1")
    assert "2000-2023" in str(outcome.exception)


PANEL = """region,year,gdp_100m_cny,pop_resident_10k
A,2020,300,60
B,2020,100,50
A,2021,310,61
B,2021,120,49
"""
REGIONS = "region,name,group\nA,甲市,south\nB,乙市,north\n"


@pytest.fixture
def own(tmp_path):
    """甲市 5 and 5.08, 乙市 2 and 2.45 of 10 000 yuan a head: 2.5 times, then 2.075 times."""
    (tmp_path / "panel.csv").write_text(PANEL, "utf-8")
    (tmp_path / "regions.csv").write_text(REGIONS, "utf-8")
    return ["--data", tmp_path / "panel.csv", "--regions", tmp_path / "regions.csv"]


def test_a_report_on_ones_own_tables_shows_every_year_they_have(own, tmp_path):
    out = tmp_path / "own.html"
    assert run("gaps", "-o", out, *own).exit_code == 0
    text = out.read_text("utf-8")
    assert "2020" in text and "2021" in text
    assert "2.50" in text and "2.08" in text


def test_a_pairing_report_takes_weights_and_limits(tmp_path):
    weights = tmp_path / "weights.yaml"
    weights.write_text(
        "weights: {endowment: 0, industry: 0, development: 1, history: 0}\n", "utf-8"
    )
    out, plain = tmp_path / "limited.html", tmp_path / "plain.html"
    asked = ["--weights", weights, "--require", "南京:宿迁", "--draws", "50"]
    assert run("pairing", "-o", out, *asked).exit_code == 0
    assert run("pairing", "-o", plain, "--draws", "50").exit_code == 0
    assert out.read_bytes() != plain.read_bytes()
    assert "南京" in out.read_text("utf-8")
