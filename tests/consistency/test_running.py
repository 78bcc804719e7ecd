"""The test command runs nothing twice on the same bytes, and everything again on any other."""

import subprocess
import sys

import pytest

import run

PASSING, FAILING = "print('1 passed')\n", "raise SystemExit(1)\n"


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A checkout of one file, which stands for all tests and says when it ran."""
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    (tmp_path / "tests.py").write_text(PASSING)
    monkeypatch.setattr(run, "ROOT", tmp_path)
    monkeypatch.setattr(run, "PASSED", tmp_path / ".git" / "passed.json")
    monkeypatch.setattr(run, "RUNS", (["tests.py"],))
    monkeypatch.setattr(run, "PYTEST", [sys.executable, "-S"])
    return tmp_path


def ran(capfd, *arguments):
    """Exit code, and whether any test ran."""
    code = run.main(list(arguments))
    return code, "1 passed" in capfd.readouterr().out


def test_the_second_time_nothing_runs_and_it_says_so(checkout, capfd):
    assert ran(capfd) == (0, True)
    assert run.main([]) == 0
    assert "Nothing has changed since all tests passed on" in capfd.readouterr().out


def test_any_changed_or_new_file_runs_everything_again(checkout, capfd):
    ran(capfd)
    (checkout / "new.txt").write_text("")
    assert ran(capfd) == (0, True)
    (checkout / "new.txt").write_text("other")
    assert ran(capfd) == (0, True)
    assert ran(capfd) == (0, False)


def test_other_packages_or_another_demand_run_everything_again(checkout, capfd, monkeypatch):
    ran(capfd)
    monkeypatch.setenv("JIEDUI_REQUIRE", "browser")
    assert ran(capfd) == (0, True)
    monkeypatch.setattr(run, "surroundings", lambda: {"packages": ["django==9"]})
    assert ran(capfd) == (0, True)


def test_a_failure_is_not_remembered(checkout, capfd):
    (checkout / "tests.py").write_text(FAILING)
    assert run.main([]) == 1
    assert run.main([]) == 1


def test_one_may_ask_for_all_of_it_again(checkout, capfd):
    ran(capfd)
    assert ran(capfd, "--again") == (0, True)


def test_a_choice_of_tests_neither_remembers_nor_is_skipped(checkout, capfd):
    assert ran(capfd, "-k", "it") == (0, True)
    assert ran(capfd) == (0, True)
    assert ran(capfd, "-k", "it") == (0, True)


def test_without_git_everything_runs_every_time(checkout, capfd, monkeypatch):
    monkeypatch.setattr(run, "tracked", lambda: None)
    assert ran(capfd) == (0, True)
    assert ran(capfd) == (0, True)
