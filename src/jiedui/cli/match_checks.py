"""What `jiedui match` refuses before it computes: options, files and memory."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

KINDS = (".csv", ".xlsx", ".parquet")
NAME_BYTES_MOST = 200
"""Of 255 that systems allow: a file is written under a longer name beside it first."""
SHIPPED = "shipped"
"""In place of FIRMS or PARKS: the table that ships with Jiedui."""


def fail_if_too_large(firms: int, parks: int, resources: int, top: int) -> None:
    """Said before the start, with what is needed and what is free."""
    from jiedui.analysis.matching.memory import fail_if_memory_short, free_bytes, needed_bytes

    top = min(top, parks)
    needed = needed_bytes(firms=firms, top=top, resources=resources, parks=parks)
    fail_if_memory_short(needed, free_bytes(), top=top)


def fail_if_short_of(held: int) -> None:
    """As `fail_if_too_large`, of an instance that is read already: what the solver takes more."""
    from jiedui.analysis.matching.memory import OVER_INSTANCE, fail_if_memory_short, free_bytes

    fail_if_memory_short(round((OVER_INSTANCE - 1) * held), free_bytes())


def fail_if_too_large_to_read(edges: str) -> None:
    """As `fail_if_too_large`, of a table of edges that is not read yet."""
    from jiedui.analysis.matching.memory import fail_if_memory_short, free_bytes, reading_bytes

    fail_if_memory_short(reading_bytes(edges), free_bytes())


def fail_if_options_clash(options: Mapping[str, Any]) -> None:
    """FIRMS and PARKS come together; edges replace what scores; bundled tables need a programme."""
    from jiedui.core.errors import Problem, refuse_if_any

    problems = []
    if bool(options["firms"]) != bool(options["parks"]):
        hint = f"give both tables, or neither; {SHIPPED} stands for the one that ships"
        problems.append(Problem("FIRMS without PARKS", hint=hint))
    if options["edges_file"]:
        if SHIPPED in (options["firms"], options["parks"]):
            hint = "name your own: firm,demand_… and park,capacity_…"
            problems.append(Problem("--edges are of your own tables", value=SHIPPED, hint=hint))
        if not options["firms"]:
            hint = "they say who is placed and what limits: firm,demand_… and park,capacity_…"
            problems.append(Problem("--edges needs FIRMS and PARKS", hint=hint))
        idle = {"programme_id": "--programme", "weights": "--weights", "top": "--top",
                "rules_file": "--rules", "lift": "--lift", "assume": "--assume",
                "day": "--day"}  # fmt: skip
        problems += [
            Problem(
                "does nothing with --edges", column=name, hint="the scores are given: leave it out"
            )
            for key, name in idle.items()
            if options[key]
        ]
    elif options["scheduler"]:
        hint = "workers read your own table of edges; leave --scheduler out, or give --edges"
        problems.append(Problem("--scheduler needs --edges", hint=hint))
    elif not options["firms"] and not options["programme_id"]:
        problems.append(Problem("say whose parks", hint="give --programme, or FIRMS and PARKS"))
    refuse_if_any(problems)


def fail_if_idle(options: Mapping[str, Any]) -> None:
    """An option given without a word, as by an unset variable of the shell, or no number at all."""
    from jiedui.core.errors import Problem, refuse_if_any

    named = {"edges_file": "--edges", "rules_file": "--rules", "programme_id": "--programme",
             "output": "-o"}  # fmt: skip
    hint = "give it a value, or leave it out"
    problems = [
        Problem("it is empty", column=named.get(key, f"--{key}"), hint=hint)
        for key, value in options.items()
        if value == ""
    ]
    if options["gap"] != options["gap"]:
        hint = "give a share from 0 to 1, as 1e-3"
        problems.append(Problem("not a number", column="--gap", value="nan", hint=hint))
    refuse_if_any(problems)


def fail_if_unwritable(output: str | None, options: Mapping[str, Any]) -> None:
    """Said before the work, not after it."""
    from jiedui.cli.pair_writing import fail_if_unwritable as fail_if_folder_closed
    from jiedui.core.errors import Problem, Refusal

    if output and Path(output).suffix.lower() not in KINDS:
        hint = f"allowed are {', '.join(KINDS)}"
        raise Refusal(Problem("unknown kind of file", column="-o", value=output, hint=hint))
    if output and Path(output).suffix.lower() == ".parquet":
        from jiedui.files import parquet

        parquet.engine(output)  # said before the work, not after it
    if output and len(os.fsencode(Path(output).name)) > NAME_BYTES_MOST:
        hint = f"name it in at most {NAME_BYTES_MOST} bytes"
        raise Refusal(Problem("the name is too long", column="-o", value=output, hint=hint))
    if output and not Path(output).resolve().parent.is_dir():
        hint = "make the folder first"
        raise Refusal(Problem("no such folder", column="-o", value=output, hint=hint))
    inputs = [options[key] for key in ("firms", "parks", "edges_file", "rules_file", "weights")]
    if output and any(is_same_file(output, one) for one in inputs if one):
        hint = "name another file: this one is read"
        raise Refusal(Problem("would be written over", column="-o", value=output, hint=hint))
    fail_if_folder_closed(output)


def is_same_file(one: str, other: str) -> bool:
    return Path(one).exists() and Path(other).exists() and Path(one).samefile(other)
