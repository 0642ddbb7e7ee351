"""Workers: results, deaths and stops."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import warnings
from typing import Any

import pytest

from welllog_mdn.field.crew import Crew
from welllog_mdn.field.threads import allowed_threads, cores


def double_or_die(task: tuple[int, int]) -> int:
    """Return the double of a number; end the process without a word where it is the deadly one."""
    number, deadly = task
    if number == deadly:
        os.kill(os.getpid(), signal.SIGKILL)
    return 2 * number


def test_a_limit_on_the_cores_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """As that of a container is, which a test cannot set; OMP_NUM_THREADS lifts no limit."""
    monkeypatch.setenv("LOKY_MAX_CPU_COUNT", "1")
    monkeypatch.setenv("OMP_NUM_THREADS", "64")
    assert (cores(), allowed_threads()) == (1, 1)


@pytest.mark.parametrize("jobs", [1, 2])
def test_results_do_not_depend_on_the_number_of_workers(jobs: int) -> None:
    """Every task comes back once, from one worker or two."""
    tasks = [(i, -1) for i in range(7)]
    assert sorted(Crew(jobs).run(double_or_die, tasks, lambda t: None)) == [0, 2, 4, 6, 8, 10, 12]


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is a signal of POSIX systems")
def test_a_worker_that_dies_takes_no_other_task_with_it() -> None:
    """The deadly task is given up; the eight others have their results."""
    given_up: list[Any] = []
    tasks = [(i, 3) for i in range(9)]
    results = sorted(r for r in Crew(2).run(double_or_die, tasks, given_up.append) if r is not None)
    assert results == [0, 2, 4, 8, 10, 12, 14, 16]
    assert given_up == [(3, 3)]


def double_slowly(task: tuple[int, int]) -> int:
    """Double a number in the time of a small well: joblib looks for results every 10 ms, and could miss many faster."""
    time.sleep(0.1)
    return double_or_die(task)


def test_a_stop_lets_the_tasks_in_hand_finish_and_hands_out_no_more() -> None:
    """After the signal is noted, at most the tasks of two workers and those handed to them come back."""
    crew = Crew(2)
    done = []
    for result in crew.run(double_slowly, [(i, -1) for i in range(50)], lambda t: None):
        done.append(result)
        crew.stop_signal = signal.SIGTERM
    assert 1 <= len(done) <= 8


def test_a_run_leaves_the_filters_of_warnings_as_they_were() -> None:
    """Nothing of it stays in the process."""
    before = list(warnings.filters)
    assert len(list(Crew(2).run(double_or_die, [(i, -1) for i in range(3)], lambda t: None))) == 3
    assert warnings.filters == before


def test_importing_a_field_sets_nothing_global() -> None:
    """Pickle's table of types is that of every library in the process."""
    code = (
        "import copyreg, warnings\nfrom types import MappingProxyType\n"
        "import joblib, numpy, torch\nfilters = list(warnings.filters)\nimport welllog_mdn.field.batch\n"
        "print(MappingProxyType in copyreg.dispatch_table, warnings.filters == filters)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]
