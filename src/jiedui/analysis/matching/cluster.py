"""A cluster of machines that runs Dask: its workers hold partitions, one for each of their threads.

Where a worker is lost, the scheduler makes its partitions again elsewhere from the files, and the
run goes on with the same bytes. Where nobody is left, the run is refused with what to do.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Any

from jiedui.analysis.matching import partitions
from jiedui.analysis.matching.partitions import Everywhere
from jiedui.core.errors import Problem, Refusal

CONNECT_S = 15.0
LOOK_S = 2.0
GRACE_S = 20.0
"""So long nobody may be there: a worker that was killed is started again by its nanny."""
START = "start one: `dask scheduler` on one machine, `dask worker ADDRESS` on each"


class Cluster:
    """A connection to a scheduler, and the threads of its workers.

    `is_mixed` where processors are not all of one kind: the last digits may then differ.
    """

    def __init__(self, client: Any, address: str):
        self.client, self.address = client, address
        self.is_mixed = False

    def threads(self) -> list[str]:
        """The address of a worker once for each thread that it has, in the order of addresses."""
        deadline = time.monotonic() + CONNECT_S
        while not (found := self._workers()):
            if time.monotonic() > deadline:
                raise Refusal(self.problem("the scheduler has no worker", START))
            time.sleep(0.2)
        return [worker for worker in sorted(found) for _ in range(found[worker])]

    def _workers(self) -> dict[str, int]:
        return dict(self.client.nthreads())

    def submit(self, function: Callable[..., Any], *given: Any, near: str = "") -> Any:
        """A result in the making; on worker `near` if that is there."""
        placed = {"workers": [near], "allow_other_workers": True} if near else {}
        with self._losses():
            return self.client.submit(function, *given, pure=False, **placed)

    def results(self, futures: Sequence[Any]) -> list[Any]:
        """The results in order, whatever workers are lost on the way, as long as one is left."""
        from distributed import wait

        alone_since = None
        with self._losses(), self.client.as_current():
            while True:
                try:
                    wait(futures, timeout=LOOK_S)
                    return list(self.client.gather(futures))
                except TimeoutError:
                    alone_since = self._alone_since(alone_since)

    @contextmanager
    def _losses(self) -> Iterator[None]:
        """What Dask says of losses, as refusals."""
        from distributed import CancelledError
        from distributed.client import ClosedClientError
        from distributed.comm import CommClosedError
        from distributed.scheduler import KilledWorker

        try:
            yield
        except KilledWorker:
            hint = "its workers probably lack memory: start more of them, or on larger machines"
            raise Refusal(self.problem("several workers died of one partition", hint)) from None
        except (CancelledError, CommClosedError, ClosedClientError):
            raise self._lost_for_good("the scheduler is lost") from None

    def _lost_for_good(self, reason: str) -> Refusal:
        hint = f"no answer was reached; run again; {START}"
        return Refusal(self.problem(reason, hint))

    def _alone_since(self, since: float | None) -> float | None:
        """Since when nobody is there; refused after a while."""
        now, lost = time.monotonic(), self._lost()
        if lost and since is not None and now - since > GRACE_S:
            raise self._lost_for_good(lost)
        return (since if since is not None else now) if lost else None

    def _lost(self) -> str:
        """Who is not there, or nothing."""
        try:
            if self.client.status == "running":
                return "" if self._workers() else "all workers are lost"
        except (OSError, TimeoutError):
            pass
        return "the scheduler is lost"

    def problem(self, reason: str, hint: str) -> Problem:
        return Problem(reason, column="--scheduler", value=self.address, hint=hint)

    def ask(self, held: Sequence[Any]) -> Callable[..., list[Any]]:
        """`spread.Ask` of the partitions that the workers hold."""

        def asked(
            name: str, common: tuple[Any, ...], own: Sequence[tuple[Any, ...] | None]
        ) -> list[Any]:
            return self.results(
                [
                    self.submit(partitions.ask, future, name, mine, common)
                    for future, mine in zip(held, own, strict=True)
                    if mine is not None
                ]
            )

        return asked


@contextmanager
def connected(address: str) -> Iterator[Cluster]:
    """A cluster whose workers run what this machine runs."""
    here = partitions.everywhere()
    try:
        import dask
        from distributed import Client
    except ModuleNotFoundError:
        hint = "run `make scale` once, or leave --scheduler out"
        raise Refusal(Problem("Dask is missing", column="--scheduler", hint=hint)) from None
    quiet = {"distributed.admin.large-graph-warning-threshold": "1TB"}  # shares of the placement
    with dask.config.set(quiet), silent():
        fail_if_no_scheduler(address)
        try:
            client = Client(address, timeout=CONNECT_S, set_as_default=False)
        except (OSError, TimeoutError):
            raise Refusal(nobody_at(address)) from None
        try:
            cluster = Cluster(client, address)
            cluster.threads()
            fail_if_other_software(cluster, here)
            yield cluster
        finally:
            with suppress(TimeoutError):  # all there is to say of the run is said
                client.close(timeout=LOOK_S)


def nobody_at(address: str, reason: str = "no scheduler answers") -> Problem:
    return Problem(reason, column="--scheduler", value=address, hint=START)


def fail_if_no_scheduler(address: str) -> None:
    """Refuse an address where something else listens, or nothing.

    Asked before a `Client` is made: half made, it holds the process for half a minute at the end,
    and where what listens is no Dask it would wait for ever.
    """
    with ThreadPoolExecutor(1) as aside:  # a notebook's own thread runs a loop already
        role = aside.submit(asyncio.run, role_at(address)).result()
    if not role:
        raise Refusal(nobody_at(address))
    if role != "Scheduler":
        raise Refusal(nobody_at(address, f"a {role.lower()} answers, not a scheduler"))


async def role_at(address: str) -> str:
    """What Dask calls itself at an address; nothing where no Dask answers in time."""
    from distributed import Security
    from distributed.comm import connect

    try:
        async with asyncio.timeout(CONNECT_S):
            known = Security().get_connection_args("client")
            comm = await connect(address, timeout=CONNECT_S, **known)
            try:
                await comm.write({"op": "identity", "reply": True})
                return str((await comm.read()).get("type", ""))
            finally:
                comm.abort()
    except Exception:  # an address without a port, a foreign protocol: whatever it is, no Dask
        return ""


@contextmanager
def silent() -> Iterator[None]:
    """What goes wrong is said by refusals, not by Dask's log."""
    log = logging.getLogger("distributed")
    level = log.level
    log.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        log.setLevel(level)


def fail_if_other_software(cluster: Cluster, here: Everywhere) -> None:
    """Other versions may round otherwise, and then the bytes are not those of one machine."""
    hint = "install the same locked requirements on every machine (`make scale`)"
    try:
        found: dict[str, Everywhere] = cluster.client.run(partitions.everywhere)
    except (Refusal, OSError):
        raise
    except Exception as why:  # Dask tells what failed on a worker by its text alone
        reason = f"a worker cannot run Jiedui ({why})"
        raise Refusal(cluster.problem(reason, hint)) from None
    for worker in sorted(found):
        if found[worker].versions() != here.versions():
            value = f"{worker} has {found[worker].told()}; here is {here.told()}"
            problem = Problem("other software", column="--scheduler", value=value, hint=hint)
            raise Refusal(problem)
    cluster.is_mixed = any(one.processor != here.processor for one in found.values())
