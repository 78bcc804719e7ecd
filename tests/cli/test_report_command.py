import pytest
from click.testing import CliRunner

from jiedui.cli.report import read_years, report_command
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
    assert "both --year and --years" in str(outcome.exception)


def test_a_pairing_report_refuses_what_only_gaps_know(tmp_path):
    outcome = run("pairing", "-o", tmp_path / "p.pdf", "--population", "resident")
    assert "--population" in str(outcome.exception)


@pytest.mark.parametrize("seed", ["0", "-1", "5"])
def test_a_gap_report_refuses_a_seed_since_nothing_is_drawn(tmp_path, seed):
    outcome = run("gaps", "-o", tmp_path / "g.html", "--seed", seed)
    assert str(outcome.exception) == (
        "--seed: a gap report knows no such option; "
        "leave it out: it belongs to `jiedui report pairing`"
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["20x1", "2021-2000", "", "21"])
def test_years_that_are_none_are_refused_with_an_example(text):
    with pytest.raises(Refusal, match="2015-2021"):
        read_years(text)
