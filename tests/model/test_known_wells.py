"""Which training well a well is, by its file, its values, its UWI or its name; and which members never saw it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pytest
from plans import plan_of
from small_field import jagged_sonic

from welllog_mdn.features import FeaturePlan
from welllog_mdn.logs.kinds import default_table
from welllog_mdn.model.known_wells import KnownWells
from welllog_mdn.wells.quality import trusted_logs
from welllog_mdn.wells.trusted import TrustedLogs
from welllog_mdn.wells.well import Well

Z = 1000.0 + 0.5 * np.arange(200)
sonic = partial(jagged_sonic, n=len(Z))


def well(values: np.ndarray, depth: np.ndarray = Z, name: str = "new", kind: str = "DTC", **said: str) -> TrustedLogs:
    """A well of one log."""
    made = Well.from_arrays(name, depth, {kind: (values, default_table().kinds[kind].unit)})
    return trusted_logs(replace(made, **said))


def known_wells(checked: bool = True, kind: str = "DTC", scale: float = 1.0, **other: Any) -> KnownWells:
    """What a model keeps of two wells, of which it kept every row: folds 0 and 1, groups 5 and 6."""
    wells = other.get("wells") or [
        {"name": f"15/{i}-{i}", "uwi": f"WXYZ-{i}", "sha256": f"{i}" * 64, "fold": i, "group": 5 + i} for i in range(2)
    ]
    samples = {
        "well": np.repeat(np.arange(2), len(Z)),
        "depth_m": np.tile(Z, 2),
        "measured": scale * np.concatenate([sonic(0), sonic(1)]),
    }
    return KnownWells(
        default_table().kinds[kind], FeaturePlan((), True, (), ()), wells, checked, samples, other.get("held")
    )


@pytest.mark.parametrize(
    ("logs", "place"),
    [
        (well(sonic(1)), 1),
        (well(sonic(1), Z + 0.004), 1),
        (well(sonic(1), Z - 0.004), 1),
        (well(sonic(1), Z + 0.02), 1),
        (well(sonic(1), Z - 30.1524), 1),
        (well(np.round(sonic(1) / 0.3048, 2) * 0.3048, Z + 0.1), 1),
        (well(np.where(np.arange(200) < 90, sonic(1), sonic(2))[50:], Z[50:] + 3.0), None),
        (well(np.where(np.arange(200) < 150, sonic(1), sonic(2))[50:], Z[50:] + 3.0), 1),
        (well(np.where(np.arange(200) < 30, sonic(0), sonic(1))[:75], Z[:75] + 3.0), None),
        (well(sonic(2), Z + 3.0), None),
        (well(sonic(1) + 0.12), 1),
        (well(sonic(1) * 1.0009), 1),
        (well(sonic(1) + 0.3), None),
        (well(sonic(1) + 1.0), None),
        (well(np.where(np.arange(200) < 110, sonic(1), 90.0)), 1),
        (well(np.where(np.arange(200) < 90, sonic(1), sonic(2))), 1),
        (well(np.where(np.arange(200) < 49, sonic(1), sonic(2))), None),
        (well(np.where(np.arange(200) % 50 < 49, sonic(1), sonic(2))), 1),
        (well(np.where(np.arange(200) % 50 < 20, sonic(1), sonic(2))), None),
        (well(np.where(np.arange(200) % 5 < 3, sonic(1), sonic(2))), 1),
        (well(np.where(np.arange(200) % 3 == 0, sonic(1), np.nan)), 1),
        (well(sonic(1), np.where(np.arange(200) % 3 == 0, Z, np.nan)), 1),
        (well(sonic(1)[:20], Z[:20] + 0.004), 1),
        (well(sonic(1)[:20], Z[:20] - 0.004), 1),
        (well(sonic(1)[:20], Z[:20] + 0.01), None),
        (well(60 + sonic(1), kind="GR"), None),
        (well(sonic(1)[:5], Z[:5]), 1),
        (well(sonic(1)[:4], Z[:4]), None),
        (well(sonic(1)[::-1], Z[::-1]), 1),
        (well(sonic(2), uwi="wxyz 1"), 1),
        (well(sonic(2), sha256="1" * 64), 1),
        (well(sonic(0), uwi="WXYZ-1"), 0),
        (well(sonic(0), sha256="1" * 64), 1),
        (well(sonic(2)), None),
    ],
)
def test_a_well_is_known_by_file_then_values_then_uwi(logs: TrustedLogs, place: int | None) -> None:
    """Depths within 6 mm, values within a tenth of the tool's resolution and a thousandth; most of what lies at
    depths of the well and five different values, or fifty in a row, as in a sidetrack that was joined to the well. At
    other depths fifty different values are wanted.
    """
    assert known_wells().find(logs) == (place, place is not None)


def test_a_value_that_stands_still_is_no_proof() -> None:
    """Of 200 samples that agree all are 100 us/ft."""
    model = known_wells()
    model.samples["measured"][:200] = 100.0
    assert model.find(well(np.full(200, 100.0))).place is None


def test_a_gradient_that_two_wells_share_is_no_proof() -> None:
    """20 degC and 3 degC for each hundred metres, in both; a temperature that goes up and down is known."""
    gradient, wavy = np.round(20 + 0.03 * Z, 1), np.round(40 + 5 * np.sin(Z), 1)
    model = known_wells(kind="TEMP")
    model.samples["measured"][:] = np.concatenate([gradient, wavy])
    for n in (200, 20, 9):
        cut = well(gradient[:n], Z[:n], kind="TEMP")
        assert model.find(cut) == (None, False)
        assert model.find(well(gradient[:n], Z[:n] + 9.25, kind="TEMP")).place is None
        assert model.find(well(wavy[:n], Z[:n], kind="TEMP")).place == 1


@pytest.mark.parametrize(("n", "turns", "place"), [(9, 0, None), (9, 1, 1), (10, 1, None)])
def test_nine_samples_that_turn_once_are_known(n: int, turns: int, place: int | None) -> None:
    """There is no room for three turns, as ten have; what only rises may be a gradient."""
    short = np.where(np.arange(n) < (5 if turns else n), 90.0 + np.arange(n), 98.5 - np.arange(n))
    model = known_wells()
    model.samples["measured"][200 : 200 + n] = short
    assert model.find(well(short, Z[:n])).place == place


def test_a_well_is_known_at_other_depths_by_every_seventh_sample() -> None:
    """Of a larger well a model keeps some; another well of the same rock is not it."""
    z = 1000 + 0.1524 * np.arange(9000)
    smooth = [np.round(100 + 10 * np.cumsum(sonic(i, n=9000) - 100) / 300, 3) for i in range(3)]
    model = known_wells()
    model.samples.update(well=np.repeat(np.arange(2), 1286), depth_m=np.tile(z[::7], 2))
    model.samples["measured"] = np.concatenate([s[::7] for s in smooth[:2]])
    assert [model.find(well(s, z + 3.0)).place for s in smooth] == [0, 1, None]


def test_a_measured_value_counts_though_the_quality_checks_doubt_it() -> None:
    """Thirty metres of it are stuck, and what is left is less than half."""
    values = np.where(np.arange(200) < 120, sonic(1), 90.0)
    model = known_wells()
    model.samples["measured"][200:] = np.where(np.arange(200) < 30, sonic(1), 90.0)
    copy = np.where(np.arange(200) < 30, values, 90.0)
    assert np.isnan(well(copy).logs["DTC"].values[40:]).all() and model.find(well(copy)).place == 1


@pytest.mark.parametrize(("shift", "place"), [(0.0005, 1), (0.004, None)])
def test_a_resistivity_is_known_by_its_digits_and_not_by_its_resolution(shift: float, place: int | None) -> None:
    """At 0.2 to 0.3 ohm.m a thousandth is less than a tool resolves."""
    values = 0.0025 * sonic(1)
    assert known_wells(kind="RDEP", scale=0.0025).find(well(values * (1 + shift), kind="RDEP")).place == place


def test_wells_without_identity_are_not_the_same() -> None:
    """No file, no UWI and no name on both sides."""
    unknown = [{"name": "", "uwi": "", "sha256": "", "fold": 0, "group": i} for i in range(2)]
    assert known_wells(wells=unknown).find(well(sonic(2), name="")).place is None


def test_a_sidetrack_did_not_teach_but_has_a_place_unless_it_may_be_of_two_folds() -> None:
    """Of 15/1-1; of a name that wells of different folds share none can be told, and it counts as taught."""
    side = well(sonic(2), name="15/1-1 A")
    assert known_wells().find(side) == (1, False)
    pads = [{"name": f"PAD 3 {c}", "uwi": "", "sha256": "", "fold": i, "group": 0} for i, c in enumerate("AB")]
    two = known_wells(wells=pads)
    assert two.find(well(sonic(2), name="PAD 3 C")) == (None, True)


def test_rows_are_judged_by_the_fold_and_held_out_with_the_group_of_their_well() -> None:
    """And a well bears the name by which other models know it."""
    fold, unit = known_wells().folds_and_units(well(sonic(1)), 1)
    assert set(fold) == {1} and set(unit) == {6} and len(fold) == len(unit) == 200
    known = known_wells().under_known_name(well(sonic(1)), 1).well
    assert (known.name, known.uwi) == ("15/1-1", "WXYZ-1")


def test_blocks_of_depth_are_known_of_the_training_files_alone() -> None:
    """In memory by the file's own rows, also where another of its files taught; from a file only of one."""
    logs = well(sonic(0), name="15/0-0")
    of = np.repeat(np.arange(5), 40)
    memory = known_wells(checked=False, held=[(logs, of), (well(sonic(1)), of[::-1])])
    assert memory.find(logs).place == memory.find(replace(logs)).place == 0
    assert memory.find(well(sonic(0), name="15/0-0")).place is None and memory.find(well(sonic(0))).taught
    fold, unit = memory.folds_and_units(logs, 0)
    assert np.array_equal(fold, of) and np.array_equal(unit, of)
    file = well(sonic(0), name="15/0-0", sha256="0" * 64)
    assert known_wells(checked=False).find(file).place is None
    one = replace(known_wells(checked=False), wells=known_wells().wells[:1])
    assert one.find(file).place == 0


