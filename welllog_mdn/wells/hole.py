"""The hole as its own logs show it: where it is too bad for pad tools, and where caliper and bit disagree."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from welllog_mdn.arrays import Bools, Floats, nearest_place
from welllog_mdn.errors import Code, Notes, Notice
from welllog_mdn.logs.kinds import KindTable
from welllog_mdn.wells.casing import of_its_run
from welllog_mdn.wells.line import DepthLine
from welllog_mdn.wells.trusted import TrustedLog
from welllog_mdn.wells.well import METRES, Well, length_unit
from welllog_mdn.words import counted

CALIPER_EXCESS = 2.0  # inches over bit size: beyond it pad tools lose the wall
OVER_BIT = f"caliper more than {CALIPER_EXCESS:g} in over bit size"
LARGER_BIT = 2.4  # inches: bits of a well differ by that and more (6, 8.5, 12.25, 17.5)
BITS = np.array([6.0, 8.5, 9.875, 10.625, 12.25, 14.75, 16.0, 17.5, 26.0])  # inches: the usual ones
LEAST_ON_BITS = 0.9  # of a section that they drilled: the rest are shoes, ledges and where the size changes
MOST_LARGER = 2.2  # times: 17.5 over 8.5; what is 2.54 times as large is in centimetres
SECTION = 100.0  # metres that a bit drills, at the least
IN_GAUGE = 0.5  # inches that most of 100 m of a hole in gauge lie within; washed out, they scatter more
ROUGH = 1.25  # inches that most of a rough hole in gauge lie within; 1.5 and more at the median of washed-out sections
MOST_UNDER = 1.5  # inches of the bit size over the caliper: mud cake and swelling shale make less
STILL_HOLE = 20.0  # metres over which no hole has one size to the last digit
MOST_STILL = 0.5  # share of a caliper that stands still before that is told of: in casing it may
STUCK_CALIPER = 0.05  # inches: arms that are open as far as they go scatter less
DENSITY_CORRECTION = 0.15  # g/cm3: beyond it the spine-and-ribs correction is not trusted
ON_BIT = 1.0  # inches that a caliper misses the bit size by in a hole in gauge: 0.9 at the median of a sound well
GAUGE_BED = 2.0  # metres: what passes by the bit size on its way lies on it over less
LEAST_ON_BIT = 0.1  # of the samples of a caliper that has not failed, or half of `SECTION` evenly
LONE_CORRECTION = 20.0  # metres without a break over which that is told of where the caliper finds no wide hole


class Examiner(Notes):
    """Goes through a well's logs by what the table says of their kinds, and notes what it finds."""

    well: Well
    logs: Mapping[str, TrustedLog]
    table: KindTable

    def in_range(self, kind: str) -> Floats:
        """Return a log's measured values (n,), missing where they are outside its physical range, or it was not run."""
        if kind not in self.logs:
            return np.full(self.well.n, np.nan)
        measured, known = self.logs[kind].measured, self.table.kinds[kind]
        return np.where((measured >= known.low) & (measured <= known.high), measured, np.nan)

    def is_measured(self, kind: str) -> bool:
        """Say whether a well has a value of a log, be it a doubtful one."""
        return kind in self.logs and bool(np.isfinite(self.logs[kind].measured).any())


