"""Conventions of the repository that a review would otherwise have to remember."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


def tracked_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_holds_hashes_and_no_address(lock):
    text = lock.read_text()
    assert "--hash=sha256:" in text
    assert "://" not in text


def test_every_dependency_says_why_it_is_there():
    inside = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = inside[inside.index("dependencies = [") : inside.index("[project.scripts]")]
    lines = [line for line in block.splitlines() if re.match(r'\s+"', line)]
    assert len(lines) >= len(PROJECT["project"]["dependencies"])
    assert [line for line in lines if "#" not in line] == []


def test_no_runtime_dependency_is_under_the_gpl():
    """LGPL is allowed as an unmodified dependency; GPL and AGPL are not."""
    from importlib.metadata import PackageNotFoundError, metadata

    names = re.findall(r"^([a-zA-Z0-9_.-]+)==", (ROOT / "requirements/run.txt").read_text(), re.M)
    found = []
    for name in names:
        try:
            facts = metadata(name)
        except PackageNotFoundError:
            continue  # locked for another platform
        words = " ".join([facts.get("License-Expression") or "", *facts.get_all("Classifier", [])])
        if re.search(r"(?<!L)GPL|Affero", words) and "Lesser" not in words:
            found.append(name)
    assert found == []


def test_no_tracked_file_names_a_place_on_somebodys_machine():
    pattern = re.compile(rb"/(?:home|root|Users|work|mnt)/[a-z]")
    texts = [f for f in tracked_files() if f.suffix in {".py", ".md", ".yaml", ".toml", ".html"}]
    assert [str(f) for f in texts if pattern.search(f.read_bytes())] == []


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_the_readmes_name_the_two_commands_that_the_makefile_has(readme):
    text = (ROOT / readme).read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M)
    assert "make run" in text and "make test" in text
    assert {"run", "test"} <= set(targets)


def test_every_relative_link_of_the_documents_leads_somewhere():
    broken = []
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8")):
            if "://" not in target and not (page.parent / target).exists():
                broken.append(f"{page.name} -> {target}")
    assert broken == []


def test_the_command_line_help_does_not_load_the_heavy_packages():
    """`jiedui --help` must stay quick: nothing heavy is imported to print it (timed in bench)."""
    code = (
        "import sys, jiedui.cli as c\n"
        "try: c.main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'pandas', 'numpy', 'scipy', 'django', 'pydantic', 'yaml'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip().endswith("[]")
