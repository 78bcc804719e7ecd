"""Django's own commands: `python -m jiedui.web.manage COMMAND`."""

from __future__ import annotations

import os
import sys


def main(arguments: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiedui.web.config.settings")
    from django.core.management import execute_from_command_line

    from jiedui.core.errors import Refusal

    try:
        from jiedui.web.config.safety import make_home
        from jiedui.web.config.settings import HOME

        make_home(HOME)
        execute_from_command_line(["manage", *arguments])
    except Refusal as refusal:
        for problem in refusal.problems:
            print(problem, file=sys.stderr)  # noqa: T201 - this is a command line
        sys.exit(2)


if __name__ == "__main__":
    main(sys.argv[1:])
