"""How a signal ends a run: once, at a place where nothing is lost, and with the handlers put back."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from importlib import import_module
from pathlib import Path

import pytest

from welllog_mdn.field.crew import Crew, stopping
from welllog_mdn.field.listener import Listener
from welllog_mdn.system import signals


@pytest.mark.parametrize("second", [signal.SIGINT, signal.SIGTERM])
def test_a_second_signal_ends_the_process_without_a_traceback(second: signal.Signals) -> None:
    """Also one that came together with the first, of which Python said that it was ignored due to a race condition."""
    code = f"""
import os, signal
from welllog_mdn.system.signals import Stopped, stop_on_signals
both = {{signal.SIGINT, signal.SIGTERM}}
with stop_on_signals():
    try:
        signal.pthread_sigmask(signal.SIG_BLOCK, both)
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), {int(second)})
        signal.pthread_sigmask(signal.SIG_UNBLOCK, both)
    except Stopped:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, both)  # looks for signals that came meanwhile
        os.kill(os.getpid(), {int(second)})
    print("not reached")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60, check=False)
    assert done.stderr == b"" and done.stdout == b"" and done.returncode == -second


@pytest.mark.parametrize("ends", ["", "raise ImportError"])
def test_signal_during_an_import_waits_until_that_is_over(
    tmp_path: Path, quiet_signals: None, monkeypatch: pytest.MonkeyPatch, ends: str
) -> None:
    """No library is left half made by it, and no callback of the import system swallows it."""
    inner = "import os, signal\nos.kill(os.getpid(), signal.SIGINT)\nfor _ in range(9):\n    pass\n"
    (tmp_path / "wmdn_inner.py").write_text(inner + ends)
    outer = "try:\n    import wmdn_inner\nexcept ImportError:\n    pass\ndone = []"
    (tmp_path / "wmdn_outer.py").write_text(outer)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(signals.Stopped), signals.stop_on_signals():
        import_module("wmdn_outer")
    sys.modules.pop("wmdn_inner", None)
    assert sys.modules.pop("wmdn_outer").done == []
    assert sys.getprofile() is None


BLOCKS = {
    "stopped": signals.stop_on_signals,
    "hung up": signals.stop_on_hangup,
    "held": signals.signals_held,
    "crew": lambda: stopping(Crew(1), Listener()),
}


@pytest.mark.parametrize("name", BLOCKS)
def test_handlers_are_put_back(name: str, quiet_signals: None) -> None:
    """Each block takes its own, and leaves those that it found."""
    ours = signal.SIGHUP if name == "hung up" else signal.SIGTERM
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # not so under nohup
    before = signal.getsignal(ours)
    with BLOCKS[name]():
        assert signal.getsignal(ours) != before
    assert signal.getsignal(ours) == before


@pytest.mark.parametrize("name", BLOCKS)
def test_a_handler_of_an_embedding_program_is_left_alone(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Python knows it as None and could not put it back: that was an error behind the block, or it was lost."""
    taken: list[int] = []
    monkeypatch.setattr(signal, "getsignal", lambda each: None)
    monkeypatch.setattr(signal, "signal", lambda each, handler: taken.append(each))
    with BLOCKS[name]():
        pass
    signals.ignore_signals()
    assert taken == []


@pytest.mark.parametrize("name", BLOCKS)
def test_outside_the_main_thread_nothing_is_handled(name: str) -> None:
    """Python lets no other thread do so."""
    passed: list[bool] = []

    def block() -> None:
        with BLOCKS[name]():
            passed.append(True)

    thread = threading.Thread(target=block)
    thread.start()
    thread.join()
    assert passed == [True]


def test_a_held_signal_is_not_lost_where_the_block_fails(quiet_signals: None) -> None:
    """A full disk or a lock that is taken; where whoever hears it goes on, so does the error, and a second signal ends
    the run as itself.
    """
    with pytest.raises(signals.Stopped) as stopped, signals.stop_on_signals(), signals.signals_held():
        signal.raise_signal(signal.SIGTERM)
        raise OSError
    assert stopped.value.exit_code == 143
    heard: list[int] = []
    with signals.handled(lambda signum, _: heard.append(signum)):
        with pytest.raises(OSError), signals.signals_held():
            signal.raise_signal(signal.SIGTERM)
            raise OSError
        with pytest.raises(signals.Stopped) as stopped, signals.signals_held():
            signal.raise_signal(signal.SIGTERM)
            signal.raise_signal(signal.SIGINT)
    assert heard == [signal.SIGTERM] and stopped.value.exit_code == 130
