"""What templates say of a header is what the reader takes."""

import pytest

from jiedui.catalog.columns import columns
from jiedui.files.headings import heading, other_headings
from jiedui.files.records import named

KINDS = ("match_firms", "match_parks", "projects", "parks")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_heading_that_a_template_names_is_read_as_its_column_with_its_unit(kind, lang):
    declared = columns(kind)
    for column in declared.values():
        for said in (heading(column, lang), *other_headings(column, lang)):
            name, unit = named(said, declared)
            assert name == column.name, said
            assert bool(unit) == (column.type in ("money", "area")), said
