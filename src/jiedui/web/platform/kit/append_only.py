"""Tables whose rows are written once: the database itself refuses to change or delete them.

On SQLite a later change of a column makes Django build the table anew, which drops its triggers:
such a migration ends with `guarded(...)` again. A test of the app tries to change a row.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations


def guarded(table: str, message: str, *, open_while: str = "") -> migrations.RunPython:
    """A migration step after which rows of `table` stay as they were written.

    Parameters
    ----------
    message
        What the database says when somebody tries, in the user's words. No quotation marks.
    open_while
        A condition on the row as it stands, such as ``OLD.decided_at IS NULL``, under which it may
        still be changed. Deleting is refused always.
    """
    return migrations.RunPython(_run(forward(table, message, open_while)), _run(backward(table)))


def forward(table: str, message: str, open_while: str = "") -> dict[str, list[str]]:
    """The SQL for each database."""
    when = f"WHEN (NOT ({open_while})) " if open_while else ""
    return {
        "sqlite": [
            f"CREATE TRIGGER {table}_no_{word} BEFORE {word.upper()} ON {table} "
            f"{when if word == 'update' else ''}BEGIN SELECT RAISE(ABORT, '{message}'); END"
            for word in ("update", "delete")
        ],
        "postgresql": [
            f"""CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END
            $$""",
            f"""CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}
            FOR EACH ROW {when}EXECUTE FUNCTION {table}_refuse()""",
            f"""CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION {table}_refuse()""",
            f"""CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()""",
        ],
    }


def backward(table: str) -> dict[str, list[str]]:
    """The SQL that takes the guard away again."""
    words = ("truncate", "delete", "update")
    return {
        "sqlite": [f"DROP TRIGGER {table}_no_{word}" for word in words[1:]],
        "postgresql": [
            *(f"DROP TRIGGER {table}_no_{word} ON {table}" for word in words),
            f"DROP FUNCTION {table}_refuse()",
        ],
    }


def _run(statements: dict[str, list[str]]) -> Any:
    def run(apps: Any, schema_editor: Any) -> None:
        for statement in statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement, params=None)

    return run


def refused_on_insert(table: str, name: str, condition: str, message: str) -> migrations.RunPython:
    """A migration step after which rows that meet `condition` are refused with `message`.

    For what a check constraint cannot say because it looks at other rows. The condition reads
    the new row as ``NEW`` and may hold sub-queries.
    """
    trigger = f"{table}_{name}"
    forward = {
        "sqlite": [
            f"CREATE TRIGGER {trigger} BEFORE INSERT ON {table} WHEN {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        ],
        "postgresql": [
            f"""CREATE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN IF {condition} THEN
                RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation';
            END IF; RETURN NEW; END $$""",
            f"""CREATE TRIGGER {trigger} BEFORE INSERT ON {table}
            FOR EACH ROW EXECUTE FUNCTION {trigger}()""",
        ],
    }
    backward = {
        "sqlite": [f"DROP TRIGGER {trigger}"],
        "postgresql": [f"DROP TRIGGER {trigger} ON {table}", f"DROP FUNCTION {trigger}()"],
    }
    return migrations.RunPython(_run(forward), _run(backward))
