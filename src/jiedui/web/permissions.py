"""Hold the table of permissions to the addresses of the site.

python -m jiedui.web.permissions           the table as CSV, with every role that gets in
python -m jiedui.web.permissions --check   say which address has no row, which row no address
"""

from __future__ import annotations

import csv
import sys


def main(arguments: list[str]) -> int:
    from jiedui.web.platform.accounts.permissions import problems

    if arguments == ["--check"]:
        found = list(problems())
        for problem in found:
            print(f"permissions: {problem}", file=sys.stderr)  # noqa: T201 - this is a command line
        return 1 if found else 0
    _write()
    return 0


def _write() -> None:
    from jiedui.web.platform.accounts.permissions import COLUMNS, table
    from jiedui.web.platform.accounts.roles import with_capability

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow([*COLUMNS, "roles"])
    for row in table():
        roles = " ".join(sorted(with_capability(row.capability)))
        writer.writerow([row.endpoint, " ".join(row.methods), row.capability, row.scope, roles])


if __name__ == "__main__":
    from jiedui.web.config.opening import set_up_django

    set_up_django()
    sys.exit(main(sys.argv[1:]))
