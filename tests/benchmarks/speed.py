"""How much faster the reference's settings train here than in the lab's plain loop, and where the time goes.

Run as `python tests/benchmarks/speed.py [REPEATS]`; add `--profile` for the calls that take most of both. Both train in
this process, on the same data, one after the other; of several repeats the fastest counts, as others' work on the
machine only adds.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import torch
from plain_loop import plain_training

from welllog_mdn.benchmarks.toy_training import reference_settings, train_toy
from welllog_mdn.benchmarks.toys import TOYS, Toy

_SHOWN = 8  # calls of a profile


def plainly(toy: Toy) -> float:
    """Seconds of the plain loop."""
    run = train_toy(toy, reference_settings(toy))  # its data; also warms up
    x, y = (torch.as_tensor(part[0], dtype=torch.float32) for part in (run.x, run.y))
    learn, stop = (torch.as_tensor(part[0]) for part in (run.train_rows, run.stop_rows))
    return plain_training(x, y, learn, stop, toy.components, toy.epochs, 0)[1]


def ours(toy: Toy) -> float:
    """Seconds of our training."""
    return train_toy(toy, reference_settings(toy)).seconds


def profile(work: Callable[[Toy], float], toy: Toy) -> str:
    """The calls that take most time of their own."""
    with torch.profiler.profile(activities=[torch.profiler.ProfilerActivity.CPU]) as found:
        work(toy)
    return found.key_averages().table(sort_by="self_cpu_time_total", row_limit=_SHOWN, max_name_column_width=40)


def main(repeats: int, profiled: bool) -> None:
    """Print a line for each toy."""
    print(f"{torch.get_num_threads()} thread(s), fastest of {repeats}")
    for name, toy in TOYS.items():
        theirs, own = (min(work(toy) for _ in range(repeats)) for work in (plainly, ours))
        print(f"{name:<9} plain loop {theirs:6.2f} s   here {own:5.2f} s   ratio {theirs / own:5.1f}")
        if profiled:
            for title, work in (("plain loop", plainly), ("here", ours)):
                print(f"\n{title}\n{profile(work, toy)}")


if __name__ == "__main__":
    numbers = [int(arg) for arg in sys.argv[1:] if arg.isdigit()]
    main(numbers[0] if numbers else 3, "--profile" in sys.argv)
