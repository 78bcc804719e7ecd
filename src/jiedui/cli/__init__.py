"""`jiedui ...`: thin doors to the analysis. A command's module is imported only when it runs."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NoReturn

import click

if TYPE_CHECKING:
    from jiedui.core.errors import Problem

# name → (module under jiedui.cli, what `jiedui --help` says)
COMMANDS = {
    "gaps": ("gaps", "Measure how far apart regions are, by a named definition."),
    "structure": ("structure", "Describe industries: specialisation, similarity, chains."),
    "pair": ("pair", "Propose who should pair with whom, with reasons."),
    "match": ("match", "Place firms in parks within their limits, with a certificate."),
    "landing": ("landing", "Measure how much of what was signed has landed."),
    "report": ("report", "Write a report of gaps or pairing as HTML, PDF, Word or Excel."),
    "data": ("data", "List, show and verify the data sets that ship with Jiedui."),
    "init": ("site", "Make the site's database and load the bundled data."),
    "import": ("importing", "Take in a table of records: all of it or nothing."),
    "export": ("exporting", "Write the records of a kind to a file."),
    "template": ("templates", "Write an empty table to fill in."),
    "serve": ("site", "Open the site."),
    "demo": ("demo", "Fill an empty store with a made-up year of work, to try the site."),
    "users": ("users", "List and make accounts, grant roles, print one-time sign-in links."),
    "audit": ("audit", "Verify the audit trail, and anchor its end outside the store."),
    "doctor": ("doctor", "Say what works here and what is missing."),
}


class LazyGroup(click.Group):
    """Knows every command's name and summary without importing it: `--help` stays quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        import importlib

        module = importlib.import_module(f"jiedui.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="jiedui", message="%(version)s")
def root() -> None:
    """Paired regional cooperation (结对): from the gap to the effect.

    Exit status: 0 done, 1 a check found something, 2 refused with a reason.

    \b
    Example:  jiedui gaps --programme jiangsu-2022 --year 2021
    """


def main(arguments: list[str] | None = None) -> None:
    """Run a command; a refusal is printed line by line on stderr and ends with status 2.

    Ctrl+C ends with 130, as the shell expects; a reader that closes the pipe early with 141.
    """
    from jiedui.core.errors import Refusal

    try:
        sys.exit(root.main(args=arguments, prog_name="jiedui", standalone_mode=False) or 0)
    except Refusal as refusal:
        _stop(2, *refusal.problems)
    except click.exceptions.NoArgsIsHelpError as fault:
        _stop(2, fault.format_message())
    except click.ClickException as fault:
        _stop(2, misused(fault))
    except click.Abort:
        _stop(130, "stopped: nothing more is written")


def _stop(status: int, *lines: object) -> NoReturn:
    for line in lines:
        print(line, file=sys.stderr)  # noqa: T201 - this is the command line
    sys.exit(status)


def misused(fault: click.ClickException) -> Problem:
    """What click finds wrong with a command line, said as every other refusal is."""
    from jiedui.core.errors import Problem

    context = getattr(fault, "ctx", None)
    command = context.command_path if context else "jiedui"
    option = getattr(fault, "param", None)
    name = getattr(fault, "option_name", None) or (_option(option) if option else "")
    message = fault.format_message() if not option else fault.message
    if isinstance(fault, click.MissingParameter):
        message = "it is missing"
    reason = message.strip().rstrip(".")
    return Problem(reason[:1].lower() + reason[1:], column=name, hint=f"see `{command} --help`")


def _option(option: click.Parameter) -> str:
    """The name by which a user knows it: the longest `--name`, or an argument's own."""
    if isinstance(option, click.Option):
        return max(option.opts, key=len)
    return (option.name or "").upper()
