"""Logs that stand still: a dead tool where other logs move, rock where they do not either."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from welllog_mdn.logs.kinds import default_table
from welllog_mdn.model.rock import not_rock
from welllog_mdn.wells import still
from welllog_mdn.wells.quality import trusted_logs
from welllog_mdn.wells.trusted import STUCK, TrustedLogs
from welllog_mdn.wells.well import Well

N, SALT = 800, slice(300, 500)
Z = 2000 + 0.1524 * np.arange(N)
Floats = NDArray[np.float64]


def judged(decimals: int, salt: bool = True, ceiling: float = 2000.0) -> TrustedLogs:
    """Return a shale with 30 m of rock salt, its density rounded; without `salt` only the density stands still."""
    rng = np.random.default_rng(0)
    calm = np.where((np.arange(N) >= SALT.start) & (np.arange(N) < SALT.stop) & salt, 0.1, 1.0)
    inside = calm < 1

    def log(shale: float, in_salt: float, sd: float, wave: float) -> Floats:
        """Return a log whose shale varies over ten metres."""
        slow = wave * np.sin(Z / 1.5) * ~inside
        return np.where(inside, in_salt, shale + slow) + sd * calm * rng.standard_normal(N)

    rhob = log(2.45, 2.03, 0.01, 0.08)
    rhob[SALT] = 2.03 + 0.001 * rng.standard_normal(SALT.stop - SALT.start)
    made = {
        "GR": (log(95, 4, 3, 30), "gAPI"),
        "NPHI": (np.round(log(0.33, 0.0, 0.01, 0.1), 2), "v/v"),
        "RHOB": (np.round(rhob, decimals), "g/cm3"),
        "RDEP": (np.minimum(10 ** log(0.4, 4.2, 0.02, 0.2), ceiling), "ohm.m"),
    }
    return trusted_logs(Well.from_arrays("A", Z, made))


def stuck(logs: TrustedLogs, kind: str) -> float:
    """Return the share of the salt in which a log is called stuck."""
    return float(((logs.logs[kind].flags[SALT] & STUCK) > 0).mean())


def test_rock_salt_in_few_digits_is_no_dead_tool() -> None:
    """2.03 g/cm3 and 0.00 v/v over thirty metres, where the gamma ray is as even."""
    logs = judged(2)
    assert stuck(logs, "RHOB") == 0 and stuck(logs, "NPHI") == 0
    assert not not_rock(logs, default_table().kinds["RHOB"]).any()


def test_a_well_of_nothing_but_salt_has_no_dead_density() -> None:
    """Thirty metres were logged: 2.03 in two digits, once 2.04, beside a live gamma ray of 4 gAPI and resistivity."""
    z, units = Z[SALT], {k: default_table().kinds[k].unit for k in ("GR", "RDEP", "RHOB")}
    made = {k: (judged(2).logs[k].measured[SALT], unit) for k, unit in units.items()}
    made["RHOB"] = (np.where(np.arange(len(z)) == 50, 2.04, 2.03), "g/cm3")
    assert not (trusted_logs(Well.from_arrays("A", z, made)).logs["RHOB"].flags & STUCK).any()
    made["GR"] = (60 + 20 * np.sin(z), "gAPI")
    assert (trusted_logs(Well.from_arrays("A", z, made)).logs["RHOB"].flags & STUCK).all()


def test_a_tool_that_stands_still_where_others_move_is_stuck_in_few_digits_too() -> None:
    """The shale goes on in gamma ray and neutron."""
    assert stuck(judged(2, salt=False), "RHOB") > 0.9


def test_a_last_digit_of_half_of_what_a_tool_resolves_is_coarse() -> None:
    """0.005 g/cm3 where a density tool resolves 0.01, and a hundredth of a decade where a resistivity tool resolves
    two: written in tenths, so below 4.3 ohm.m. Of fewer than two values nothing is known.
    """
    kinds = default_table().kinds
    half = 0.5 * kinds["RHOB"].resolution
    for digit, coarse in ((half, True), (0.95 * half, False)):
        assert (still.is_coarse(2.3 + digit * np.array([0.0, 3.0, 1.0]), kinds["RHOB"]) == coarse).all()
    limit = 0.1 / (10 ** (0.5 * kinds["RDEP"].resolution) - 1)
    values = limit + np.array([-0.35, -0.05, 0.05, 0.35])
    assert still.is_coarse(values, kinds["RDEP"]).tolist() == [True, True, False, False]
    assert not still.is_coarse(np.full(3, 2.3), kinds["RHOB"]).any()


QUIET, WAVES = np.full(60, 4.0), 60 + 20 * np.sin(np.arange(60.0))


def known(count: int) -> Floats:
    """Return a quiet log with so many values among the samples 10 to 50."""
    return np.where(np.abs(np.arange(60) - 10.5 - count / 2) < count / 2, QUIET, np.nan)


@pytest.mark.parametrize(("others", "holds", "may_hold"), [
    ([QUIET], True, True),
    ([WAVES], False, False),
    ([QUIET, WAVES], False, False),
    ([], False, True),
    ([known(10)], True, True),
    ([known(9)], False, True),  # too few to be a witness
])  # fmt: skip
def test_rock_holds_a_coarse_log_where_another_stands_still_and_none_moves(
    others: list[Floats], holds: bool, may_hold: bool
) -> None:
    """A density of 2.03 that is 2.04 once, above; without another log it may be the rock, but nothing says so."""
    rhob = np.where(np.arange(60) == 5, 2.04, 2.03)
    rock = still.QuietRock(rhob, default_table().kinds["RHOB"], [still.Witness("GR", v, 5.0) for v in others])
    assert (rock.holds(slice(10, 50)), rock.may_hold(slice(10, 50))) == (holds, may_hold)


def test_four_digits_without_any_noise_are_a_dead_tool_even_in_salt() -> None:
    """A live tool shows its noise there."""
    logs = judged(4)
    rhob = logs.logs["RHOB"].measured.copy()
    rhob[SALT] = 2.0312
    made = {k: (log.measured, default_table().kinds[k].unit) for k, log in logs.logs.items()}
    assert stuck(trusted_logs(Well.from_arrays("A", Z, {**made, "RHOB": (rhob, "g/cm3")})), "RHOB") == 1


@pytest.mark.parametrize("ceiling", [1000.0, 2000.0])
def test_an_induction_log_may_stand_at_its_ceiling_in_rock_without_pores(ceiling: float) -> None:
    """It is an input there, but teaches nothing: the rock resists more than was written."""
    logs = judged(4, ceiling=ceiling)
    assert (logs.logs["RDEP"].values[SALT][5:-5] == ceiling).all()
    assert not_rock(logs, default_table().kinds["RDEP"])[SALT].mean() > 0.6


@pytest.mark.parametrize(("rock", "tight"), [
    ({}, True),  # salt, washed out or logged before the density was
    ({"RHOB": 2.03}, True),
    ({"RHOB": 2.98}, True),  # anhydrite
    ({"RHOB": 2.71, "GR": 20.0}, True),  # limestone
    ({"RHOB": 2.3}, False),  # a clean rock with pores
    ({"GR": 20.0}, False),
    ({"RHOB": 2.71, "GR": 90.0}, False),  # shale
    ({"GR": 0.04}, False),  # a gamma ray that was scaled to 0..1
])  # fmt: skip
def test_rock_without_pores_is_known_where_no_neutron_was_run(rock: dict[str, float], tight: bool) -> None:
    """By a gamma ray of 4 gAPI, or a low one beside a high density."""
    logs, noise = judged(4), np.random.default_rng(0).standard_normal(N)
    made = {k: (logs.logs[k].measured.copy(), default_table().kinds[k].unit) for k in ("GR", "RDEP", *rock)}
    for kind, level in rock.items():
        made[kind][0][SALT] = (level * (1 + 0.001 * noise))[SALT]
    assert (stuck(trusted_logs(Well.from_arrays("A", Z, made)), "RDEP") < 0.1) == tight


@pytest.mark.parametrize("null", [9999.99, 32767.0, 99999.0, 99999.99])
def test_an_undeclared_null_is_no_ceiling(null: float) -> None:
    """99999 over thirty metres of salt is how some files say that nothing was measured."""
    assert stuck(judged(4, ceiling=99999.0), "RDEP") < 0.1
    logs = judged(4)
    rdep = np.where(logs.logs["RDEP"].measured == 2000, null, logs.logs["RDEP"].measured)
    made = {k: (log.measured, default_table().kinds[k].unit) for k, log in logs.logs.items()}
    assert stuck(trusted_logs(Well.from_arrays("A", Z, {**made, "RDEP": (rdep, "ohm.m")})), "RDEP") > 0.9


@pytest.mark.parametrize("value", [2000.0, 0.2])
def test_a_resistivity_that_stands_at_a_limit_in_porous_rock_is_stuck(value: float) -> None:
    """The neutron reads a third."""
    logs = judged(4, salt=False)
    rdep = logs.logs["RDEP"].measured.copy()
    rdep[SALT] = value
    made = {k: (log.measured, default_table().kinds[k].unit) for k, log in logs.logs.items()}
    assert stuck(trusted_logs(Well.from_arrays("A", Z, {**made, "RDEP": (rdep, "ohm.m")})), "RDEP") == 1


def test_what_holds_for_the_whole_log_is_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A density of few digits stands still a hundred times: its digits are looked at once, not a hundred times."""
    calls: list[int] = []
    look = still.is_coarse
    monkeypatch.setattr(still, "is_coarse", lambda values, kind: (calls.append(len(values)), look(values, kind))[1])
    rng = np.random.default_rng(0)
    z = 1000 + 0.1524 * np.arange(4000)
    rhob = np.round(np.repeat(2.3 + 0.1 * rng.standard_normal(100), 40), 2)
    gr = 60 + 20 * rng.standard_normal(len(z))
    logs = trusted_logs(Well.from_arrays("15/9-1", z, {"GR": (gr, "gAPI"), "RHOB": (rhob, "g/cm3")}))
    assert ((logs.logs["RHOB"].flags & STUCK) > 0).mean() > 0.9 and calls == [4000]
