"""What of a curve can be trusted: units, nulls, range, spikes, stuck tool, cycle skips, bad hole. Flags,
never edits.

Every check sets a bit per sample; `values` are the measured ones with flagged samples missing. A test for spikes,
cycle skips or bad hole that would hit more than half of a curve says more about itself than about the rock: it is
dropped, and that is said. A hole is that bad all the same where the rest of its caliper lies on the bit.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from welllog_mdn.arrays import Bools, Floats, runs
from welllog_mdn.errors import Code, Notice, UsageError, one_line
from welllog_mdn.logs.kinds import (
    PREDICTION,
    KindTable,
    LogKind,
    default_table,
    mnemonic_key,
    predicted_name,
    same_unit,
    to_canonical,
    unit_key,
    unit_name,
)
from welllog_mdn.wells.beds import SILENT, TOOLS, Witness
from welllog_mdn.wells.casing import BLINDED, JUDGES, in_casing, of_its_run
from welllog_mdn.wells.hole import DENSITY_CORRECTION, Examiner, Hole, stands_still, thickness
from welllog_mdn.wells.line import STUCK_LENGTH, STUCK_SAMPLES, DepthLine
from welllog_mdn.wells.off_depth import COMPARED, off_depth
from welllog_mdn.wells.reading import GARBLED
from welllog_mdn.wells.still import FAINT, NORMALISED, SHALY, QuietRock, is_coarse, last_digit
from welllog_mdn.wells.trusted import (
    BAD_HOLE,
    CASING,
    CYCLE_SKIP,
    NULL_LIKE,
    ODD_HOLE,
    OTHER_UNIT,
    OUTSIDE,
    REASONS,
    SPIKE,
    STUCK,
    Distrust,
    Flags,
    TrustedLog,
    TrustedLogs,
)
from welllog_mdn.wells.unit_fit import LEAST_VALUES, fitting_units, gardner_slowness, in_any_unit, median_ratio
from welllog_mdn.wells.values import NULL_CONVENTIONS, is_quality_flag, may_measure
from welllog_mdn.wells.well import METRES, Curve, Well, frozen
from welllog_mdn.words import depth_range, depth_text, number, percent

LEAST_BELIEVED = 0.8  # of the values that another curve of the kind has: one with fewer gives way
SAME_SHARE = 0.02  # of a curve's values that one of the same tool may lack and be as full
FEW_ALONE = 0.05  # of a log's rows that a curve which is not used has values of alone
FEW_OUTSIDE = 0.01  # of a log of the hole: where more is missing, bad hole is not seen
LARGEST_CORRECTION = 0.9  # g/cm3: tools stop at less, in the worst of holes; scaled nulls of 999 do not
LEAST_FILLER = (50, 0.02)  # samples, and their share, that a density correction has no one value in
MOST_FILLER = 0.45  # their share in a curve that can be believed elsewhere
MOST_OUTSIDE = 0.9  # share of a curve's samples outside its kind's range that says it is none of that kind
MOST_NEGATIVE = 0.2  # share of negative samples that no log of a decade scale has, but its logarithm
SHEAR_JUMPS = {"DTS": 1.8, "DTST": 1.8}  # times those of compressional slowness, as the slownesses themselves
LEAST_SHEAR = 1.2  # times compressional slowness: 1.41 where Poisson's ratio is 0, less the scatter of both
LEAST_SHEAR_BY_DENSITY = 1.3  # times what Gardner's relation gives: 1.6 and more in 27 wells, DTC 1.26 at the most
MOST_COMPRESSIONAL = 1.4  # times that: 1.26 at the most in 27 wells, none of them with much overpressure
MOST_IN_SHALE = 1.75  # times that: overpressure lowers velocity and hardly density (Bowers 1995); shear 1.85 and more
SHALE = 75.0, 0.25  # gAPI and v/v: rock of which gamma ray and neutron read more
SEDIMENT = 2.1, 2.8  # g/cm3: rock that Gardner's relation is of; salt is lighter and fast, basalt and anhydrite heavier
LEAST_SEDIMENT = 0.1  # of the samples: from fewer, as the edges of salt and anhydrite are, nothing is judged
DEAD_SHARE = 0.05  # of a tool's resolution: no rock is so even from top to bottom
STILL_SHARE = 0.1 + 1e-6  # over metres: a dead tool flickers between two last digits (2.650, 2.651)
FLICKER_LENGTH = 20.0  # metres over which no rock that other logs show to change stays within one digit of few decimals
LARGEST_DIGIT = 2.1  # of a tool's resolution: slowness in whole us/ft; rock does stay within a larger one
LEAST_RAYS = 200  # samples of a gamma ray from which it can be doubted
UNIT_LENGTH = 20.0  # metres over which values of a run in another unit stay where none of this one would
FRACTIONS = (0.0003, 0.0099)  # v/v: what porosities of 0.03 to 0.99 v/v become that are read as percent
FASTEST_RUN, SLOWEST_RUN = 50.0, 63.0  # us/ft: medians of a run in casing, which reads 57
BEYOND_ROCK = 0.1  # share of the slow samples beyond the range, which in us/m are many
MOST_STRETCHES = 3  # of which the depths are told
TOLD_ELSEWHERE = NULL_LIKE, BAD_HOLE, CASING  # of several logs at once, or value by value
STEADY = 4.0  # resolutions that a run of rock spans at the least
NEVER_ZERO = frozenset({"GR", "CGR", "NPHI", "CALI", "BS"})  # all rock radiates; neutron porosity falls below zero
TOLD_BY_UNIT = {"GR": "", "DTC": "", "RHOB": "rho|den", "RDEP": "res|ohm"}  # and by what a name or description holds
_OF_NO_ROCK = re.compile(  # in g/cm3 and ohm.m, too
    r"mud|water|brine|fluid|filtrat|circul|equiv|grain|matrix|core|gradient|press|overburden|rho_?[mfg]|\b[mfg]_?den",
    re.I,
)
NO_FACTOR = {"exposure_rate": "1 uR/h is some 10 to 16 gAPI, by tool"}  # quantity of a gamma ray -> what helps
OF_ONE_TOOL = frozenset({"RDEP", "COND", "RHOB", "NPHI", "DPHI", "SPHI"})  # of which one tool gives several curves
MAY_STAND_STILL = frozenset({"BS", "CALI", "DCAL", "MUDWT", "ROP", "WOB", "TENS", "CABLE_SPEED", "TEMP", "DRHO"})


def trusted_logs(
    well: Well,
    *,
    table: KindTable | None = None,
    fix_units: Mapping[str, str] | None = None,
) -> TrustedLogs:
    """Return what of a well can be trusted.

    Parameters
    ----------
    table : log kinds; default the program's own.
    fix_units : mnemonic -> the unit that its values really have, whatever the label says.

    Raises
    ------
    UsageError : `fix_units` gives a curve a unit that its kind does not know.
    """
    return _QualityControl(well, table or default_table(), fix_units or {}).result()


class _QualityControl(Examiner):
    """Goes through the checks for one well, in order."""

    def __init__(self, well: Well, table: KindTable, fix_units: Mapping[str, str]) -> None:
        self.table = table
        self.fixes = {k.casefold(): v for k, v in fix_units.items()}
        self.notices: list[Notice] = []
        self.distrusted: dict[str, Distrust] = {}
        self.counts: dict[str, dict[str, int]] = {}
        self.flag_columns: set[int] = set()  # curves of quality flags, which are no logs
        self.well = self._without_flags(self._with_depth_unit(well))
        self.line = DepthLine(self.well)
        self.logs: dict[str, TrustedLog] = {}
        self.spare: dict[str, list[TrustedLog]] = {}  # the other curves of a kind, the best first
        self.passing: dict[int, Bools] = {}  # of curves of a kind with others, by column: which values pass their tests
        self.groups: dict[str, list[Curve]] = {}  # the curves of each kind
        self.filled: set[int] = set()  # columns of curves that hold a value: of others there is nothing to tell
        self.twins: dict[str, tuple[str, ...]] = {}
        self.asked: dict[int, str] = {}  # by column, what the user says of a unit against its label
        self.held: dict[str, Bools] = {}  # where the curves of a kind hold a value, also those that are distrusted
        self.odd_hole: Bools = np.zeros(well.n, bool)  # samples of the caliper that the bit size contradicts
        self.casing: Bools = np.zeros(well.n, bool)  # where resistivities were read in it

    def result(self) -> TrustedLogs:
        """Run every check."""
        for curve in self.well.curves:
            kind = self._kind(curve) if curve.column not in self.flag_columns else None
            if kind is not None and not curve.is_text:
                self.groups.setdefault(kind.name, []).append(curve)
        order = [k for k in self.table.kinds if k in self.groups and self.table.kinds[k].may_be_input]
        for name in order:  # DTC stands before DTS in the table: the shear's unit is judged against it
            self._take(self.table.kinds[name], self.groups[name])
        self.casing = in_casing(self.line, {name: log.measured for name, log in self.logs.items()})
        hole = self._hole()
        self.odd_hole = hole.odd
        of_hole, self.notices = self.notices, []
        self._finish(hole.bad)
        of_curves, self.notices = self.notices, of_hole
        self._tell_casing()  # before what single curves lost, as of the hole
        self.notices += of_curves
        self._tell_off_depth()
        self._tell_unknown()
        return TrustedLogs(
            self.well,
            logs=MappingProxyType(self.logs),
            twins=MappingProxyType(self.twins),
            bad_hole=hole.bad,
            hole_tested=hole.tested,
            notices=tuple(self.notices),
            counts=MappingProxyType(self.counts),
            distrusted=MappingProxyType(self.distrusted),
            mnemonics=(self.well.depth_mnemonic, *(curve.mnemonic for curve in self.well.curves)),
            columns={name: tuple(curve.column for curve in curves) for name, curves in self.groups.items()},
            set_aside={name: held for name, held in self.held.items() if held.any() and not self.is_measured(name)},
        )

    def _hole(self) -> Hole:
        """Judge the hole; the next curve of its kind stands in for an indicator that is wrong throughout."""
        hole = Hole(self.well, self.line, self.logs, self.table, self.casing)
        wrong: set[str] = set()
        while hole.distrusted:
            for name, notice in hole.distrusted.items():
                wrong.add(name)
                self._distrust(self.table.kinds[name], notice, unit=self.logs[name].unit)
                sound = [log for log in self.spare[name] if np.isfinite(log.measured).any()]
                if sound:
                    self.logs[name], *self.spare[name] = sound
                else:
                    del self.logs[name]
            hole = Hole(self.well, self.line, self.logs, self.table, self.casing)
        for name in wrong & self.logs.keys():
            self.distrusted.pop(name)
        self.notices += hole.notices
        return hole

    def _with_depth_unit(self, well: Well) -> Well:
        """Return the well with its index in the unit that the user says it has."""
        fixed = self.fixes.get(well.depth_mnemonic.casefold())
        if fixed is None:
            return well
        unit = self.table.quantities["length"].get(unit_key(fixed))
        if unit is None or unit.name not in METRES:
            raise UsageError(f"--fix-units {well.depth_mnemonic}={fixed}: an index is in {', '.join(METRES)}")
        if METRES[unit.name] != METRES[well.depth_unit]:
            self.warn(well.depth_mnemonic, f"read in {unit.name} as asked, the label says {well.depth_unit}")
        return replace(well, depth_unit=unit.name)

    def _without_flags(self, well: Well) -> Well:
        """Return the well in which a curve of quality flags is no log, whatever log it is named after (RHOB_QC)."""
        named = (c for c in well.curves if c.kind in self.table.kinds)
        self.flag_columns = {c.column for c in named if is_quality_flag(c.mnemonic, c.description, c.values)}
        for curve in well.curves:
            if curve.column in self.flag_columns:
                self.warn(curve.mnemonic, "holds quality flags (a few small integers); curve not used")
        curves = tuple(replace(c, kind=None) if c.column in self.flag_columns else c for c in well.curves)
        return replace(well, curves=curves) if self.flag_columns else well

    def _kind(self, curve: Curve) -> LogKind | None:
        """Return a curve's kind; a kind whose unit is another quantity's is said and left out."""
        fixed = self.fixes.get(curve.mnemonic.casefold())
        named = self.table.named(curve.mnemonic, curve.description)
        kind = self.table.resolve(curve.mnemonic, fixed or curve.unit, curve.description) or (named if fixed else None)
        kind = self._told(curve) or kind
        if curve.kind == PREDICTION.name and fixed is None:  # a realisation, as the curves beside it tell
            kind = PREDICTION
        if fixed is not None and kind is None:
            self.warn(curve.mnemonic, f"--fix-units {curve.mnemonic}={fixed} has no effect: no known log")
            return None
        if kind is not None and kind.role == "prediction" and predicted_name(curve.mnemonic):
            self.inform(curve.mnemonic, "an earlier prediction, never an input")
        elif kind is not None and kind.role == "prediction":
            said = f"described as {curve.description[:60]!r}: a prediction, never an input; curve not used"
            self.warn(curve.mnemonic, f"{said} (--alias takes it for a log)")
        called = self.table.named(curve.mnemonic)
        if kind is None and named is None and called is not None and called.is_logged:
            said = f"described as {one_line(curve.description, 60)!r}: no {called.title.lower()}; curve not used"
            notice = Notice(curve.mnemonic, f"{said} (--alias takes it for a log)", "info")
            self._distrust(called, notice, f"{curve.mnemonic} is {said}", brief=said.partition(";")[0])
        told = not fixed and np.isfinite(curve.values).any()
        if told and kind is not None and named is not None and kind.inverse_of == named.name:
            remedy = f"--fix-units {curve.mnemonic}={named.unit} if it is {named.title.lower()}"
            self.warn(curve.mnemonic, f"in {curve.unit}, taken as {kind.title.lower()} ({remedy})")
        if kind is None and named is not None:
            self._tell_no_log(named, curve)
        return kind

    def _tell_no_log(self, named: LogKind, curve: Curve) -> None:
        """Say of a curve that its unit, or the lack of one, makes it none of the kind that it is `named`, and what
        helps: never to read the unit of another quantity as that of the kind.
        """
        quantity, title = self.table.foreign_unit(named, curve.unit), named.title.lower()
        factor = NO_FACTOR.get(quantity, "") if named.family == "gamma" else ""
        may_differ = self.table.needs_unit(curve.mnemonic) and not factor
        if (quantity and may_differ) or not _holds(named, curve, None).any():
            return
        remedy = f"--fix-units {curve.mnemonic}={named.unit} if that is what it is"
        why = f"no unit says that it is {title}"
        if quantity:
            logged = any(k.role == "log" and k.unit_of(curve.unit) for k in self.table.kinds.values())
            remedy = "--alias FILE can say which log it is" if logged else ""
            why = f"unit {curve.unit} is none of {title} but of {quantity.replace('_', ' ')}"
        if factor:
            remedy, why = f"{factor}: convert it first", f"unit {curve.unit} has no fixed factor to {named.unit}"
        remedy = self._garbled(curve) or remedy
        if quantity and mnemonic_key(curve.mnemonic) not in self.table.ambiguous:
            self.held[named.name] = self.held.get(named.name, False) | _holds(named, curve, None)
        said = f"{why}; curve not used" + (f" ({remedy})" if remedy else "")
        self._distrust(named, Notice(curve.mnemonic, said, "info" if may_differ else "warn"), brief=why)

    def _distrust(self, kind: LogKind, notice: Notice, why: str = "", unit: str = "", brief: str = "") -> None:
        """Note that a curve of a kind is not used.

        Messages on the log give `why` (default: the text of the notice), short ones `brief`, which leaves out what is
        done and what helps. `unit` is the one in which the curve was read.
        """
        self.distrusted[kind.name] = Distrust(why or notice.text, notice, unit, brief)
        self.notices.append(notice)

    def _told(self, curve: Curve) -> LogKind | None:
        """Return the kind that a user's own table gave a curve as it was read, None without one.

        `read_las` may have had a table that was not given here again; where this one says of the curve what the
        program's says, the user has told nothing of it here.
        """
        if curve.kind is None:
            return None
        usual = default_table().resolve(curve.mnemonic, curve.unit, curve.description)
        own = self.table.resolve(curve.mnemonic, curve.unit, curve.description)
        names = [k.name if k is not None else None for k in (usual, own)]
        return self.table.kinds.get(curve.kind) if curve.kind != names[0] == names[1] else None

    def _tell_unknown(self) -> None:
        """Name curves of no known log that may be one which the well lacks, as their unit and their values tell: a note
        where much else is measured in that unit.
        """
        others = (c for c in self.well.curves if c.kind is None and self.table.named(c.mnemonic) is None)
        unknown = [c for c in others if c.mnemonic]  # one without a mnemonic has no alias
        for kind, hint in ((self.table.kinds[name], hint) for name, hint in TOLD_BY_UNIT.items()):
            if kind.name in self.logs or kind.name in self.distrusted:
                continue
            found = [c for c in unknown if kind.unit_of(c.unit) and self._may_be(kind, c) and _hints(hint, c)]
            if found:
                first, *more = (one_line(c.mnemonic, 40) for c in found[:3])
                said = f"{first} in {found[0].unit} is no known log" + (f", nor is {', '.join(more)}" if more else "")
                remedy = f'--alias FILE with {kind.name} = ["{first}"] if it is {kind.title.lower()}'
                remedy = self._garbled(found[0]) or remedy
                alike = sum(c.mnemonic.casefold() == found[0].mnemonic.casefold() for c in self.well.curves)
                if alike > 1:  # an alias would take all of them for it
                    remedy = f"one of {alike} curves of this name: give each a name of its own"
                severity = "info" if hint else "warn"
                self._distrust(kind, Notice(kind.name, f"{said}; curve not used ({remedy})", severity), brief=said)

    def _garbled(self, curve: Curve) -> str:
        """Return what to do about a curve whose name or unit another encoding may read right, "" of others."""
        return GARBLED if self.well.text is not None and curve.mnemonic in self.well.text.garbled else ""

    def _may_be(self, kind: LogKind, curve: Curve) -> bool:
        """Say whether most values of a curve are such as a kind has, and neither its description is another's nor its
        unit that of the conductivity (ms/m).
        """
        if self.table.named(kind.name, curve.description) is not kind or self.table.kinds["COND"].unit_of(curve.unit):
            return False
        seen = to_canonical(curve.values[np.isfinite(curve.values)], kind, curve.unit)
        return len(seen) >= LEAST_VALUES and 2 * _possible(kind, seen) > len(seen)

    # --------------------------------------------------------------------------------------- choice and units

    def _take(self, kind: LogKind, curves: Sequence[Curve]) -> None:
        """Choose the curve of a kind: the one with most possible values, of equals the first, or of one tool's, which
        count as equal to a fiftieth, the deepest (AT90 before AT60) and that for limestone. Beside a plain name with a
        unit (RHOB in g/cm3), a suffixed one without (RHOB_X) counts half. Where a fifth less of its values pass the
        tests of a curve by itself than of another one's, that one is taken (a dead tool has no nulls).
        """
        judged = [(curve, self._converted(kind, curve)) for curve in curves]
        held = [_holds(kind, curve, found) for curve, found in judged]
        self.held[kind.name] = np.any(held, axis=0) | self.held.get(kind.name, False)
        self.filled |= {curve.column for (curve, _), values in zip(judged, held, strict=True) if values.any()}
        known = [(curve, found) for curve, found in judged if found is not None]
        if not known:
            return
        usable = [pair for pair in known if np.isfinite(pair[1].measured).any()] or known
        stated = any(self.table.is_name(c.mnemonic) and not self._unlabelled(c) for c, _ in usable)

        def merit(pair: tuple[Curve, TrustedLog]) -> float:
            curve, found = pair
            behind = stated and self._unlabelled(curve) and not self.table.is_name(curve.mnemonic)
            count = _possible(kind, found.measured)
            return count / 2 if behind else count

        counts = [merit(pair) for pair in usable]
        order = sorted(range(len(usable)), key=lambda i: -counts[i])
        if kind.name in OF_ONE_TOOL:
            like = [i for i, count in enumerate(counts) if count >= (1 - SAME_SHARE) * max(counts)]
            first = min(like, key=lambda i: self.table.rank(kind, usable[i][0].mnemonic))
            order.sort(key=lambda i: i != first)
        if len(usable) > 1:
            self.passing |= {found.column: self._passes(kind, found) for _, found in usable}
            believed = [int(self.passing[found.column].sum()) for _, found in usable]
            order.sort(key=lambda i: believed[i] < LEAST_BELIEVED * max(believed))
        log, *spare = (usable[i][1] for i in order)
        self.spare[kind.name] = spare
        if np.isfinite(log.measured).any():
            self.distrusted.pop(kind.name, None)
        self.logs[kind.name] = log

    def _tell_twins(self, kind: LogKind, log: TrustedLog) -> None:
        """Name the curves of a kind beside the one that is used, but those that are empty."""
        curves = [(c.column, c.mnemonic) for c in self.groups[kind.name] if c.column in self.filled | {log.column}]
        others = [pair for pair in curves if pair[0] != log.column]
        if others:
            self.twins[kind.name] = tuple(name for _, name in others)
            same = len({name.casefold() for _, name in curves}) < len(curves)
            both = ((log.column, log.mnemonic), *others)
            chosen, *left = (f"{name} (column {column + 1})" if same else name for column, name in both)
            said = f"several curves of {kind.title.lower()}: {chosen} was used, {', '.join(left)} not"
            known = np.isfinite(log.measured)
            beside = [self.passing[spare.column] for spare in self.spare[kind.name] if spare.column != log.column]
            alone = int((np.any(beside, axis=0) & ~known).sum()) if beside else 0
            if alone > FEW_ALONE * (alone + known.sum()):
                said += f"; {alone} rows have values only there: join the runs in one curve to use all"
            self.warn(log.mnemonic, said)

    def _passes(self, kind: LogKind, log: TrustedLog) -> Bools:
        """Return which values of a log pass its tests, (n,), no other log being asked; nothing is said of it."""
        said = len(self.notices)
        flags = log.flags | self._flags(kind, log, np.zeros(self.well.n, bool), [])
        del self.notices[said:]
        wrong = _mislabelled(kind, log, flags)
        return np.isfinite(log.measured) & (flags == 0) & (not wrong)

    def _unlabelled(self, curve: Curve) -> bool:
        """Say whether nothing states the unit of a curve, neither its line nor the user."""
        key = unit_key(self.fixes.get(curve.mnemonic.casefold(), curve.unit))
        return not key or key in self.table.quantities["none"]

    def _converted(self, kind: LogKind, curve: Curve) -> TrustedLog | None:
        """Return a curve in canonical units with its undeclared nulls taken out, or None where it is
        distrusted.
        """
        values = np.where(np.isfinite(curve.values), curve.values, np.nan)

        def tell(said: str) -> None:
            self.warn(curve.mnemonic, f"{said} looks like an undeclared null, taken as missing", Code.ROWS_LOST)

        null_like = _null_like(values, kind, curve.unit)
        for value in np.unique(values[null_like]):
            tell(f"value {value:g} in {int((values == value).sum())} rows")
        values[null_like] = np.nan
        unit = self._unit(kind, curve, values)
        if unit is None:
            return None
        measured = to_canonical(values, kind, unit)
        zero = _zero_like(measured, kind)
        if zero.any():
            tell(f"exactly 0 in {int(zero.sum())} rows, where hardly a value is near it:")
            measured = np.where(zero, np.nan, measured)
        filler = _filler(measured, kind)
        for value in np.unique(measured[filler]):
            rows = int((measured == value).sum())
            tell(f"{value:.5g} {kind.unit} in {rows} rows, no tool reads one value so often:")
        measured = np.where(filler, np.nan, measured)
        flags = np.where(null_like | zero | filler, NULL_LIKE, 0).astype(np.uint16)
        matrix = self.table.matrix(kind, curve.mnemonic, curve.unit, curve.description)
        matrix = self.well.neutron_matrix if kind.name == "NPHI" and not matrix else matrix
        return TrustedLog(kind.name, curve.mnemonic, unit, measured, measured, flags, curve.column, matrix)

    def _unit(self, kind: LogKind, curve: Curve, values: Floats) -> str | None:
        """Return the unit in which the values are, or None where label and values disagree."""
        fixed, seen = self.fixes.get(curve.mnemonic.casefold()), in_any_unit(kind, values)
        fitting = self._fitting(kind, curve, seen)
        if fixed is not None:
            if kind.unit_of(fixed) is None:
                raise UsageError(f"--fix-units {curve.mnemonic}={fixed}: unknown unit of {kind.title.lower()}")
            self._tell_fixed(kind, curve, seen, fixed, fitting)
            return fixed
        if kind.unit_of(curve.unit):
            return self._checked(kind, curve, seen, fitting)
        if kind.quantity == "none":
            return kind.unit
        if self._unlabelled(curve):
            return self._inferred(kind, curve, values, fitting)
        self._leave_out(kind, curve, seen, fitting)
        return None

    def _tell_fixed(self, kind: LogKind, curve: Curve, values: Floats, fixed: str, fitting: Sequence[str]) -> None:
        """Say that a curve is read in the unit that the user gave it: nothing where its label says so too and its
        values are not those of another one.
        """
        seen = f"(median {np.nanmedian(values):.4g})" if np.isfinite(values).any() else ""
        asked, label = (unit_name(kind, unit) or "" for unit in (fixed, curve.unit))
        if same_unit(kind, fixed, curve.unit):
            if fitting and asked not in fitting:
                look = f"but its values {seen} look like {' or '.join(fitting)}"
                self.warn(curve.mnemonic, f"read in {fixed} as asked and labelled, {look}")
            return
        says = f"the label says {one_line(curve.unit, 40) or 'nothing'}"
        self.asked[curve.column] = f"; read in {fixed} as --fix-units asked, {says}"
        if label in fitting and asked not in fitting:  # asked for another well, whose label is wrong
            says += f" and its values say the same {seen}"
        self.warn(curve.mnemonic, f"read in {fixed} as asked, {says}")

    def _checked(self, kind: LogKind, curve: Curve, values: Floats, fitting: Sequence[str]) -> str | None:
        """Return a known label unless the values contradict it and fit another unit."""
        name = unit_name(kind, curve.unit) or curve.unit
        if not fitting or name in fitting:
            return curve.unit
        (median, high), units = np.nanpercentile(values, [50, 95]), " or ".join(fitting)
        seen = f"median {median:.4g}, 95th percentile {high:.4g}"
        text = f"labelled {curve.unit}, but the values ({seen}) look like {units}; curve not used"
        text += f" (--fix-units {curve.mnemonic}={units} {'converts' if len(fitting) == 1 else 'says which'})"
        self._distrust(kind, Notice(curve.mnemonic, text))
        return None

    def _inferred(self, kind: LogKind, curve: Curve, values: Floats, fitting: Sequence[str]) -> str:
        """Return the unit that the values suggest where no label states one."""
        unit = fitting[0] if fitting else kind.unit
        if not np.isfinite(values).any():
            return unit
        why = " from its values" if len(fitting) == 1 or (fitting and unit != kind.unit) else ", the usual one"
        if fitting[1:] and unit != kind.unit:
            why += f", which may be {' or '.join(fitting[1:])} as well (--fix-units says which)"
        self.warn(curve.mnemonic, f"no unit, taken as {unit}{why}")
        return unit

    def _leave_out(self, kind: LogKind, curve: Curve, values: Floats, fitting: Sequence[str]) -> None:
        """Leave out a curve whose label states a unit that is not known: values of the size of another one are no proof
        (s/ft and s/m), and it may be another quantity (counts/s for a gamma ray). An empty one is not told of.
        """
        if not _holds(kind, curve, None).any():
            return
        seen = f", the values (median {np.nanmedian(values):.4g}) look like {' or '.join(fitting)}" if fitting else ""
        remedy = f"--fix-units {curve.mnemonic}={(fitting or [kind.unit])[0]} if that is what it is"
        remedy = self._garbled(curve) or remedy
        unit = one_line(curve.unit, 40)  # what is behind it has room, too
        self._distrust(kind, Notice(curve.mnemonic, f"unknown unit {unit!r}{seen}; curve not used ({remedy})"))

    def _fitting(self, kind: LogKind, curve: Curve, values: Floats) -> list[str]:
        """Return the units in which the values can be; none where nothing can be said."""
        label = unit_name(kind, curve.unit) or ""
        return fitting_units(kind, label, values, self.in_range("DTC"), self.in_range("RHOB"))

    # -------------------------------------------------------------------------------------------------- flags

    def _finish(self, bad_hole: Bools) -> None:
        """Flag the samples of every chosen log; drop logs of which nothing is left to believe."""
        witnesses = self._witnesses(bad_hole)
        for name in list(self.logs):
            kind, log = self.table.kinds[name], self.logs.pop(name)
            others = [w for w in witnesses if name in TOOLS and TOOLS[w.kind] != TOOLS[name]]
            for found in (log, *self.spare[name]):
                flags = found.flags | self._flags(kind, found, bad_hole, others)
                rock = _in_its_unit(found.measured, flags)
                self._count(kind, found, flags)
                if why := _mislabelled(kind, found, flags) or self._no_shear(name, rock):
                    why += self.asked.get(found.column, "")
                    self._distrust(kind, Notice(found.mnemonic, f"{why}; curve not used"), why, found.unit)
                    continue
                self._doubt_compressional(found, rock)
                self._doubt_radiation(found, flags)
                self._tell_twins(kind, found)
                if found is not log:
                    self.distrusted.pop(name)
                if not found.mnemonic.isascii():
                    self.warn(found.mnemonic, f"a name in another script, taken as {name} ({kind.title.lower()})")
                flags.setflags(write=False)
                values = frozen(np.where(flags == 0, found.measured, np.nan))
                self.logs[name] = replace(found, measured=frozen(found.measured), values=values, flags=flags)
                break

    def _no_shear(self, kind: str, rock: Floats) -> str:
        """Return why a shear log can be none beside the compressional one, or the density where there is none; "" where
        it can, and for other logs. `rock` (n,) are its values that are within its range and in its unit.
        """
        if kind != "DTS":
            return ""
        if "DTC" not in self.logs:
            ratio = self._beside_density(rock)
            said = "times the compressional slowness that goes with RHOB (Gardner; median), in rock 1.6 and more"
            return f"{ratio:.2f} {said}" if ratio < LEAST_SHEAR_BY_DENSITY else ""
        sonic = self.logs["DTC"]
        ratio = median_ratio(rock, _in_its_unit(sonic.measured, sonic.flags))
        return f"{ratio:.2f} times {sonic.mnemonic} (median), in rock 1.4 and more" if ratio < LEAST_SHEAR else ""

    def _beside_density(self, slowness: Floats) -> float:
        """Return the median ratio of a slowness to the compressional one that goes with RHOB, in sediment; NaN without
        that, or where hardly a sample is of it.
        """
        if "RHOB" not in self.logs:
            return float("nan")
        density = np.where(np.isfinite(slowness), self.in_range("RHOB"), np.nan)
        sediment = (density > SEDIMENT[0]) & (density < SEDIMENT[1])
        if sediment.sum() < LEAST_SEDIMENT * np.isfinite(density).sum():
            return float("nan")
        return median_ratio(slowness, gardner_slowness(np.where(sediment, density, np.nan)))

    def _doubt_compressional(self, log: TrustedLog, rock: Floats) -> None:
        """Warn of a sonic that is too slow for the density to be of compressional waves, and stands beside no shear; it
        may be of a gas sand or of overpressured shale.
        """
        ratio = self._beside_density(rock) if log.kind == "DTC" and "DTS" not in self.logs else float("nan")
        shale = (self.in_range("GR") > SHALE[0]) & (self.in_range("NPHI") > SHALE[1])
        compared = np.isfinite(rock) & np.isfinite(self.in_range("RHOB"))
        mostly_shale = 2 * (shale & compared).sum() > compared.sum()
        if ratio > (MOST_IN_SHALE if mostly_shale else MOST_COMPRESSIONAL):
            said = f"{ratio:.2f} times the slowness that goes with {self.logs['RHOB'].mnemonic} (Gardner; median)"
            why = "1.26 at the most in 27 wells: is it shear slowness, or rock with gas or overpressure?"
            self.warn(log.mnemonic, f"{said}, {why} used as compressional")

    def _doubt_radiation(self, log: TrustedLog, flags: Flags) -> None:
        """Warn of a gamma ray that hardly radiates, as its logarithm or a tenth of it does."""
        seen = log.measured[np.isfinite(log.measured) & (flags == 0)]
        if log.kind == "GR" and len(seen) >= LEAST_RAYS and np.percentile(seen, 95) < FAINT:
            said = f"95 % of its samples are below {FAINT:g} gAPI: salt, anhydrite or clean carbonate"
            self.warn(log.mnemonic, f"{said}, or values that are no gAPI (a logarithm, a tenth); used as they are")

    def _flags(self, kind: LogKind, log: TrustedLog, bad_hole: Bools, others: Sequence[Witness]) -> Flags:
        """Return the bitmask of one log; `others` are the logs of other tools."""
        measured = log.measured
        seen = np.isfinite(measured)
        flags = np.zeros(self.well.n, np.uint16)
        flags[seen & ((measured < kind.low) | (measured > kind.high))] |= OUTSIDE
        if kind.role == "asked":  # a position or a label is no tool's: it may jump, and stand still
            return flags
        flags[self._in_other_unit(kind, log)] |= OTHER_UNIT
        inside = np.where(flags == 0, measured, np.nan)
        scaled = np.log10(inside) if kind.log10 else inside
        self._mark(flags, log, SPIKE, self.line.spikes(scaled, _spike_floor(kind), others))
        if kind.family == "sonic":
            self._mark(flags, log, CYCLE_SKIP, self.line.skips(inside, others, SHEAR_JUMPS.get(kind.name, 1.0)))
        if kind.name not in MAY_STAND_STILL:
            self._mark_stuck(flags, kind, log, inside, others)
        if kind.name == "CALI":  # shut arms, or open as far as they go, casing, a bit size: nothing to learn from
            flags[stands_still(self.line, inside)] |= STUCK
            flags[seen & self.odd_hole] |= ODD_HOLE
        if kind.pad_tool:
            flags[seen & bad_hole] |= BAD_HOLE
        if kind.family in BLINDED:
            flags[of_its_run(self.line, self.well.depth_m, measured, self.casing)] |= CASING
        return flags

    def _in_other_unit(self, kind: LogKind, log: TrustedLog) -> Bools:
        """Return where a log goes on in another unit, as one spliced from runs does, (n,): a gamma ray that was scaled
        to 0..1; porosities of 0.3 v/v in a curve of percents, in rock of which the gamma ray says that it has pores;
        compressional slownesses in us/m and us/ft.
        """
        v, nothing = log.measured, np.zeros(self.well.n, bool)
        if kind.name in ("GR", "CGR"):
            low = self.line.lasting((v >= 0) & (v < NORMALISED), np.isfinite(v), UNIT_LENGTH)
        elif kind.name == "NPHI" and unit_name(kind, log.unit) == "%" and "GR" in self.logs:
            radiates = self.line.running(self.in_range("GR"), UNIT_LENGTH) > SHALY
            fraction = (v > FRACTIONS[0]) & (v < FRACTIONS[1])
            low = self.line.lasting(fraction & radiates, np.isfinite(v), UNIT_LENGTH)
        elif kind.name == "DTC":
            low = self._other_slowness(kind, log)
        else:
            return nothing
        return low if 0 < low.sum() < MOST_OUTSIDE * np.isfinite(v).sum() else nothing

    def _other_slowness(self, kind: LogKind, log: TrustedLog) -> Bools:
        """Return where a compressional log was spliced from runs in us/m under a label of us/ft, or the other way
        round, (n,). Soft rock below casing is as much slower than steel: there values must be slower than any rock too.
        """
        in_feet, nothing = unit_name(kind, log.unit) != "us/m", np.zeros(self.well.n, bool)
        high, low = self.line.splices(log.measured, 1 / METRES["ft"])
        slow, fast = log.measured[high], log.measured[low]
        if not high.any() or np.ptp(fast) < STEADY * kind.resolution:
            return nothing
        steel = FASTEST_RUN < np.median(fast) < SLOWEST_RUN
        if in_feet and steel and np.mean(slow > kind.high) < BEYOND_ROCK:
            return nothing
        return high if in_feet else low

    def _witnesses(self, bad_hole: Bools) -> list[Witness]:
        """Return the logs by which a thin bed is told from a fault of another tool, in order of depth."""
        found = []
        for name in (k for k in self.logs if TOOLS.get(k, SILENT) != SILENT):
            kind = self.table.kinds[name]
            values = self.in_range(name)
            if kind.pad_tool:
                values = np.where(bad_hole, np.nan, values)
            if kind.family in BLINDED:
                values = np.where(of_its_run(self.line, self.well.depth_m, values, self.casing), np.nan, values)
            scaled = np.log10(values) if kind.log10 else values
            found.append(Witness(name, scaled[self.line.order], _spike_floor(kind)))
        return found

    def _mark(self, flags: Flags, log: TrustedLog, bit: int, found: Bools) -> None:
        """Set a bit, unless it would hit more than half of the curve."""
        seen = np.isfinite(log.measured)
        if 2 * int((found & seen).sum()) > int(seen.sum()):
            self.warn(log.mnemonic, f"test for {REASONS[bit]} hits more than half of the samples and was dropped")
            return
        flags[found & seen] |= bit

    def _mark_stuck(
        self, flags: Flags, kind: LogKind, log: TrustedLog, inside: Floats, others: Sequence[Witness]
    ) -> None:
        """Flag stretches of identical values, or of two that alternate; a curve that never varies is stuck throughout.
        Rock may stand still.
        """
        seen = inside[np.isfinite(inside)]
        rock = QuietRock(inside[self.line.order], kind, others)
        if len(seen) >= STUCK_SAMPLES and _is_dead(kind, seen) and not rock.holds(slice(None)):
            flags[np.isfinite(inside)] |= STUCK
            return
        stuck = self.line.stuck(np.log10(inside) if kind.log10 else inside, rock.holds, STILL_SHARE * kind.resolution)
        digit = 1.01 * last_digit(inside)
        if not kind.log10 and STILL_SHARE * kind.resolution < digit < LARGEST_DIGIT * kind.resolution:
            flags[self.line.stuck(inside, rock.may_hold, digit, FLICKER_LENGTH)] |= STUCK
        share = stuck.sum() / max(1, len(seen))
        if share > 0.5:
            self.warn(
                log.mnemonic,
                f"identical over {thickness(self.well, STUCK_LENGTH)} and more in {100 * share:.0f} % of its samples",
            )
        flags[stuck] |= STUCK

    def _tell_casing(self) -> None:
        """Say which logs were read in casing, over which depths, and what shows it."""
        cased = {log.mnemonic: here for log in self.logs.values() if (here := (log.flags & CASING) > 0).any()}
        if not cased:
            return
        here = np.any(list(cased.values()), axis=0)
        depths = f"{depth_text(self.well.depth[here].min())} to {depth_text(self.well.depth[here].max())}"
        said = f"in casing in {int(here.sum())} rows, {depths} {self.well.depth_unit}"
        read = [(self.logs[k].mnemonic, self.logs[k].measured[self.casing]) for k in JUDGES if k in self.logs]
        medians = [f"{name} {number(np.nanmedian(v), 2)} ohm.m" for name, v in read if np.isfinite(v).any()]
        said += f", by {' and '.join(medians)} (median) from where they begin, as within steel"
        self.warn(", ".join(cased), f"{said}; masked in learning and as inputs, the file is unchanged", Code.ROWS_LOST)

    def _tell_off_depth(self) -> None:
        """Warn of logs that show the beds deeper, or shallower, than others do."""
        unit, order = self.well.depth_unit, self.line.order
        values = {name: self.logs[name].values[order] for name in COMPARED if name in self.logs}
        for shift in off_depth(self.line.depth, values):
            off, others = ([self.logs[name].mnemonic for name in names] for names in (shift.off, shift.others))
            where = _told_stretches([(top / METRES[unit], base / METRES[unit]) for top, base in shift.stretches], unit)
            by = f"{abs(shift.by) / METRES[unit]:.1f} {unit} {'deeper' if shift.by > 0 else 'shallower'}"
            said = f"off depth: beds {by} than in {', '.join(others)}, {where}"
            self.warn(", ".join(off), f"{said}; used as logged (match the depths of the runs first)")

    def _count(self, kind: LogKind, log: TrustedLog, flags: Flags) -> None:
        """Count the flagged rows of a curve and say so in one line."""
        counts = {bit: count for bit in REASONS if (count := int(((flags & bit) > 0).sum()))}
        self.counts[log.kind] = {REASONS[bit]: count for bit, count in counts.items()}
        told = {bit: count for bit, count in counts.items() if bit not in TOLD_ELSEWHERE}
        if told:
            names = {**REASONS, OUTSIDE: f"outside {_range(kind)}"}
            each = {bit: f"{names[bit]} in {count}" for bit, count in told.items()}
            if OTHER_UNIT in each:
                each[OTHER_UNIT] += f" ({_other_unit(kind, log)}, {self._depths(log, flags & OTHER_UNIT > 0)})"
            said = list(each.values())
            rows = int((flags & sum(told) > 0).sum())  # a cycle skip may be a spike as well
            if rows < sum(told.values()):
                said.append(f"in all {rows}")
            seen = int(np.isfinite(log.measured).sum())
            judges = kind.role == "hole" and counts.get(OUTSIDE, 0) > FEW_OUTSIDE * seen
            tell = self.inform if kind.role in ("hole", "drilling") and not judges else self.warn
            done = "masked in learning and as an input, the file is unchanged"
            tell(log.mnemonic, f"{', '.join(said)} of {seen} rows; {done}", Code.ROWS_LOST)

    def _depths(self, log: TrustedLog, found: Bools) -> str:
        """Return from where to where values of a log are `found` (n,), in the unit of the file: the longest stretches,
        in order of depth.
        """
        at = self.line.order[np.isfinite(log.measured[self.line.order])]
        stretches = sorted(runs(found[at]).tolist(), key=lambda ends: ends[0] - ends[1])
        ends = [(float(self.well.depth[at[top]]), float(self.well.depth[at[below - 1]])) for top, below in stretches]
        return _told_stretches(ends, self.well.depth_unit)


def _told_stretches(stretches: Sequence[tuple[float, float]], unit: str) -> str:
    """Return from where to where the first few stretches (top, base) lie, in order of depth, and how many more."""
    shown = [depth_range(top, base) for top, base in sorted(stretches[:MOST_STRETCHES])]
    more = f" and {len(stretches) - len(shown)} more" if len(stretches) > len(shown) else ""
    return f"{', '.join(shown)} {unit}{more}"


def _other_unit(kind: LogKind, log: TrustedLog) -> str:
    """Return what a run of a log is in that is not in its unit, see `_in_other_unit`."""
    if kind.name == "DTC":
        return "us/ft" if unit_name(kind, log.unit) == "us/m" else "us/m"
    return "v/v" if kind.name == "NPHI" else "scaled to 0..1"


def _in_its_unit(measured: Floats, flags: Flags) -> Floats:
    """Return the values (n,) of a log that are within its range and in its unit, the others missing."""
    return np.where(flags & (OUTSIDE | OTHER_UNIT), np.nan, measured)


def _hints(hint: str, curve: Curve) -> bool:
    """Say whether a curve's name or description holds a hint, if there is one, and nothing of what is no rock's."""
    text = f"{curve.mnemonic} {curve.description}"
    return not hint or (re.search(hint, text, re.I) is not None and _OF_NO_ROCK.search(text) is None)


def _holds(kind: LogKind, curve: Curve, log: TrustedLog | None) -> Bools:
    """Return where a curve holds a value, (n,); `log` is None of one whose unit is not believed."""
    if log is not None:
        return np.isfinite(log.measured)
    return np.isfinite(curve.values) & ~_null_like(curve.values, kind, curve.unit)


def _possible(kind: LogKind, measured: Floats) -> int:
    """Return how many values are inside the kind's physical range."""
    return int(((measured >= kind.low) & (measured <= kind.high)).sum())


