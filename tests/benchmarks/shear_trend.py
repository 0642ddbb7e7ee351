"""How well shear slowness follows compressional slowness alone, over a straight line and over `Trend`.

    python tests/benchmarks/shear_trend.py FOLDER

Each well of the folder that has both is left out in turn; the RMSE of both curves, taught by the others, is printed.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from welllog_mdn.mdn.regression import Trend
from welllog_mdn.wells.las import read_las
from welllog_mdn.wells.quality import trusted_logs


def both(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """Return trusted DTC (n, 1) and DTS (n,), us/ft, where a well has both."""
    logs = trusted_logs(read_las(path)).logs
    if not {"DTC", "DTS"} <= set(logs):
        return np.empty((0, 1), np.float32), np.empty(0)
    dtc, dts = logs["DTC"].values, logs["DTS"].values
    there = np.isfinite(dtc) & np.isfinite(dts)
    return dtc[there, None].astype(np.float32), dts[there]


def main(folder: Path) -> None:
    """Print one line for each well."""
    wells = {path.stem: both(path) for path in sorted(folder.glob("*.las"))}
    wells = {name: found for name, found in wells.items() if len(found[1])}
    for name, (dtc, dts) in wells.items():
        x, y = (np.concatenate(part) for part in zip(*(w for n, w in wells.items() if n != name), strict=True))
        line = np.polyval(np.polyfit(x[:, 0], y, 1), dtc[:, 0])
        trend = Trend.fit(x, y, 0, log=True).predict(dtc)
        rmse = [float(np.sqrt(np.mean((p - dts) ** 2))) for p in (line, trend)]
        print(f"{name:12s} {len(dts):6d} rows   line {rmse[0]:6.1f}   trend {rmse[1]:6.1f} us/ft")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
