"""How many threads the mathematics may use."""

from __future__ import annotations

import os


def cores() -> int:
    """Return the number of cores that this process may use: of a container by its share of their time, too."""
    import joblib  # knows affinity, the quota of a control group and LOKY_MAX_CPU_COUNT

    return joblib.cpu_count()


def allowed_threads(jobs: int = 1) -> int:
    """Return the threads of each of `jobs` processes: at most OMP_NUM_THREADS, and all together the cores."""
    asked = os.environ.get("OMP_NUM_THREADS", "").split(",")[0].strip()
    limit = int(asked) if asked.isdigit() and int(asked) > 0 else cores()
    return max(1, min(limit, cores() // max(1, jobs)))


def use_threads(threads: int | None = None) -> None:
    """Let torch use that many threads; None means as many as are allowed."""
    import torch

    torch.set_num_threads(threads or allowed_threads())
