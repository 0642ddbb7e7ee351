"""How good a model of a few wells is: train on some wells drawn from a folder, score others.

    python tests/benchmarks/few_wells.py FOLDER [--target DTC] [--wells 4] [--draws 4] [--blind 8] [--baselines]

Each draw trains on `--wells` wells and scores `--blind` others, as `evaluate --test` does; printed are the scores
over the rows of all draws.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from measuring import wells_of

from welllog_mdn.field.evaluate import evaluate
from welllog_mdn.field.evaluation import EvaluationResult
from welllog_mdn.field.options import Learning
from welllog_mdn.logs.kinds import default_table


def main() -> None:
    """Draw, train, score."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--target", default="DTC")
    parser.add_argument("--wells", type=int, default=4)
    parser.add_argument("--draws", type=int, default=4)
    parser.add_argument("--blind", type=int, default=8)
    parser.add_argument("--exclude", default="", help="logs that are no inputs, as GR,RDEP")
    parser.add_argument("--baselines", action="store_true", help="what else a user could do, on the same wells")
    args = parser.parse_args()
    kind = default_table().target(args.target)
    learning = Learning(exclude=tuple(name for name in args.exclude.split(",") if name))
    files = [w.well.file for w in wells_of(args.folder, kind)]
    rng = np.random.default_rng(5)
    whole = EvaluationResult(kind.name, kind.unit, f"{args.draws} draws of {args.wells} training wells", [])
    seconds = Counter[str]()
    for _ in range(args.draws):
        order = rng.permutation(len(files))
        with TemporaryDirectory() as place:
            teach, test = (Path(place) / name for name in ("teach", "test"))
            for folder, picked in ((teach, order[: args.wells]), (test, order[args.wells :][: args.blind])):
                folder.mkdir()
                for i in picked:
                    (folder / files[i].name).symlink_to(files[i].resolve())
            found = evaluate(teach, kind.name, test=test, baselines=args.baselines, learning=learning)
        whole.wells += found.wells
        for name, wells in found.baselines.items():
            whole.baselines.setdefault(name, []).extend(wells)
        seconds.update(found.fit_seconds)
    whole.fit_seconds = dict(seconds)
    print("\n".join(whole.as_text()))


if __name__ == "__main__":
    main()
