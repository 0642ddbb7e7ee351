"""A field of small synthetic wells as LAS files, made when a test needs it: known rock, known sonic."""

from __future__ import annotations

from pathlib import Path

import numpy as np

NULL = "-999.2500"
TRAINING = ["--members", "4", "--components", "2", "--epochs", "4", "--device", "cpu"]


def logs_of(seed: int, n: int = 260, step: float = 0.5) -> dict[str, np.ndarray]:
    """Return depth and logs (n,) of a sand-shale well: the sonic is a function of density and gamma ray plus noise."""
    rng = np.random.default_rng(seed)
    beds = np.repeat(rng.random(n // 10 + 1), 10)[:n]
    gr = 30 + 90 * beds + rng.normal(0, 3, n)
    rhob = 2.15 + 0.35 * beds + rng.normal(0, 0.02, n)
    nphi = 0.12 + 0.25 * beds + rng.normal(0, 0.01, n)
    rdep = 10 ** (1.2 - beds + rng.normal(0, 0.05, n))
    sonic = 60 + 45 * beds + rng.normal(0, 2, n)
    return {"DEPT": 1000 + step * np.arange(n), "GR": gr, "RHOB": rhob, "NPHI": nphi, "RDEP": rdep, "DT": sonic}


def jagged_sonic(seed: int, n: int) -> np.ndarray:
    """Return a sonic (n,) of one decimal that goes up and down at every sample, by which a well is known."""
    return np.round(100 + 10 * np.random.default_rng(seed).standard_normal(n), 1)


UNITS = {"DEPT": "M", "GR": "GAPI", "RHOB": "G/CC", "NPHI": "V/V", "RDEP": "OHMM", "DT": "US/F", "DTSM": "US/F"}
UNITS |= {"Z_LOC": "M", "NPOR": "V/V", "TENS": "LBF"}


def write_well(
    path: Path,
    seed: int,
    *,
    target: bool | slice = True,
    drop: tuple[str, ...] = (),
    uwi: str | None = None,
    n: int = 260,
    edit: dict[str, np.ndarray] | None = None,
) -> Path:
    """Write a well; `target` is whether it holds the sonic, or the rows where the sonic is missing."""
    logs = {k: v for k, v in {**logs_of(seed, n), **(edit or {})}.items() if k not in drop}
    if target is False:
        del logs["DT"]
    elif isinstance(target, slice):
        logs["DT"][target] = np.nan
    rows = np.column_stack(list(logs.values()))
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = ["~Version", "VERS. 2.0 :", "WRAP. NO :", "~Well"]
    lines += [f"{k}.M {v:.4f} :" for k, v in (("STRT", rows[0, 0]), ("STOP", rows[-1, 0]), ("STEP", 0.5))]
    lines += [f"NULL. {NULL} :", f"WELL. {path.stem} : WELL", f"UWI. {uwi or f'UWI-{seed:05d}'} : UWI", "~Curve"]
    lines += [f"{name}.{UNITS[name]} : {name}" for name in logs]
    lines += ["~Parameter", "~Ascii"]
    lines += [" ".join(f"{v:.4f}" if np.isfinite(v) else NULL for v in row) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="")
    return path


def write_field(folder: Path, wells: int = 5, without: int = 1) -> Path:
    """Write a field of W00.las, W01.las, ...; the last `without` wells have no sonic."""
    for i in range(wells):
        write_well(folder / f"W{i:02d}.las", i, target=i < wells - without)
    return folder


def columns(path: Path) -> dict[str, np.ndarray]:
    """Return the columns of a LAS file by a reader of its own: name -> values (n,), NaN where NULL."""
    lines = path.read_text("utf-8").splitlines()
    sections = [i for i, line in enumerate(lines) if line.startswith("~")]
    curve = next(i for i in sections if lines[i][:2].upper() == "~C")
    data = next(i for i in sections if lines[i][:2].upper() == "~A")
    end = min(i for i in sections if i > curve)
    names = [line.split(".")[0].strip() for line in lines[curve + 1 : end]]
    grid = np.array([line.split() for line in lines[data + 1 :]], dtype=float)
    grid[np.isclose(grid, float(NULL))] = np.nan
    return dict(zip(names, grid.T, strict=True))
