"""A visitor's two files read and checked: the panel with its regions, or everything wrong."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from jiedui.analysis.provenance import sha256
from jiedui.core.errors import Problem, Refusal
from jiedui.data.places import places
from jiedui.files.panels import UserData, read_panel
from jiedui.web.desk.upload import carrying, measuring

FILES = ("panel", "regions")


@dataclass(frozen=True)
class Given:
    """What was brought: the files, whether codes are checked, and what they hold."""

    sources: carrying.Sources
    checks_codes: bool
    data: UserData

    @property
    def sha256(self) -> str:
        """One fingerprint for both files."""
        return sha256(dict(self.data.hashes))

    def inputs(self) -> dict[str, str]:
        return {self.sources[name].name: self.data.hashes[name] for name in FILES}


def read(sources: carrying.Sources, *, checks_codes: bool) -> Given:
    """Read both files within the limits of an upload.

    Raises
    ------
    Refusal
        A file is missing, or (as `FileRefusal`, with `every`) all that is wrong in both; or they
        are sound but nothing can be measured of them.
    """
    names = {"panel": _("数据文件"), "regions": _("地区文件")}
    missing = [
        Problem(
            _("没有收到%(what)s") % {"what": names[name]}, column=name, hint=_("两个文件都要选")
        )
        for name in FILES
        if name not in sources
    ]
    if missing:
        raise Refusal(missing)
    check = places().problem if checks_codes else None
    data = read_panel(
        sources["panel"], sources["regions"], check_code=check, limits=carrying.LIMITS
    )
    given = Given(sources, checks_codes, data)
    measuring.fail_if_not_measurable(
        measuring.Brought(data.panel, data.grouping, given.inputs()),
        files={name: sources[name].name for name in FILES},
        warnings=data.warnings,
    )
    return given
