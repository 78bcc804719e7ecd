"""What readers of YAML and of tables both check in the small files of a run."""

from __future__ import annotations

from collections.abc import Callable, Sequence

Resolve = Callable[[str], str]  # code or name → code; raises Refusal
KEEP_ONE = "keep one of the two"
# Names of pairings that every run judges by itself.
OWN_NAMES = ("official", "recorded", "today", "today_completed", "proposed", "deferred_acceptance")

TAKEN = ("not a name for a proposal", f"choose another than {', '.join(OWN_NAMES)}")
NO_LIST = "the region has no list of its own"


def wrong_choices(region: str, choices: Sequence[str]) -> list[tuple[str, str] | None]:
    """Per choice what is wrong with it, and what to do: itself, or one that stands twice."""
    found: list[tuple[str, str] | None] = []
    for i, choice in enumerate(choices):
        if choice and choice == region:
            found.append(("the region prefers itself", "take it out: it names the other side"))
        elif choice and choice in choices[:i]:
            found.append(("the choice stands twice in this list", KEEP_ONE))
        else:
            found.append(None)
    return found
