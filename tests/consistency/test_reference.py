"""The generated reference says what the program does today."""

import importlib.util
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture(scope="module")
def generated():
    spec = importlib.util.spec_from_file_location("generate_reference", DOCS / "generate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.pages()


@pytest.mark.parametrize("page", ["commands.md", "indicators.md", "data-sets.md"])
def test_the_reference_page_is_what_make_docs_would_write(generated, page):
    assert (DOCS / "reference" / page).read_text(encoding="utf-8") == generated[page]
