"""How long a sign-in lasts, a link works, a password holds, an account may sleep."""

from datetime import timedelta
from typing import Final

IDLE: Final = timedelta(minutes=30)
ABSOLUTE: Final = timedelta(hours=12)
NOTED_EVERY: Final = timedelta(minutes=1)  # last activity is written no more often than this
LINK: Final = timedelta(hours=24)
PASSWORD: Final = timedelta(days=90)  # of the profile `djbh` alone
STALE: Final = timedelta(days=90)
FAILURES: Final = 5  # wrong passwords before a wait begins
WAIT_FIRST: Final = timedelta(seconds=30)
WAIT_MAX: Final = timedelta(minutes=15)
