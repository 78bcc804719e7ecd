"""Make `docs/reference` again from the program itself: `make docs`.

Pages: every command's help, every indicator of the catalog, every bundled data set. A test
compares the pages with what this makes, so they cannot drift.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

REFERENCE = Path(__file__).parent / "reference"
MADE = "Made by `make docs`; change the program, not this page."


def pages() -> dict[str, str]:
    """File name → text of every generated page."""
    return {
        "commands.md": commands(),
        "permissions.md": permissions(),
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
