"""What other programs make of our copies: lasio, las-rs and welly read them, lascheck judges them.

All three packages install with Python 3.11, numpy 2 and pandas 3 (the `test` extra). welly 0.5.2 still imports
`pkg_resources`, which setuptools dropped in version 82; hence the bound on setuptools in that extra.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import lasio
import numpy as np
import pytest

from welllog_mdn.wells.las import read_las
from welllog_mdn.wells.splice import NewCurve, write_las
from welllog_mdn.wells.well import Well

ITEMS = [
    ("WMDN_VERSION", "0.1.0", "program that appended curves"),
    ("WMDN_MODEL", "sha256-0012e4567", "checksum of the model"),
    ("WMDN_SOURCE", "C:\\wells\\0007.las", "file: as given"),
    ("WMDN_SEED", 7, "seed of the training"),
]
SOURCES = ("wells/force2020/31_6-5.las", "wells/force2020/35_11-7.las", "wells/spwla2020/spwla_blind.las")
LAYOUTS = ("202_crlf", "206_cp1252_micro", "308_A_with_names", "326_tab_dlm", "330_las12", "406_null_nan_declared")


@dataclass(frozen=True)
class Copy:
    """A well, the curves that its copy got, and the copy."""

    source: Path
    well: Well
    curves: list[NewCurve]
    path: Path


@pytest.fixture(scope="module")
def loaders() -> Iterator[dict[str, ModuleType]]:
    """The other programs; their own warnings on import are theirs."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import las_rs
        import lascheck
        import welly

        yield {"las_rs": las_rs, "lascheck": lascheck, "welly": welly}


def copied(source: Path, folder: Path) -> Copy:
    """Write a copy with quantiles, of which every tenth is missing, and a flag."""
    well = read_las(source)
    p50 = np.linspace(60.0, 140.0, well.n)
    p50[::10] = np.nan
    curves = [NewCurve(f"DT_P{q}", "us/ft", f"DTC P{q}: {q} % stay below", p50 + q / 10) for q in (10, 50, 90)]
    curves.append(NewCurve("DT_FLAG", "", "DTC 1 measured, 3 predicted", np.full(well.n, 3.0), 0))
    path = folder / f"{source.stem}_DT.las"
    write_las(path, well, curves, ITEMS)
    return Copy(source, well, curves, path)


@pytest.fixture(scope="module")
def copies(
    wells_folder: Path, robustness_folder: Path, demo_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> list[Copy]:
    """Copies of real wells, of a synthetic one, and of other layouts."""
    folder = tmp_path_factory.mktemp("copies")
    sources = [wells_folder.parent / name for name in SOURCES if (wells_folder.parent / name).is_file()]
    sources += [robustness_folder / "files" / f"{name}.las" for name in LAYOUTS]
    sources += sorted(demo_folder.glob("*.las"))[:1]
    return [copied(source, folder) for source in sources]


def same(read: object, curve: NewCurve, null: str) -> None:
    """Assert that a reader gives a curve's values to the last digit that was written, and its nulls."""
    values = np.asarray(read, dtype=float)
    if np.isfinite(float(null)):
        values = np.where(np.isclose(values, float(null)), np.nan, values)
    np.testing.assert_allclose(values, curve.values, atol=0.51 * 10.0**-curve.decimals, err_msg=curve.mnemonic)


def check_lasio(copy: Copy) -> None:
    """Assert that lasio finds old and new curves, and every item as it was written."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        las, old = (lasio.read(str(p), mnemonic_case="preserve") for p in (copy.path, copy.source))
    assert las.keys() == [*old.keys(), *(c.mnemonic for c in copy.curves)]
    for name in old.keys():  # noqa: SIM118 (a LASFile iterates over its curves)
        np.testing.assert_array_equal(las[name], old[name])
    for curve in copy.curves:
        same(las[curve.mnemonic], curve, copy.well.null)
        assert las.curves[curve.mnemonic].unit == curve.unit
    assert las.params["WMDN_MODEL"].value == "sha256-0012e4567"
    assert las.params["WMDN_SOURCE"].value == "C%3A\\wells\\0007.las" and las.params["WMDN_SEED"].value == 7


def check_las_rs(copy: Copy, las_rs: ModuleType) -> None:
    """Assert that las-rs finds the new curves behind the old ones, and the items."""
    las = las_rs.read(str(copy.path))
    assert [name.split(":")[0] for name in las.keys()][-4:] == [c.mnemonic for c in copy.curves]  # noqa: SIM118
    for curve in copy.curves:
        same(las[curve.mnemonic], curve, copy.well.null)
    assert str(las.params["WMDN_MODEL"].value) == "sha256-0012e4567"


def check_welly(copy: Copy, welly: ModuleType) -> None:
    """Assert that welly loads the copy as a well with the new curves on their depths."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        well = welly.Well.from_las(str(copy.path))
    for curve in copy.curves:
        same(np.ravel(well.data[curve.mnemonic].values), curve, copy.well.null)


def findings(lascheck: ModuleType, path: Path) -> set[str]:
    """Return what lascheck holds against a file."""
    return set(lascheck.read(str(path)).get_non_conformities())


def test_lasio_reads_old_and_new_curves(copies: list[Copy]) -> None:
    """lasio gives the old curves as before, the new ones to their last digit, and the provenance as written."""
    for copy in copies:
        check_lasio(copy)


def test_las_rs_reads_the_new_curves(copies: list[Copy], loaders: dict[str, ModuleType]) -> None:
    """A reader in another language finds the same values."""
    for copy in copies:
        check_las_rs(copy, loaders["las_rs"])


def test_welly_loads_the_copies(copies: list[Copy], loaders: dict[str, ModuleType]) -> None:
    """welly builds a well of each copy."""
    for copy in copies:
        check_welly(copy, loaders["welly"])


def test_lascheck_finds_nothing_that_the_source_had_not(copies: list[Copy], loaders: dict[str, ModuleType]) -> None:
    """Our text adds no finding to those that the input has."""
    for copy in copies:
        new = findings(loaders["lascheck"], copy.path) - findings(loaders["lascheck"], copy.source)
        assert not new, (copy.path.name, new)


@pytest.mark.slow
def test_every_real_well_survives_all_readers(
    wells_folder: Path, tmp_path: Path, loaders: dict[str, ModuleType]
) -> None:
    """All shared wells, by every reader and the judge."""
    sources = sorted(wells_folder.rglob("*.las"))
    assert len(sources) >= 20
    for source in sources:
        copy = copied(source, tmp_path)
        check_lasio(copy)
        check_las_rs(copy, loaders["las_rs"])
        check_welly(copy, loaders["welly"])
        assert findings(loaders["lascheck"], copy.path) <= findings(loaders["lascheck"], source), source.name
        copy.path.unlink()