def _mislabelled(kind: LogKind, log: TrustedLog, flags: Flags) -> str:
    """Return why hardly anything of a log can be what it is called; "" where it can."""
    valid = int(np.isfinite(log.measured).sum())
    outside, negative = int(((flags & OUTSIDE) > 0).sum()), int((log.measured < 0).sum())
    if valid and outside > MOST_OUTSIDE * valid:
        return f"{percent(outside / valid)} of its samples are outside {_range(kind)}: dead or mislabelled"
    if kind.name == "GR" and valid >= LEAST_VALUES and np.nanpercentile(log.measured, 95) < NORMALISED:
        return f"95 % of its samples are below {NORMALISED:g} {kind.unit}: normalised to 0..1, or dead"
    if kind.log10 and negative > MOST_NEGATIVE * valid:
        return f"{percent(negative / valid)} of its samples are negative: logarithms, no {kind.title.lower()}"
    return ""


def _range(kind: LogKind) -> str:
    """Return a kind's physical range as text."""
    return f"{kind.low:g}..{kind.high:g} {kind.unit}".rstrip()


def _is_dead(kind: LogKind, seen: Floats) -> bool:
    """Say whether a curve varies by less than a twentieth of what its tool resolves: noise about a constant."""
    low, high = np.percentile(np.log10(seen) if kind.log10 else seen, [1, 99])
    return bool(high - low <= DEAD_SHARE * kind.resolution)


