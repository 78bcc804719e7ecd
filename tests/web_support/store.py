"""Filling the test store as `jiedui init` fills a real one."""

from __future__ import annotations


def load_everything() -> None:
    """Places, figures, programmes and parks; what is there already stays."""
    from jiedui.web.records.parks import actions as parks
    from jiedui.web.records.programmes import actions as programmes
    from jiedui.web.records.regions import actions as regions

    regions.load_places(by="tests")
    regions.load_bundled(by="tests")
    programmes.load_bundled(by="tests")
    parks.load_bundled(by="tests")
