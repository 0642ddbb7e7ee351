"""What the measuring programs share: seconds and memory of a command and of the processes that it starts (memory:
Linux, from /proc), and the wells of a folder.
"""

from __future__ import annotations

import os
import resource
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from welllog_mdn.logs.kinds import LogKind
from welllog_mdn.wells.las import read_las
from welllog_mdn.wells.quality import trusted_logs
from welllog_mdn.wells.trusted import TrustedLogs

ONE_THREAD = {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


@dataclass
class Measured:
    """What a command took.

    `seconds` of wall time; `cpu` seconds of all its processes, which say more where the machine is shared;
    `samples` of (progress, {process: resident MiB}), taken every half second; `progress` is what the caller's
    `done` counted.
    """

    seconds: float = 0.0
    cpu: float = 0.0
    samples: list[tuple[int, dict[int, float]]] = field(default_factory=list)

    @property
    def peak(self) -> float:
        """Most resident MiB of any one process."""
        return max((mib for _, found in self.samples for mib in found.values()), default=float("nan"))


def measure(command: Sequence[str], done: Callable[[], int] = lambda: 0, log: Path | None = None) -> Measured:
    """Run a command to its end, one thread for each of its processes.

    Raises RuntimeError with the end of its output where it fails.
    """
    found, started, used = Measured(), time.perf_counter(), children_cpu()
    path = log or Path(os.devnull)
    with path.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, env={**os.environ, **ONE_THREAD})
        while process.poll() is None:
            found.samples.append((done(), {pid: resident(pid) for pid in family(process.pid)}))
            time.sleep(0.5)
    found.seconds, found.cpu = time.perf_counter() - started, children_cpu() - used
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}: {path.read_text()[-2000:]}")
    return found


def children_cpu() -> float:
    """CPU seconds of this process's ended children and theirs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def resident(pid: int) -> float:
    """Resident memory (MiB) of a process; 0 where it is gone."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError, ValueError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def family(pid: int) -> Iterator[int]:
    """A process and all that descend from it."""
    yield pid
    for task in Path("/proc").glob(f"{pid}/task/*/children"):
        try:
            children = task.read_text().split()
        except OSError:
            continue
        for child in children:
            yield from family(int(child))


def wells_of(folder: Path, kind: LogKind) -> list[TrustedLogs]:
    """The wells of a folder that hold a log, read and judged."""
    wells = [trusted_logs(read_las(path)) for path in sorted(folder.rglob("*.las"))]
    return [w for w in wells if kind.name in w.logs]