def _spike_floor(kind: LogKind) -> float:
    """Return the least excess that counts as a spike: half a decade, or a quarter of the track's width."""
    return 0.5 if kind.log10 else 0.25 * abs(kind.plot[1] - kind.plot[0])


def _zero_like(values: Floats, kind: LogKind) -> Bools:
    """Return where a tool that is never exactly at zero says so, (n,): a dropout, or a log padded with zeros.

    From three on, and only where values as near to zero as the tool resolves are rarer: rock that comes near zero has
    these too. Salt may read 0.00 throughout, but not 0.000.
    """
    zero = values == 0
    others = values[np.isfinite(values) & ~zero]
    if kind.name not in NEVER_ZERO or zero.sum() < 3 or not len(others):
        return np.zeros(len(values), bool)
    if kind.name == "NPHI" and is_coarse(values, kind).any():
        return np.zeros(len(values), bool)
    times = 5 if kind.name == "NPHI" else 1  # porosity may be cut off at zero, radiation is never near it
    return np.asarray(zero & (zero.sum() > times * (np.abs(others) <= kind.resolution).sum()))


def _filler(values: Floats, kind: LogKind) -> Bools:
    """Return where a density correction holds one value again and again that no tool stops at, (n,): a null that was
    scaled with its unit (-999.25 kg/m3), which would call all of that bad hole. In washouts the correction is upwards.
    """
    if kind.name != "DRHO":
        return np.zeros(len(values), bool)
    beyond = (values < -DENSITY_CORRECTION) | (values > LARGEST_CORRECTION)
    found, count = np.unique(values[beyond], return_counts=True)
    most = max(LEAST_FILLER[0], LEAST_FILLER[1] * np.isfinite(values).sum())
    return np.isin(values, found[(count >= most) & (count < MOST_FILLER * np.isfinite(values).sum())])


def _null_like(values: Floats, kind: LogKind, unit: str) -> Bools:
    """Return where a curve holds a null convention that its file does not declare, (n,).

    Only values that the log cannot have, and only from three of them on: one or two may be spikes.
    """
    seen = np.zeros(len(values), bool)
    extreme = np.abs(values) >= 999
    if not extreme.any():
        return seen
    for value in NULL_CONVENTIONS:
        hit = extreme & np.isclose(values, value, rtol=1e-9, atol=0)
        if hit.sum() >= 3 and not may_measure(kind, unit, value):
            seen |= hit
    return seen
