"""Every door ends in the same way: 0 done, 2 refused in one line, 130 stopped by hand."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from jiedui.cli import main

RUN = [sys.executable, "-c", "from jiedui.cli import main; main()"]
FULL = Path("/dev/full")


def refused(capsys, *arguments):
    with pytest.raises(SystemExit) as stop:
        main(list(arguments))
    assert stop.value.code == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    return captured.err.strip().splitlines()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["serve", "--port", "0"], "--port: 0 is not in the range 1<=x<=65535"),
        (["gaps", "--lang", "xx"], "--lang: 'xx' is not one of 'zh', 'en'"),
        (["structure"], "--year: it is missing"),
        (["report"], "KIND: it is missing"),
        (["nonsense"], "no such command 'nonsense'"),
    ],
)
def test_a_misused_option_is_refused_in_one_line_that_names_it_and_the_help(
    capsys, arguments, said
):
    (line,) = refused(capsys, *arguments)
    assert line.startswith(said)
    assert line.endswith("--help`")


def test_without_a_command_the_help_is_shown_whole(capsys):
    lines = refused(capsys)
    assert lines[0].startswith("Usage: jiedui")
    assert any("Measure how far apart" in line for line in lines)


def test_ctrl_c_ends_with_130_and_without_a_traceback(monkeypatch, capsys):
    def interrupted(*_arguments, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr("jiedui.analysis.gaps.measure_gaps", interrupted)
    with pytest.raises(SystemExit) as stop:
        main(["gaps", "--year", "2021"])
    assert stop.value.code == 130
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="a pipe closes otherwise on Windows")
def test_a_reader_that_closes_the_pipe_ends_a_command_quietly():
    command = [*RUN, "data", "list", "--format", "csv"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        running.stdout.close()
        said = running.stderr.read()
        assert running.wait() == 128 + signal.SIGPIPE
    assert said == b""


@pytest.mark.skipif(not FULL.exists(), reason="no /dev/full here")
def test_a_full_disk_behind_stdout_is_refused_in_words():
    with FULL.open("wb") as full:
        done = subprocess.run(
            [*RUN, "data", "list"], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 2
    assert done.stderr.decode().startswith("stdout: the result cannot be written (No space left")


def test_a_terminal_that_names_only_ascii_still_gets_the_result_in_utf_8():
    plain = subprocess.run([*RUN, "data", "list"], capture_output=True, check=True)
    environment = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii"}
    ascii_only = subprocess.run(
        [*RUN, "data", "list"], capture_output=True, check=True, env=environment
    )
    assert "代码" in plain.stdout.decode()
    assert ascii_only.stdout == plain.stdout
