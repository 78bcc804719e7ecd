"""From what a ledger writes to what the store holds: pairs, parks, projects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jiedui.web.platform.accounts.capabilities import SEE_PARKS
from jiedui.web.platform.accounts.models import User
from jiedui.web.records.parks.access import visible_parks
from jiedui.web.records.programmes.models import Pair

_ENDINGS = ("市", "区", "县")
# What a ledger writes between the two names of a pair.
_BETWEEN = ("-", "→", "—", "－", "--", "——", "与", "和")


@dataclass
class Lookups:
    """Read once per file."""

    pairs: Mapping[str, Pair]
    pair_names: Mapping[str, tuple[str, ...]]
    parks: Mapping[str, tuple[int, str, str]]

    def pair(self, said: str) -> Pair | tuple[str, ...]:
        """The pair of a key or of two names; the keys that it could be where it is not one."""
        if said in self.pairs:
            return self.pairs[said]
        keys = self.pair_names.get(_plain_pair(said), ())
        return self.pairs[keys[0]] if len(keys) == 1 else keys


def lookups(by: User) -> Lookups:
    pairs = {pair.key: pair for pair in Pair.objects.select_related("programme")}
    names: dict[str, tuple[str, ...]] = {}
    for pair in sorted(pairs.values(), key=lambda one: one.key):
        if pair.end is None:
            for name in _names(pair):
                names[name] = (*names.get(name, ()), pair.key)
    parks: dict[str, tuple[int, str, str]] = {}
    for pk, code, name, region in visible_parks(by, SEE_PARKS).values_list(
        "pk", "code", "name", "host_region"
    ):
        parks[code] = parks[name] = (pk, code, region)
    return Lookups(pairs, names, parks)


def _names(pair: Pair) -> set[str]:
    """`苏州市-宿迁市` and `苏州-宿迁`."""
    full = f"{pair.supporter_name}-{pair.recipient_name}"
    return {full, f"{_short(pair.supporter_name)}-{_short(pair.recipient_name)}"}


def _short(name: str) -> str:
    return name[:-1] if len(name) > 2 and name.endswith(_ENDINGS) else name


def _plain_pair(said: str) -> str:
    text = said.replace(" ", "")
    for between in sorted(_BETWEEN, key=len, reverse=True):
        if between in text:
            supporter, _, recipient = text.partition(between)
            return f"{supporter}-{recipient}"
    return text
