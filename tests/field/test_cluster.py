"""A Dask cluster on loopback: a real scheduler and workers in processes of their own."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from small_field import write_field

from welllog_mdn.field.batch import FieldResult, predict_field
from welllog_mdn.field.crew import Crew, SchedulerLost
from welllog_mdn.field.options import Writing
from welllog_mdn.field.summary import JOURNAL

pytest.importorskip("distributed", reason="needs the extra: pip install 'welllog_mdn[cluster]'")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::DeprecationWarning:distributed"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Cluster:
    """A scheduler, and workers started one by one."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.address = folder, f"tcp://127.0.0.1:{free_port()}"
        port = self.address.rpartition(":")[2]
        words = ["scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard", "--no-show"]
        self.processes = [self._start(words, folder)]

    def worker(self) -> subprocess.Popen[bytes]:
        """Start a worker of one thread in a folder of its own."""
        place = self.folder / f"worker{len(self.processes)}"
        place.mkdir()
        words = ["worker", self.address, "--nthreads", "1", "--nworkers", "1", "--no-nanny", "--no-dashboard"]
        process = self._start([*words, "--local-directory", str(place)], place)
        self.processes.append(process)
        return process

    def _start(self, words: list[str], folder: Path) -> subprocess.Popen[bytes]:
        with (folder / "log").open("wb") as log:
            command = [sys.executable, "-W", "default", "-m", "dask", *words]
            return subprocess.Popen(
                command, stdout=log, stderr=log, cwd=folder, env={**os.environ, "OMP_NUM_THREADS": "1"}
            )


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """A scheduler without workers; everything is ended afterwards."""
    (tmp_path / "cluster").mkdir()
    made = Cluster(tmp_path / "cluster")
    yield made
    for process in reversed(made.processes):
        with contextlib.suppress(OSError):
            process.kill()
        process.wait()


def run(field: Path, out: Path, model: Path, scheduler: str | None) -> FieldResult:
    """Predict the field with a saved model."""
    writing = Writing(out, report=False)
    return predict_field(field, (), models=[model], scheduler=scheduler, jobs=1, writing=writing)


def products(out: Path) -> dict[str, bytes]:
    """Return the LAS products."""
    return {p.name: p.read_bytes() for p in sorted(out.glob("*.las"))}


def test_a_cluster_gives_the_same_bytes_while_a_worker_dies_and_another_joins(
    tmp_path: Path, small_model: Path, cluster: Cluster
) -> None:
    """Two workers; one is killed once the first well is done, a third joins: every well is written."""
    field = write_field(tmp_path / "in", 40)
    doomed, _ = cluster.worker(), cluster.worker()

    def kill_one() -> None:
        while not list((tmp_path / "out").glob("*.las")):
            time.sleep(0.02)
        doomed.kill()
        cluster.worker()

    accident = threading.Thread(target=kill_one, daemon=True)
    accident.start()
    result = run(field, tmp_path / "out", small_model, cluster.address)
    accident.join(timeout=60)
    assert doomed.wait() != 0
    assert result.refused == 0 and len(result.rows) == 40
    run(field, tmp_path / "alone", small_model, None)
    assert products(tmp_path / "out") == products(tmp_path / "alone")


def test_workers_that_do_not_see_the_folders_get_the_bytes(tmp_path: Path, small_model: Path, cluster: Cluster) -> None:
    """The worker is told paths that lead nowhere for it: files and products travel instead."""
    from dataclasses import replace

    from welllog_mdn.field import batch

    field = write_field(tmp_path / "in", 3)
    cluster.worker()
    real = batch.predict_task

    class Elsewhere(batch.Crew):
        """Sends tasks whose paths do not exist on the worker."""

        def run(self, work, tasks, give_up):  # type: ignore[no-untyped-def]
            hidden = (replace(t, path=t.path.replace("/in/", "/not/")) if t.data is None else t for t in tasks)
            return super().run(real, hidden, give_up)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batch, "Crew", Elsewhere)
        result = run(field, tmp_path / "out", small_model, cluster.address)
    assert [row["status"] for row in result.rows] == ["written"] * 3
    run(field, tmp_path / "alone", small_model, None)
    assert products(tmp_path / "out") == products(tmp_path / "alone")


def test_one_worker_does_the_work_where_the_command_does_none(cluster: Cluster) -> None:
    """The others may come later; the process that asks is on a machine that hands out tasks to all."""
    cluster.worker()
    with Crew(1, cluster.address) as crew:
        numbers = set(crew.run(lambda _: __import__("os").getpid(), range(3), lambda _: None))
    assert len(numbers) == 1 and os.getpid() not in numbers


def test_a_scheduler_that_dies_ends_the_run_in_words(tmp_path: Path, small_model: Path, cluster: Cluster) -> None:
    """The summary holds what came back, and the run can be resumed elsewhere."""
    field, out = write_field(tmp_path / "in", 40), tmp_path / "out"
    cluster.worker()

    def kill() -> None:
        while not list(out.glob("*.las")):
            time.sleep(0.02)
        cluster.processes[0].kill()

    threading.Thread(target=kill, daemon=True).start()
    with pytest.raises(SchedulerLost, match=f"the scheduler {cluster.address} is gone; --resume goes on"):
        run(field, out, small_model, cluster.address)
    assert len(list(out.glob("*.las"))) < 40 and (out / "summary.csv").exists()
    assert not (out / JOURNAL).exists()
    cluster.processes[1].wait()  # it ends with its scheduler, once the well in hand is written
    writing = Writing(out, report=False)
    assert predict_field(field, (), models=[small_model], jobs=1, writing=writing, resume=True).refused == 0
    run(field, tmp_path / "alone", small_model, None)
    assert products(out) == products(tmp_path / "alone")
