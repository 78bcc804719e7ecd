"""The generated reference says what the program does today."""

import subprocess
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture(scope="module")
def generated(tmp_path_factory):
    """In a process of its own: click keeps what earlier calls made of a command's help."""
    folder = tmp_path_factory.mktemp("reference")
    subprocess.run([sys.executable, DOCS / "generate.py", folder], check=True)
    return folder


@pytest.mark.parametrize("page", ["commands.md", "indicators.md", "data-sets.md"])
def test_the_reference_page_is_what_make_docs_would_write(generated, page):
    written = (generated / page).read_text(encoding="utf-8")
    assert (DOCS / "reference" / page).read_text(encoding="utf-8") == written
