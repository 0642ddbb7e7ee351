"""Workers: processes of this machine, or of a Dask cluster through joblib's back end, that do tasks of any kind.

Here is what holds for each of them: how one starts, how its death is noticed, and how a signal stops them all.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from types import FrameType
from typing import Any

import joblib
from joblib.externals.loky.process_executor import TerminatedWorkerError

from welllog_mdn.errors import UsageError, WelllogError, one_line
from welllog_mdn.field.listener import Listener
from welllog_mdn.system.signals import Stopped, handled


def worker_starts(parent: int) -> None:
    """Prepare a worker process: the parent alone hears signals, and a worker never outlives it.

    Without this a worker would go on writing after a run was killed, and meet the run that resumes it.
    """
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.2)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _deaths() -> tuple[type[BaseException], ...]:
    """Return the errors by which a pool of workers says that one of them ended in the middle of a task."""
    try:
        from distributed.scheduler import KilledWorker
    except ImportError:
        return (TerminatedWorkerError,)
    return (TerminatedWorkerError, KilledWorker)


class SchedulerLost(WelllogError):
    """The Dask scheduler ended, or cannot be reached any more; what came back until then is safe."""


def _losses() -> tuple[type[BaseException], ...]:
    """Return the errors by which a client says that its scheduler is gone."""
    try:
        from distributed.client import FutureCancelledError
        from distributed.comm import CommClosedError
    except ImportError:
        return ()
    return (FutureCancelledError, CommClosedError)


def _with_number(work: Callable[[Any], Any], number: int, task: Any) -> tuple[int, Any]:
    """Return the task's number with its result."""
    return number, work(task)


class Crew:
    """Workers for tasks: processes of this machine, or of a Dask cluster.

    Results come as they are done. A worker that dies takes no other task with it: what was in hand is
    run again one by one, and a task that ends its process again is given up. `stop_signal`, or `closed`, once set,
    lets the tasks in hand finish and hands out no more.
    """

    def __init__(self, jobs: int, scheduler: str | None = None) -> None:
        self.jobs, self.scheduler = jobs, scheduler
        self.stop_signal: int | None = None
        self.closed = False
        self._client: Any = None

    def __enter__(self) -> Crew:
        if self.scheduler is not None:
            self._client = _connected(self.scheduler)
        return self

    def __exit__(self, *_: object) -> None:
        if self._client is not None:
            self._client.close()

    @property
    def going(self) -> bool:
        """Whether tasks are still handed out."""
        return self.stop_signal is None and not self.closed

    def run(self, work: Callable[[Any], Any], tasks: Iterable[Any], give_up: Callable[[Any], Any]) -> Iterator[Any]:
        """Yield `work(task)` of each task as it is done; `give_up(task)` where it ends its worker twice.

        Raises SchedulerLost.
        """
        try:
            yield from self._run(work, tasks, give_up)
        except _losses() as error:
            raise SchedulerLost(f"the scheduler {self.scheduler} is gone", hint="--resume goes on") from error

    def _run(self, work: Callable[[Any], Any], tasks: Iterable[Any], give_up: Callable[[Any], Any]) -> Iterator[Any]:
        """Do what `run` says, and let the loss of the scheduler through."""
        waiting = iter(tasks)
        if self.jobs == 1 and self.scheduler is None:
            while self.going and (task := next(waiting, None)) is not None:
                yield work(task)
            return
        died = True
        while died and self.going:
            in_hand: dict[int, Any] = {}
            died = False
            try:
                yield from self._together(work, waiting, in_hand)
            except _deaths():
                died = True
            for number in sorted(in_hand):
                if self.going:
                    yield self._alone(work, in_hand[number], give_up)

    def _handed_out(self, work: Callable[[Any], Any], waiting: Iterator[Any], in_hand: dict[int, Any]) -> Iterator[Any]:
        """Yield joblib's calls, noting each task as in hand, until told to stop."""
        number = 0
        while self.going and (task := next(waiting, None)) is not None:
            number += 1
            in_hand[number] = task
            yield joblib.delayed(_with_number)(work, number, task)

    def _together(self, work: Callable[[Any], Any], waiting: Iterator[Any], in_hand: dict[int, Any]) -> Iterator[Any]:
        """Yield results of many workers; raise one of `_deaths()` where a worker died."""
        with self._pool() as pool:
            for number, result in pool(self._handed_out(work, waiting, in_hand)):
                del in_hand[number]
                yield result

    def _alone(self, work: Callable[[Any], Any], task: Any, give_up: Callable[[Any], Any]) -> Any:
        """Return the result of a task that was in hand when a worker died, run by itself."""
        try:
            with self._pool() as pool:
                return next(iter(pool([joblib.delayed(work)(task)])))
        except _deaths():
            return give_up(task)

    @contextlib.contextmanager
    def _pool(self) -> Iterator[Any]:
        """Give joblib's pool; processes hold one task each, so that a stop waits for few wells."""
        shape = {"return_as": "generator_unordered", "batch_size": 1}
        if self._client is None:
            start = {"initializer": worker_starts, "initargs": (os.getpid(),)}
            with warnings.catch_warnings():
                # joblib replaces a worker that idled while models were trained or grew by loading one; no task is lost
                warnings.filterwarnings("ignore", "A worker stopped while some jobs were given", UserWarning)
                yield joblib.Parallel(self.jobs, backend="loky", pre_dispatch=self.jobs, **shape, **start)
            return
        with joblib.parallel_config(backend="dask") as config:
            ahead = max(64, 4 * sum(self._client.ncores().values()))  # workers that join late find tasks waiting
            config["backend"].effective_n_jobs = lambda _: ahead  # of one worker joblib would make none
            yield joblib.Parallel(n_jobs=-1, pre_dispatch=ahead, **shape)


def _connected(address: str) -> Any:
    """Return a client of the Dask scheduler at `address`, once it has a worker.

    Raises UsageError where there is none.
    """
    try:
        from distributed import Client
    except ImportError as error:
        hint = "install the extra: pip install 'welllog_mdn[cluster]'"
        raise UsageError("--scheduler needs dask and distributed", hint=hint) from error
    try:
        client = Client(address, timeout=20)
        client.wait_for_workers(1, timeout=60)
    except (OSError, ValueError, TimeoutError) as error:
        cause = f"--scheduler {address}: no scheduler with workers answers there ({one_line(error, 200)})"
        raise UsageError(cause, hint="start one with: dask scheduler; dask worker ADDRESS --nthreads 1") from error
    return client


@contextlib.contextmanager
def stopping(crew: Crew, listen: Listener) -> Iterator[None]:
    """Let a first SIGINT or SIGTERM stop the crew after the wells in hand, and a second one at once."""

    def stop(signum: int, frame: FrameType | None) -> None:
        if crew.stop_signal is not None:
            raise Stopped(signum)
        crew.stop_signal = signum
        listen.info("stopping: the wells in hand are finished first; a second signal stops at once")

    with handled(stop):
        yield