def test_a_model_from_a_file_cuts_its_only_well_again_where_inputs_and_sonic_are() -> None:
    """A gamma ray in the upper half, of a log that is too short no block."""
    gr = np.where(np.arange(200) < 100, 60 + 20 * np.sin(Z), np.nan)
    made = Well.from_arrays("15/0-0", Z, {"GR": (gr, "gAPI"), "DTC": (sonic(0), "us/ft")})
    plan = replace(plan_of(("GR",), False), means=(), spreads=())
    model = replace(known_wells(checked=False), wells=known_wells().wells[:1], plan=plan)
    fold, unit = model.folds_and_units(trusted_logs(made), 0)
    dealt = [i % 5 for i, some in enumerate(np.array_split(np.arange(100), 15)) for _ in some]
    assert fold.tolist() == unit.tolist() == dealt + [4] * 100
    for n, folds in ((14, [0] * 200), (15, [*range(5)] * 3 + [4] * 185)):  # fifteen rows are fifteen blocks
        few = np.where(np.arange(200) < n, gr, np.nan)
        short = Well.from_arrays("15/0-0", Z, {"GR": (few, "gAPI"), "DTC": (sonic(0), "us/ft")})
        assert model.folds_and_units(trusted_logs(short), 0)[0].tolist() == folds
