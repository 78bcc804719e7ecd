"""The bundled panels, as the site keeps them: which sets, and what is said of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from jiedui import data
from jiedui.analysis.provenance import sha256
from jiedui.core.frames import Panel
from jiedui.data import panels


@dataclass(frozen=True)
class Bundle:
    """A panel that ships with Jiedui and the data sets it is read from."""

    data_set: str
    read: Callable[[], Panel]
    parts: tuple[str, ...]

    def inputs(self) -> dict[str, str]:
        return dict(panels.inputs(*self.parts))

    def fingerprint(self) -> str:
        return sha256(self.inputs())

    def title(self) -> str:
        return " · ".join(data.about(part).title.zh for part in self.parts)

    def source(self) -> str:
        return " / ".join(data.about(part).source for part in self.parts)

    def vintage(self) -> str:
        return ", ".join(data.about(part).span() for part in self.parts)


BUNDLES = (
    Bundle("city_panel", panels.city_panel, ("city_panel",)),
    Bundle("county_panel", panels.county_panel, ("county_panel",)),
    Bundle("census", panels.census_panel, ("census_2010", "census_2020")),
    Bundle("city_fdi", panels.fdi_panel, ("city_fdi",)),
)
