"""What matters are about. Each app that has such objects says here how they are named and found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from jiedui.web.records.documents.enums import Secrecy

UNNAMED = _("事项")


@dataclass(frozen=True)
class Concerns:
    """Whom an object concerns, in natural keys: by these its matters are within reach or not."""

    park: str = ""
    organisation: str = ""
    home_region: str = ""
    host_region: str = ""
    secrecy: str = Secrecy.INTERNAL


def _keys_themselves(keys: Iterable[str]) -> Mapping[str, str]:
    return {key: key for key in keys}


def _nowhere(key: str) -> str:
    return ""


def _as_it_is(aspect: str) -> Any:
    return aspect


def _only_the_pair(key: str) -> Concerns:
    return Concerns()


@dataclass(frozen=True)
class ObjectKind:
    """How objects of a kind are shown beside what is said of them.

    `titles` takes keys and gives names; `aspect` names what is spoken of; `url` is the object's own
    page; `concerns` tells whom it concerns, asked for when something is first said of it.
    """

    label: Any = UNNAMED
    titles: Callable[[Iterable[str]], Mapping[str, str]] = _keys_themselves
    aspect: Callable[[str], Any] = _as_it_is
    url: Callable[[str], str] = _nowhere
    concerns: Callable[[str], Concerns] = _only_the_pair


_KINDS: dict[str, ObjectKind] = {}


def register(kind: str, described: ObjectKind) -> None:
    """Called from `AppConfig.ready` of the app whose objects they are."""
    _KINDS[kind] = described


def described(kind: str) -> ObjectKind:
    """How a kind is shown; one that nobody described shows its keys."""
    return _KINDS.get(kind, ObjectKind())
