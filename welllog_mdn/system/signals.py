"""Who hears SIGINT and SIGTERM, for how long, and how a run ends by them."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

_STOPS = (signal.SIGINT, signal.SIGTERM)


class Stopped(KeyboardInterrupt):
    """The user or the system asked the program to stop; `exit_code` is 128 plus the signal's number."""

    def __init__(self, signum: int) -> None:
        super().__init__(f"stopped by {signal.Signals(signum).name}")
        self.signum = signum
        self.exit_code = 128 + signum


def _ours(signals: Sequence[signal.Signals] = _STOPS) -> list[signal.Signals]:
    """Return those that may be handled: none outside the main thread, where Python never delivers signals, and none
    that a program which embeds Python handles in C, since that handler could not be put back.
    """
    if threading.current_thread() is not threading.main_thread():
        return []
    return [each for each in signals if signal.getsignal(each) is not None]


@contextmanager
def handled(
    handler: Callable[[int, FrameType | None], None], signals: Sequence[signal.Signals] = _STOPS
) -> Iterator[None]:
    """Let `handler` hear signals until the block ends, where they may be handled (see `_ours`)."""
    before = {each: signal.getsignal(each) for each in _ours(signals)}
    try:
        for each in before:
            signal.signal(each, handler)
        yield
    finally:
        for each, earlier in before.items():
            signal.signal(each, earlier)


@contextmanager
def stop_on_signals() -> Iterator[None]:
    """Turn the first SIGINT or SIGTERM into `Stopped`; a second one ends the process at once.

    For the main thread of a program; a write under way (`write_atomic`) is finished first, and so is an import.
    """
    here, ours = sys._getframe(2), _ours()  # the frame below the context manager's own

    def stop(signum: int, frame: FrameType | None) -> None:
        for each in ours:
            signal.signal(each, _end)  # the default in its place would be a fault where a second one came meanwhile
        if (importing := _import_in(frame, here)) is None:
            raise Stopped(signum)
        _raise_after(importing, Stopped(signum))

    with handled(stop):
        yield


@contextmanager
def stop_on_hangup() -> Iterator[None]:
    """Take the loss of the terminal for a SIGTERM, unless it is to be outlived, as under nohup."""
    if not hasattr(signal, "SIGHUP") or signal.getsignal(signal.SIGHUP) != signal.SIG_DFL:
        yield
        return

    def stop(*_: object) -> None:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)  # the shell sends one, and the system another
        signal.raise_signal(signal.SIGTERM)

    with handled(stop, [signal.SIGHUP]):
        yield


def _end(signum: int, _: FrameType | None) -> None:
    """End the process as a signal does that nobody handles."""
    signal.signal(signum, signal.SIG_DFL)
    signal.raise_signal(signum)


def ignore_signals() -> None:
    """Let a program that has done its work end as it would, whatever signal still comes."""
    for each in _ours():
        signal.signal(each, signal.SIG_IGN)


def _import_in(frame: FrameType | None, base: FrameType) -> FrameType | None:
    """Return the outermost frame of an import among `frame` and its callers up to `base`; None without any."""
    found = None
    while frame is not None and frame is not base:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            found = frame
        frame = frame.f_back
    return found


def _raise_after(importing: FrameType, stopped: Stopped) -> None:
    """Raise `stopped` once the import is over.

    Halfway it would be lost in a callback of the import system, or leave numpy or torch half made: what comes next then
    fails in its own way, or the process aborts.
    """

    def watch(frame: FrameType, event: str, _: object) -> None:
        if frame is importing and event == "return":
            sys.setprofile(None)
            raise stopped

    sys.setprofile(watch)


@contextmanager
def signals_held() -> Iterator[None]:
    """Hold SIGINT and SIGTERM back until the block ends, by an error too, then deliver; a second signal is not held."""
    held: list[int] = []

    def hold(signum: int, frame: FrameType | None) -> None:
        if held:
            raise Stopped(signum)
        held.append(signum)

    try:
        with handled(hold):
            yield
    except Exception:  # none of a second signal, which says itself how the run ends
        _deliver(held)
        raise
    _deliver(held)


def _deliver(held: Sequence[int]) -> None:
    """Let those hear signals that would have without being held."""
    for signum in held:
        signal.raise_signal(signum)
