"""Make `docs/reference` again from the program itself: `make docs`.

Pages: every command's help, every operation of the HTTP API, the permissions, every indicator of
the catalog, every bundled data set. A test compares them with what this makes, so none drifts.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

REFERENCE = Path(__file__).parent / "reference"
MADE = "Made by `make docs`; change the program, not this page."


def pages() -> dict[str, str]:
    """File name → text of every generated page."""
    return {
        "commands.md": commands(),
        "permissions.md": permissions(),
        "api.md": api(),
        "indicators.md": indicators(),
        "data-sets.md": data_sets(),
    }


def commands() -> str:
    from jiedui.cli import root

    parts = ["# Commands", MADE, help_of(root, "jiedui")]
    context = click.Context(root)
    for name in root.list_commands(context):
        command = root.get_command(context, name)
        if command is not None:
            parts += [f"## jiedui {name}", help_of(command, f"jiedui {name}")]
            parts += subcommands(command, f"jiedui {name}")
    return "\n\n".join(parts) + "\n"


def permissions() -> str:
    """Role × capability, then address × capability × scope, as the gate reads them."""
    from jiedui.web.config.opening import set_up_django

    set_up_django()
    from jiedui.web.platform.accounts.capabilities import LABELS
    from jiedui.web.platform.accounts.permissions import table
    from jiedui.web.platform.accounts.roles import ROLES

    roles = ["| role | 角色 | capabilities |", "|---|---|---|"]
    for code, role in ROLES.items():
        may = ", ".join(one for one in LABELS if one in role.may)
        roles.append(f"| `{code}` | {role.name} | {may} |")
    rows = ["| address | methods | capability | scope |", "|---|---|---|---|"]
    for one in sorted(table(), key=lambda row: (row.endpoint, row.methods)):
        rows.append(
            f"| `{one.endpoint}` | {' '.join(one.methods)} | {one.capability} | {one.scope} |"
        )
    said = (
        "A role says what may be done, a grant says where. `public` is open without signing in, "
        "`signed_in` to every account, `closed` to nobody. What a grant does not reach answers 404."
    )
    parts = ["# Permissions", MADE, said, "\n".join(roles), "## Addresses", "\n".join(rows)]
    return "\n\n".join(parts) + "\n"


def api() -> str:
    """Every operation with what it asks for, then every shape of body, from the description."""
    from jiedui.web.config.opening import set_up_django

    set_up_django()
    from jiedui.web.config.api import api as described
    from jiedui.web.config.api import operations

    told = described.get_openapi_schema()
    rows = ["| operation | what it does | capability | answers |", "|---|---|---|---|"]
    rows += [
        f"| `{one['method']} {one['path']}` | {one['summary']} | {one['capability']} "
        f"| {' '.join(one['statuses'])} |"
        for one in operations()
    ]
    said = (
        f"{told['info']['description']} The whole description, open to all, is at "
        "`/api/v1/openapi.json`. A session or `Authorization: Bearer TOKEN` proves who asks."
    )
    shapes = [part for name, shape in _shapes(told) for part in (f"### {name}", shape)]
    parts = ["# HTTP API", MADE, said, "\n".join(rows), "## Bodies", *shapes]
    return "\n\n".join(parts) + "\n"


def _shapes(told: dict[str, Any]) -> list[tuple[str, str]]:
    """The bodies that operations take, with what each field must be."""
    found, known = [], told["components"]["schemas"]
    for name, shape in sorted(known.items()):
        if not shape.get("properties") or not _is_sent(told, name):
            continue
        needed = shape.get("required", ())
        lines = ["| field | type | required |", "|---|---|---|"]
        lines += [
            f"| `{field}` | {_type(one, known)} | {'yes' if field in needed else ''} |"
            for field, one in shape["properties"].items()
        ]
        found.append((name, "\n".join([*_lead(shape), *lines])))
    return found


def _lead(shape: dict[str, Any]) -> list[str]:
    return [shape["description"], ""] if shape.get("description") else []


def _is_sent(told: dict[str, Any], name: str) -> bool:
    bodies = [
        one.get("requestBody", {}) for methods in told["paths"].values() for one in methods.values()
    ]
    return any(f"/{name}'" in str(body) for body in bodies)


def _type(one: dict[str, Any], known: dict[str, Any]) -> str:
    """A type in words, with the values that it allows."""
    if "$ref" in one:
        return _type(known[one["$ref"].rpartition("/")[2]], known)
    for several in ("anyOf", "allOf"):
        if several in one:
            return " or ".join(dict.fromkeys(_type(part, known) for part in one[several]))
    if "const" in one:
        return f"`{one['const']}`" if one["const"] else "empty"
    if "enum" in one:
        return ", ".join(f"`{value}`" if value else "empty" for value in one["enum"])
    if one.get("type") == "array":
        return f"list of {_type(one.get('items', {}), known)}"
    return str(one.get("format") or one.get("type", "any"))


def subcommands(command: click.Command, path: str) -> list[str]:
    if not isinstance(command, click.Group):
        return []
    found = []
    for name, inner in sorted(command.commands.items()):
        found += [f"### {path} {name}", help_of(inner, f"{path} {name}")]
    return found


def help_of(command: click.Command, path: str) -> str:
    names = ["-h", "--help"]  # as every command inherits them from `jiedui`
    context = click.Context(
        command,
        info_name=path,
        terminal_width=100,
        max_content_width=100,
        help_option_names=names,
    )
    return f"```\n{command.get_help(context).rstrip()}\n```"


def indicators() -> str:
    from jiedui.catalog import indicators as catalog

    rows = [
        f"| `{i.id}` | {i.name_zh} | {i.name_en} | {i.unit} | {i.definition_zh} {i.definition_en} |"
        for i in catalog().values()
    ]
    head = ["| id | 中文 | English | unit | definition |", "|---|---|---|---|---|"]
    return "\n\n".join(["# Indicators", MADE, "\n".join([*head, *rows])]) + "\n"


def data_sets() -> str:
    from jiedui import data

    rows = []
    for name in data.names():
        about = data.about(name)
        rows.append(f"| `{name}` | {about.title_zh} | {about.title_en} | {about.licence} |")
    head = ["| name | 中文 | English | licence |", "|---|---|---|---|"]
    note = "`jiedui data show NAME` prints years, units, source, changes and doubts of one set."
    return "\n\n".join(["# Bundled data sets", MADE, note, "\n".join([*head, *rows])]) + "\n"


def main(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else REFERENCE)
