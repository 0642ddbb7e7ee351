"""How good a model of a few wells is: train on some wells drawn from a folder, score others.

    python tests/benchmarks/few_wells.py FOLDER [--target DTC] [--wells 4] [--draws 4] [--blind 8]

Each draw trains on `--wells` wells and scores `--blind` others, as `evaluate --test` does; printed are the scores
over the rows of all draws.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from measuring import wells_of

from welllog_mdn.field.evaluate import blind_well
from welllog_mdn.field.evaluation import EvaluationResult
from welllog_mdn.logs.kinds import default_table
from welllog_mdn.model.log_model import LogModel
from welllog_mdn.wells.identity import shown_name
from welllog_mdn.wells.trusted import without


def main() -> None:
    """Draw, train, score."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--target", default="DTC")
    parser.add_argument("--wells", type=int, default=4)
    parser.add_argument("--draws", type=int, default=4)
    parser.add_argument("--blind", type=int, default=8)
    parser.add_argument("--exclude", default="", help="logs that are no inputs, as GR,RDEP")
    args = parser.parse_args()
    kind, exclude = default_table().target(args.target), [name for name in args.exclude.split(",") if name]
    wells = wells_of(args.folder, kind)
    rng = np.random.default_rng(5)
    result = EvaluationResult(kind.name, kind.unit, f"{args.draws} draws of {args.wells} training wells", [])
    for _ in range(args.draws):
        order = rng.permutation(len(wells))
        model = LogModel(kind.name, exclude=exclude).fit([wells[i] for i in order[: args.wells]])
        for i in order[args.wells :][: args.blind]:
            prediction = model.predict(without(wells[i], (kind.name,)))
            result.wells.append(blind_well(wells[i], prediction, kind, shown_name(wells[i].well)))
    print("\n".join(result.as_text()))


if __name__ == "__main__":
    main()
