"""Lines of a park carry no counter: their version is the digest of their fields."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from jiedui.analysis.provenance import sha256
from jiedui.core.errors import Problem, Refusal

DIGITS = 16


class Changed(Refusal):
    """Somebody changed the line in the meantime; `current` is how it stands now."""

    def __init__(self, current: Any, version: str):
        self.current, self.version = current, version
        hint = _("请对照现在的内容，再提交一次")
        super().__init__(
            Problem(_("这一行在您打开之后被别人改过，什么也没有保存"), column="version", hint=hint)
        )


def version_of_line(line: Model) -> str:
    """What names the state of a line: the digest of its fields."""
    fields = {
        field.name: str(field.value_from_object(line)) for field in line._meta.concrete_fields
    }
    return sha256(fields)[:DIGITS]


def fail_if_changed(line: Model, version: str) -> None:
    now = version_of_line(line)
    if version != now:
        raise Changed(line, now)