class Hole(Examiner):
    """What the caliper, the bit size and the density correction say of the hole.

    Attributes
    ----------
    bad : where it is too bad for pad tools, (n,). odd : samples of the caliper that the bit size contradicts, (n,).
    tested : where a caliper that is believed, or the density correction, holds a value that tells, (n,).
    notices : what was found. distrusted : by kind, what was said of an indicator that is wrong throughout.
    """

    def __init__(
        self, well: Well, line: DepthLine, logs: Mapping[str, TrustedLog], table: KindTable, casing: Bools
    ) -> None:
        self.well, self.line, self.logs, self.table, self.casing = well, line, logs, table, casing
        self.notices: list[Notice] = []
        self.distrusted: dict[str, Notice] = {}
        self.odd: Bools = np.zeros(well.n, bool)
        self.calipers: list[str] = []  # those that hold values and are believed
        self.still: Bools = np.zeros(well.n, bool)  # samples of the caliper that tell nothing, since it does not move
        self.tested: Bools = np.zeros(well.n, bool)
        self.bad = self._bad()

    def _bad(self) -> Bools:
        """Return where the hole is too bad for pad tools, (n,)."""
        wide = self._caliper_excess()
        name, judged = f"density correction beyond +-{DENSITY_CORRECTION:g} g/cm3", self.tested
        corrected = self._over("DRHO", _is_corrected, name, lambda _: self._agree(wide, judged))
        self.tested = judged & ~self.still
        if "DRHO" in self.logs and "DRHO" not in self.distrusted:
            self.tested |= np.isfinite(self.logs["DRHO"].measured)
        wide &= ~self._read_in_casing("CALI", "DCAL")
        corrected &= ~self._read_in_casing("DRHO")
        bad: Bools = wide | corrected
        if bad.any():
            thick, rows = thickness(self.well, self.line.metres(bad)), counted(int(bad.sum()), "row")
            alone = self._by_correction_alone(corrected & ~wide)
            asked = [f"caliper ({', '.join(self.calipers)})"] * bool(self.calipers)
            asked += ["DRHO"] * self.is_measured("DRHO")
            found = f"{thick} ({rows}) by {' or '.join(asked)}{alone}"
            if self._masks(bad):
                self.warn("bad hole", f"{found}; pad tools masked", Code.ROWS_LOST)
            else:
                self.inform("bad hole", f"{found}; nothing masked, no log of a pad tool is used there")
        return bad

    def _read_in_casing(self, *indicators: str) -> Bools:
        """Return where one of the indicators was read within the casing, (n,): it tells of steel, not of a hole."""
        measured = [self.logs[kind].measured for kind in indicators if kind in self.logs]
        cased = [of_its_run(self.line, self.well.depth_m, values, self.casing) for values in measured]
        return np.any(cased, axis=0) if cased else np.zeros(self.well.n, bool)

    def _masks(self, bad: Bools) -> bool:
        """Whether a pad tool has a reading where the hole is `bad` (n,)."""
        pads = [log.measured for kind, log in self.logs.items() if self.table.kinds[kind].pad_tool]
        return any(bool(np.isfinite(measured[bad]).any()) for measured in pads)

    def _by_correction_alone(self, corrected: Bools) -> str:
        """Return how thick long stretches are in which the caliper finds no wide hole, and the density was `corrected`
        (n,) by too much all along; "" without any. A tool loses the wall in a wide hole: elsewhere DRHO may be wrong.
        """
        if not {"CALI", "DRHO"} <= self.logs.keys():
            return ""
        correction, known = self.in_range("DRHO"), np.isfinite(self.in_range("CALI")) & ~self.odd
        alone = self.line.lasting(corrected & known, np.isfinite(correction), LONE_CORRECTION)
        if not alone.any():
            return ""
        said = f"of it by DRHO alone (median {np.median(correction[alone]):.2f} g/cm3)"
        thick = thickness(self.well, self.line.metres(alone))
        return f", {thick} {said} where the caliper finds no wide hole: is DRHO right?"

    def _agree(self, wide: Bools, judged: Bools) -> bool:
        """Say whether the density correction bears out a caliper: too large in most of the hole that it finds `wide`
        (n,), and not in most of the rest that it `judged` (n,). That rest must be a tenth or more of what both read: a
        caliper that is wrong throughout leaves none.
        """
        if "DRHO" not in self.logs:
            return False
        correction = self.logs["DRHO"].measured
        both, corrected = judged & np.isfinite(correction), _is_corrected(correction)
        rest = both & ~wide
        if not wide.any() or rest.sum() < LEAST_ON_BIT * both.sum():
            return False
        return bool(2 * (wide & corrected).sum() > wide.sum() and 2 * (rest & corrected).sum() < rest.sum())

    def _is_washed_out(self, kind: str, wide: Bools, excess: Floats, size: Floats | float) -> bool:
        """Say whether a caliper that is `wide` (n,) in more than half of its samples, or out of its range, shows the
        hole all the same. `excess` (n,) is what it reads over the stated bit, `size` (n,) how many times as large.

        It does where the density correction says so, too; else where a part of the log lies on the bit, and most of
        the rest scatters as a washout does: what stands evenly is a tool at its limit, or an offset, and what is far
        larger in another unit. It does not where a larger bit than stated may have drilled most of what is wide,
        however rough that is.
        """
        if self._agree(wide, np.isfinite(excess)):
            return True
        upper = self.line.upper(self.line.running(excess, 15.0) > CALIPER_EXCESS, np.isfinite(excess))
        if 2 * int((wide & upper).sum()) > int(wide.sum()) and np.isfinite(self._larger_bit(upper, excess)).any():
            return False
        here = wide & (self._spread(np.where(wide, excess, np.nan)) > IN_GAUGE) & (size < MOST_LARGER)
        beyond = wide | (self._taken(kind) & np.isnan(self.in_range(kind)))
        return 2 * int(here.sum()) > int(beyond.sum()) and self._lies_on_bit(excess)

    def _lies_on_bit(self, excess: Floats) -> bool:
        """Say whether a caliper lies on the bit in beds that make up a tenth of it, or evenly over some hundred metres;
        what stands still, as a column filled with the bit size does, shows nothing.
        """
        known = np.isfinite(excess) & ~self.line.stuck(excess)
        near = known & (np.abs(excess) <= ON_BIT)
        beds = self.line.lasting(near, known, GAUGE_BED)
        if beds.sum() <= (excess < -MOST_UNDER).sum():  # it passes by the bit size, as no caliper does
            return False
        moving = np.where(known, excess, np.nan)
        off = np.abs([self.line.running(moving, 50.0, percent) for percent in (10, 90)]).max(axis=0)
        evenly = beds & (off <= ON_BIT) & (self._spread(moving) < IN_GAUGE)
        return bool(beds.sum() >= LEAST_ON_BIT * known.sum() or self.line.metres(evenly) >= SECTION / 2)

    def _larger_bit(self, upper: Bools, excess: Floats) -> Floats:
        """Return the inches of the bits, larger than stated, that may have drilled the `upper` part of a well (n,), by
        what a caliper reads over the stated one (n,): missing elsewhere, and throughout where none may have.

        No hole is smaller than its bit, so that its lower readings lie on a usual size all along, and downwards on a
        smaller one at the most. A washout scatters more, and goes with the rock, in beds down to the stated bit. Arms
        that are open as far as they go show nothing; where the density correction finds the hole too wide, it is.
        """
        bit, found = self.in_range("BS"), np.full(self.well.n, np.nan)
        seen = upper & np.isfinite(excess) & np.isfinite(bit)
        inside = np.where(seen, excess, np.nan)
        low, lowest = (self.line.running(inside, 50.0, percent) for percent in (25, 10))
        if self.line.metres(upper) <= SECTION or not seen.any() or (lowest[seen] <= ON_BIT).any():
            return found
        scatter = float(np.median(self._spread(inside)[seen]))
        if not STUCK_CALIPER < scatter < ROUGH or self._agree(seen, np.isfinite(excess)):
            return found
        at = self.line.order[seen[self.line.order]]
        wall, here = (low + bit)[at], (self.line.running(inside, 15.0, 25) + bit)[at]
        sizes = BITS[nearest_place(BITS, wall)]
        near = np.abs(wall - sizes) <= IN_GAUGE
        if near.mean() >= LEAST_ON_BITS and (np.diff(sizes[near]) <= 0).all():
            drilled = np.unique(sizes[near])
            found[at] = drilled[nearest_place(drilled, here)]
        return found

    def _spread(self, values: Floats) -> Floats:
        """Return how far apart most values lie within some 50 m on both sides, (n,)."""
        return self.line.running(values, 50.0, 90) - self.line.running(values, 50.0, 10)

    def _caliper_excess(self) -> Bools:
        """Return where the caliper exceeds bit size by `CALIPER_EXCESS`, as the differential caliper says where the
        other holds no value to be used.
        """
        cali, bit = self.in_range("CALI"), self.in_range("BS")
        wide, read, stated = np.zeros(self.well.n, bool), np.zeros(self.well.n, bool), np.ones(self.well.n, bool)
        if "CALI" in self.logs and np.isfinite(bit).any():
            wide, stated = self._over_bit(cali, bit)
            read = self._read_caliper(cali, wide)
        dcal = np.where(stated, self.in_range("DCAL"), np.nan)
        differential = np.isfinite(dcal) & (~read | self.still)
        if differential.any():
            wide |= differential & self._over(
                "DCAL",
                lambda v: _is_wide(v) & stated,
                OVER_BIT,
                lambda found: self._is_washed_out("DCAL", found, dcal, 1.0),
            )
            told = differential & ("DCAL" in self.calipers)
            read, self.still = read | told, self.still & ~told
        elif not self.calipers and np.isfinite(cali).any() and not self.odd.all():
            wide = self._over_surroundings(cali)
            read = self._read_caliper(cali, wide)
        self.tested = read
        if not self.calipers:
            usable = "usable " * bool({"CALI", "DCAL"} & self.logs.keys())
            lacks_density = ", no DRHO" * (not self.is_measured("DRHO"))
            self.inform("bad hole", f"bad-hole test limited: no {usable}caliper{lacks_density}")
        return wide

    def _read_caliper(self, cali: Floats, wide: Bools) -> Bools:
        """Return where a caliper is believed, (n,), and note where it stands still, as shut arms and a column filled
        with the bit size do: that tells nothing of the hole, but where it is `wide` (n,).
        """
        known = np.isfinite(cali)
        still = stands_still(self.line, cali) & ~wide
        if "CALI" in self.calipers and not (known & ~still).any():
            self.calipers.remove("CALI")
        untold = still & ~self.odd & ~self._read_in_casing("CALI")
        if untold.sum() > MOST_STILL * known.sum():
            length = thickness(self.well, STILL_HOLE)
            said = f"one value over {length} and more in {int(untold.sum())} of {int(known.sum())} rows"
            self.warn(self.logs["CALI"].mnemonic, f"{said}: no hole is so even; it tells nothing of bad hole there")
        self.still = still
        return known & ~self.odd

    def _over_bit(self, cali: Floats, bit: Floats) -> tuple[Bools, Bools]:
        """Return where the caliper exceeds bit size, and where a differential caliper can be over the stated one alone,
        (n,) each: above the base of a larger bit than stated nobody knows over which of the two it is.
        """
        size = self._bit_size()
        self.odd |= bit - cali > MOST_UNDER
        excess, times = cali - bit, cali / bit  # a stated size of zero is out of its range
        wide = self._over(
            "CALI",
            lambda v: _is_wide(v - size),
            OVER_BIT,
            lambda found: self._is_washed_out("CALI", found, excess, times),
        )
        larger = np.isfinite(cali) & ~self.odd & (size > bit)
        return wide, self.well.depth_m > self.well.depth_m[larger].max(initial=-np.inf)

    def _over_surroundings(self, cali: Floats) -> Bools:
        """Return where the caliper exceeds its own level by `CALIPER_EXCESS`, (n,), for want of a bit size."""
        self.inform("bad hole", "bad-hole test limited: no bit size (BS), the caliper is judged by its roughness")
        usual = self.line.running(cali, 15.0)
        return self._over("CALI", lambda v: _is_wide(v - usual), f"caliper {CALIPER_EXCESS:g} in over its surroundings")

    def _bit_size(self) -> Floats:
        """Return the size of the bit (n,): the stated one, or the caliper's own level where none is stated or the
        caliper is smaller.

        In the upper part of a well a caliper far over the stated bit may show that a larger one drilled it: where the
        caliper lies evenly there, its own level counts; where it is rougher, the usual size on which its lower readings
        lie.
        """
        cali, bit = self.in_range("CALI"), self.in_range("BS")
        usual = self.line.running(cali, 15.0)
        unstated = np.isnan(bit) & np.isfinite(cali)
        if unstated.any():
            said = f"no bit size (BS) in {counted(int(unstated.sum()), 'row')}"
            self.inform("bad hole", f"bad-hole test limited: {said}, the caliper is judged by its roughness there")
        under = np.nanmedian(bit - cali) if np.isfinite(bit - cali).any() else 0.0
        if under > MOST_UNDER:
            said = f"{under:.1f} in and more over {self.logs['CALI'].mnemonic} in half of its samples"
            self.warn(self.logs["BS"].mnemonic, f"{said}: one of them is wrong, the caliper is judged by its roughness")
            self.odd[:] = True
            return usual
        over = (usual - bit > LARGER_BIT) & (usual < MOST_LARGER * bit)
        larger = self.line.upper(over, np.isfinite(cali))
        spread = self._spread(np.where(larger, cali, np.nan))
        even = ((spread > STUCK_CALIPER) & (spread < IN_GAUGE)).any() & (self.line.metres(larger) > SECTION)
        drilled = usual if even else self._larger_bit(larger, cali - bit)
        larger &= np.isfinite(drilled)
        if larger.any():
            said = f"{LARGER_BIT:g} in and more over {self.logs['BS'].mnemonic} in {int(larger.sum())} rows"
            sizes = " and ".join(f"{size:g}" for size in np.unique(drilled[larger])[::-1]) if not even else ""
            said = f"evenly {said}" if even else f"{said}, its lower readings on {sizes} in"
            self.warn(self.logs["CALI"].mnemonic, f"{said}: taken as a larger bit, not as bad hole")
        return np.where(larger, drilled, np.where(unstated, usual, bit))

    def _taken(self, kind: str) -> Bools:
        """Return where an indicator was measured, (n,), be it out of its range."""
        measured: Bools = np.isfinite(self.logs[kind].measured)
        if kind == "CALI":  # no hole is smaller than its range: where the tool was not run, not where it is wrong
            measured &= ~(self.logs[kind].measured < self.table.kinds[kind].low)
        return measured

    def _over(
        self,
        kind: str,
        test: Callable[[Floats], Bools],
        what: str,
        is_sound: Callable[[Bools], bool] = lambda _: False,
    ) -> Bools:
        """Return where an indicator is bad; one that is in more than half of its samples is distrusted, unless it
        `is_sound` for all that.
        """
        nothing = np.zeros(self.well.n, bool)
        if kind not in self.logs:
            return nothing
        # a correction beyond its range is no less one; a caliper that no hole is as wide as has failed, not the hole
        values = self.logs[kind].measured if kind == "DRHO" else self.in_range(kind)
        bad: Bools = test(values) & np.isfinite(values)
        measured = self._taken(kind)
        beyond = int(bad.sum() + (measured & np.isnan(values)).sum())
        if 2 * beyond > int(measured.sum()) > 0 and not is_sound(bad):
            share = 100 * beyond / measured.sum()
            said = f"{what} in {share:.0f} % of its samples: the curve is distrusted, not the hole"
            self.warn(self.logs[kind].mnemonic, said)
            if kind == "CALI":
                self.odd[:] = True
            else:
                self.distrusted[kind] = self.notices[-1]
            return nothing
        if measured.any() and kind != "DRHO":
            self.calipers.append(kind)
        return bad


def stands_still(line: DepthLine, size: Floats) -> Bools:
    """Return where a hole size (n,), NaN without one, is the same over `STILL_HOLE`, (n,)."""
    return line.lasting(line.stuck(size), np.isfinite(size), STILL_HOLE)


def thickness(well: Well, metres: float) -> str:
    """Return a thickness as text, in feet where the depths are."""
    unit = length_unit(well.depth_unit)
    size = metres / METRES[unit]
    return f"{size:.{0 if size >= 1 else 1}f} {unit}"


def _is_corrected(correction: Floats) -> Bools:
    """Return where the correction of the density is too large to be trusted, (n,)."""
    return np.asarray(np.abs(correction) > DENSITY_CORRECTION)


def _is_wide(excess: Floats) -> Bools:
    """Return where a hole is too wide for pad tools, (n,), by the inches over its bit; millimetres leave a rest."""
    return np.asarray(np.round(excess, 6) > CALIPER_EXCESS)
