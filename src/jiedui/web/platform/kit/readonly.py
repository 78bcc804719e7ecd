"""Reading never writes: inside `reading_only` any SQL other than a SELECT raises."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from django.db import connections

_READS = re.compile(r"\s*(?:SELECT|WITH|EXPLAIN|SHOW|PRAGMA\s+\w+\s*(?:\(|;|$))", re.IGNORECASE)
_WRITES_INSIDE = re.compile(
    r"\b(?:INSERT\s+INTO|DELETE\s+FROM|UPDATE\s+\S+\s+SET)\b", re.IGNORECASE
)


class ReadOnlyViolation(RuntimeError):
    """A page that is only read tried to change the database."""


@contextmanager
def reading_only() -> Iterator[None]:
    with ExitStack() as stack:
        for connection in connections.all():
            stack.enter_context(connection.execute_wrapper(_refuse_writes))
        yield


def is_read(sql: str) -> bool:
    """Whether a statement only reads.

    >>> is_read("SELECT 1"), is_read("WITH gone AS (DELETE FROM x RETURNING 1) SELECT 1")
    (True, False)
    """
    if not _READS.match(sql):
        return False
    is_common_table = sql.lstrip()[:4].upper() == "WITH"
    return not (is_common_table and _WRITES_INSIDE.search(sql))


def _refuse_writes(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
) -> Any:
    if not is_read(sql):
        raise ReadOnlyViolation(
            f"a GET request ran {sql.split(None, 1)[0]}: writing belongs in an action, "
            "called from a POST"
        )
    return execute(sql, params, many, context)
