"""The depth index of a LAS file: that it is one, its unit, its order, and what the header says of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from welllog_mdn.arrays import Bools, Floats, Ints
from welllog_mdn.errors import Code, one_line
from welllog_mdn.logs.kinds import PREDICTION, Unit, unit_key
from welllog_mdn.wells import scan
from welllog_mdn.wells.reading import GARBLED, Item, LasFile
from welllog_mdn.wells.rows import NO_CELLS, Grid
from welllog_mdn.wells.steps import GAP_STEPS
from welllog_mdn.wells.values import NULL_CONVENTIONS, check_points, in_quotes, is_null, remedy_for
from welllog_mdn.wells.well import METRES, Curve, frozen
from welllog_mdn.words import counted, depth_text

EARTH = 6.4e6  # metres to its centre
DISORDERED = 0.1  # share of steps that turn back: two passes turn once, and a wild depth in a hundred is taken out
EVEN = 0.05, 0.95  # of the step, and share of steps, that differ by less in a column of depths
ASTRAY = 20  # steps from both neighbours that no depth of a log lies at
DEPTHS_ALONE = ".1in"  # a unit of frames in DLIS and LIS files, in which nothing else is measured
LEAST_GAP, MOST_GAP = 0.6, 1.5  # steps between depths that are next to each other, where a row was moved
CUT_ROWS = 20  # rows above the last one that tell whether it is cut
_DATUM = re.compile(r"_?(md|tvd)?_?(ss|msl|b?(r?kb|d?rt|df|gl))?$")


def read_index(reading: LasFile, item: Item, grid: Grid, header: Mapping[str, str], null: str) -> tuple[Floats, str]:
    """Return the index and its unit, and note what the header says otherwise; what is no depth becomes NaN in `grid`.

    Raises LasError where the first column is no index of depths.
    """
    depth = grid.values[0]
    _check_is_depth(reading, item, grid, header)
    unit = _depth_unit(reading, item, header)
    odd = grid.odd.get(0, NO_CELLS).filled()  # empty ones count as null
    if len(odd) > 0.01 * grid.rows:
        check_points(reading, item.mnemonic, odd)
        _, line, token = odd[0]
        shown = scan.shown(token, reading.encoding)
        if in_quotes(token) and scan.NUMBER.fullmatch(token.strip(b'"')):
            cause = f"the index {item.mnemonic} is in quotes ({shown}): text, where a depth is needed"
            raise reading.refuse(cause, line, "write numbers without quotes")
        cause = f"the index {item.mnemonic} is text or dates ({shown}), a depth is needed"
        raise reading.refuse(cause, line, remedy_for(token) or None)
    depth[_null_depths(depth, null) | ~np.isfinite(depth)] = np.nan
    undeclared = _take_out_undeclared(depth)
    wild = _take_out_wild(reading, item.mnemonic, depth, unit)
    astray = _take_out_astray(depth)
    lost = np.isnan(depth)
    lost[: grid.headings] = False
    lost[grid.texts] = False
    missing = int(lost.sum())
    if missing > max(1, 0.01 * grid.rows) or missing == grid.rows - grid.headings - len(grid.texts):
        cause = f"the depth index {item.mnemonic} is null in {missing} of {grid.rows} rows"
        raise reading.refuse(cause, int(grid.first_line[np.argmax(lost)]))
    if missing:
        line = grid.first_line[np.argmax(lost)] + 1
        what = f"null, no number or beyond {wild}" if wild else "null or no number"
        what = f"{depth_text(astray)}, far from the depths above and below, {what}" if astray is not None else what
        what = f"{undeclared} (an undeclared null), {what}" if undeclared else what
        said = f"depth is {what} in {counted(missing, 'row')}, first on line {line}; not predicted there"
        reading.warn(item.mnemonic, said)
    _check_depth_order(reading, item.mnemonic, depth, unit)
    _check_sign(reading, item.mnemonic, depth)
    _check_header(reading, item.mnemonic, depth, unit, header, null)
    return depth, unit


def _null_depths(depth: Floats, null: str) -> Bools:
    """Say which depths (n,) are the file's NULL: not one that goes on from those beside it, each within two steps, as
    where a hole passes 9999 ft.
    """
    hit = is_null(depth, null)
    others = depth[~hit & np.isfinite(depth)]
    if not hit.any() or len(others) < 2:
        return hit
    step = float(np.median(np.diff(others)))
    onward = np.diff(depth) * np.sign(step)  # steps vary where depths are rounded, or one is left out
    goes_on = (onward > 0) & (onward <= GAP_STEPS * abs(step))
    return hit & ~(np.append(True, goes_on) & np.append(goes_on, True))


def _take_out_undeclared(depth: Floats) -> str:
    """Take out the null conventions that the file does not declare, and rows that were filled up with zeros, and return
    the first of them.

    Only values away from all other depths: a hole may pass 9999 ft, and begin at 0.
    """
    hit = np.isin(depth, (*NULL_CONVENTIONS, 0.0))
    others = depth[~hit & np.isfinite(depth)]
    if not hit.any() or len(others) < 2:
        return ""
    margin = 2 * float(np.median(np.abs(np.diff(others))))
    hit &= ~((depth >= others.min() - margin) & (depth <= others.max() + margin))
    first = depth_text(depth[np.argmax(hit)]) if hit.any() else ""
    depth[hit] = np.nan
    return first


def _take_out_astray(depth: Floats) -> float | None:
    """Take out each depth that stands alone: far from those above and below, which go on as if it were not there
    (1097.7 typed for 1907.7). Return the first of them, None where nothing was taken out.

    Nothing is where there are many, as where two passes alternate, nor a depth whose whole row was moved.
    """
    known = np.flatnonzero(np.isfinite(depth))
    if len(known) < 5:
        return None
    z = depth[known]
    step = float(np.median(np.abs(np.diff(z))))
    out, back = z[1:-1] - z[:-2], z[2:] - z[1:-1]
    far = np.minimum(np.abs(out), np.abs(back)) > ASTRAY * step
    alone = far & (out * back < 0) & (np.abs(z[2:] - z[:-2]) <= 3 * step)
    found = known[1:-1][alone & ~_moved(z, step)[1:-1]]
    if not 0 < len(found) <= max(1, 0.01 * len(depth)):
        return None
    first = float(depth[found[0]])
    depth[found] = np.nan
    return first


def _moved(depths: Floats, step: float) -> Bools:
    """Say which rows were moved, by their depths (n,): none leaves a hole where it stands, as one does whose depth was
    typed. It changed places with another, or was put between two rows of which one follows the other.
    """
    return _changed_places(depths) | (_put_between(depths) & _fills_gap(depths, step))


def _changed_places(depths: Floats) -> Bools:
    """Say which rows (n,) stand where another's depth belongs, and that one or a third where theirs does.

    A place is between the depths above and below, at an end a step beyond the next one; one depth of all lies there.
    """
    above, below = np.roll(depths, 1), np.roll(depths, -1)
    above[0] = depths[1] + MOST_GAP * (depths[1] - depths[2])
    below[-1] = depths[-2] + MOST_GAP * (depths[-2] - depths[-3])
    order = np.argsort(depths, kind="stable")
    first = np.searchsorted(depths[order], np.minimum(above, below), side="right")
    end = np.searchsorted(depths[order], np.maximum(above, below), side="left")
    of_another = np.flatnonzero(end - first == 1)
    of_another = of_another[order[first[of_another]] != of_another]
    both = np.zeros(len(depths), bool)
    both[np.intersect1d(of_another, order[first[of_another]])] = True
    return both


def _put_between(depths: Floats) -> Bools:
    """Say which rows (n,) stand between two that are a step apart, as steps are next to them."""
    steps, none = np.abs(np.diff(depths)), [np.inf, np.inf]
    beside = np.minimum(np.concatenate([none, steps[:-1]]), np.concatenate([steps[1:], none]))
    apart = np.abs(np.roll(depths, -1) - np.roll(depths, 1))  # of the first and the last row nothing is asked
    return np.asarray(apart < MOST_GAP * beside)


def _fills_gap(depths: Floats, step: float) -> Bools:
    """Say which of some depths (n,) are about a step from both of those beside them in order, or from the one at an
    end: others double one, lie between two or far from all.
    """
    order = np.argsort(depths, kind="stable")
    gaps = np.diff(depths[order])
    fits = np.concatenate([[True], (gaps > LEAST_GAP * step) & (gaps < MOST_GAP * step), [True]])
    fills = np.zeros(len(depths), bool)
    fills[order] = fits[:-1] & fits[1:]
    return fills


def _take_out_wild(reading: LasFile, name: str, depth: Floats, unit: str) -> str:
    """Take out a few depths that no hole has, and return beyond what; where there are more, doubt the unit or index.

    Raises LasError where the index leaves the Earth.
    """
    deepest = reading.table.kinds["DEPTH"].high
    metres = np.abs(depth) * METRES[unit]
    wild, most = metres > deepest, float(np.nanmax(metres, initial=0.0))
    if 0 < wild.sum() <= max(1, 0.01 * len(depth)):
        depth[wild] = np.nan
        return f"{deepest:g} m"
    if most > EARTH:
        raise reading.refuse(f"the index {name} runs to {most:.3g} m, which is no depth")
    if wild.any():
        said = f"depths to {depth_text(most / METRES[unit])} {unit}, deeper than any hole: in another unit?"
        reading.warn(name, f"{said} Read as labelled (--fix-units {name}=UNIT reads another)")
    return ""


def _depth_unit(reading: LasFile, item: Item, header: Mapping[str, str]) -> str:
    """Return the unit of the index: the curve's own, else that of its name (DEPTH_FT), else STRT's, else the one that
    its description names (Depth in feet), else metres.
    """
    length = reading.table.quantities["length"]
    own, strt = _length_unit(reading, item.unit), _stated_unit(reading, "STRT", header)
    if own is None and unit_key(item.unit) in reading.table.quantities["time"]:
        raise reading.refuse(f"the index {item.mnemonic} is in {item.unit}: a time, where a depth is needed", item.line)
    quantity = reading.table.foreign_unit(reading.table.kinds["DEPTH"], item.unit)
    if own is None and quantity:
        cause = f"the index {item.mnemonic} is in {item.unit}: a unit of {quantity}, where a depth is needed"
        hint = "the columns may stand otherwise than ~C lists them"
        if item.unit.upper() == "MD":  # millidarcy, or measured depth in the unit's place
            hint = "where measured depth is meant, write the unit of the depths instead (m or ft)"
        raise reading.refuse(cause, item.line, hint)
    if own is None:
        named = length.get(unit_key(re.split(r"[\s_(\[]", item.mnemonic)[-1])) if not item.unit else None
        words = () if item.unit else re.findall(r"\w\w+", item.description)  # `m` and `in` may be of any phrase
        found = (length.get(unit_key(word)) for word in words)
        described = next((unit for unit in found if unit and unit.name in ("m", "ft")), None)
        sources = ((named, "as its name says"), (strt, "as STRT is"), (described, "as its description says"))
        known = ((unit, source) for unit, source in sources if unit is not None)
        assumed, source = next(known, (length["m"], "STRT states none that is known"))
        stated = f"{item.unit} {item.value}" if item.value.replace(" ", "").isalpha() else item.unit  # `us survey mile`
        said = f"unknown depth unit {one_line(stated, 60)!r}" if item.unit else "no depth unit"
        hint, code = (f"; {GARBLED}", Code.GARBLED) if reading.is_garbled(item.unit, unit=True) else ("", None)
        reading.warn(item.mnemonic, f"{said}; assumed {assumed.name} ({source}){hint}", code)
        own = assumed
    else:
        ends = ((name, _stated_unit(reading, name, header)) for name in ("STRT", "STOP"))
        said = next((f"{end.name} in {name}" for name, end in ends if end is not None and end.name != own.name), "")
        if said:
            reading.warn(item.mnemonic, f"depth unit is {own.name} in ~C but {said}; {own.name} was used")
    if own.name not in METRES:
        raise reading.refuse(f"depth unit {item.unit} is not supported", item.line, "convert the depths to m or ft")
    return own.name


def _length_unit(reading: LasFile, text: str) -> Unit | None:
    """Return the unit of length that a text is, whether or not it says from where the depths count (ftMDKB)."""
    length, key = reading.table.quantities["length"], unit_key(text)
    return length.get(key) or length.get(_DATUM.sub("", key))


def _check_is_depth(reading: LasFile, item: Item, grid: Grid, header: Mapping[str, str]) -> None:
    """Refuse a first curve that is no depth: then the names of all columns may be off."""
    kind = reading.table.resolve(item.mnemonic, "")
    if kind is not None and kind.name in ("DEPTH", "TVD", "DEPTH_MD"):
        if kind.name == "TVD":
            reading.inform(item.mnemonic, "the index is a vertical depth")
        return
    if kind is not None and kind.name == "TIME":
        raise reading.refuse(f"the index is {item.mnemonic}, a time; a depth index is needed", item.line)
    depth, strt = grid.values[0], _number(header.get("STRT", ""))
    unit = _length_unit(reading, item.unit)
    if unit is not None and unit.name == DEPTHS_ALONE and (kind is None or kind.role == "position"):
        reading.warn(item.mnemonic, f"no usual index name, read as depth since it is in {item.unit}")
        return
    plausible = kind is None and grid.rows > 1 and strt is not None and abs(depth[0] - strt) <= 1e-6 * abs(strt)
    if not plausible or unit is None:
        found = f"the first curve is {item.mnemonic or 'nameless'}, which is no depth index"
        hint = "the first column must be the depth (DEPT)"
        if reading.is_garbled(item.mnemonic):
            hint += f"; {GARBLED}"
        raise reading.refuse(found, item.line, hint)
    name = item.mnemonic or f"line {item.line + 1}"
    reading.warn(name, f"{'unknown' if item.mnemonic else 'no'} index name, read as depth since it starts at STRT")


def _number(text: str) -> float | None:
    """Return the number a header text is, or None."""
    text = text.strip()
    return float(text) if scan.NUMBER.fullmatch(text.encode("ascii", "replace")) else None


def _check_depth_order(reading: LasFile, name: str, depth: Floats, unit: str) -> None:
    """Note duplicate and disordered depths; refuse a constant index."""
    seen = depth[np.isfinite(depth)]
    if len(seen) < 3:
        reading.warn(name, f"too few samples: {counted(len(seen), 'row')}")
    if len(seen) > 1 and np.ptp(seen) == 0:
        raise reading.refuse(f"the depth index {name} is constant: {depth_text(seen[0])} {unit} in every row")
    steps = np.diff(seen)
    levels, counts = np.unique(seen, return_counts=True)
    if len(levels) < len(seen):
        first = levels[counts > 1][0]
        count = counted(len(seen) - len(levels), "duplicate depth")
        reading.warn(name, f"{count}, the first at {depth_text(first)} {unit}; rows kept")
    back = _turns(steps)
    if len(back):
        at = depth_text(seen[back[0] + 1])
        reading.warn(name, f"depth turns back {counted(len(back), 'time')}, first at {at} {unit}; row order kept")


def _check_sign(reading: LasFile, name: str, depth: Floats) -> None:
    """Note an index that is mostly below 0: an elevation, whose deepest row has the least number."""
    seen = depth[np.isfinite(depth)]
    below = int((seen < 0).sum())
    if 2 * below > len(seen):
        said = f"{below} of {len(seen)} depths are below 0, as elevations are; read as depths, the least at the top"
        reading.warn(name, f"{said}: intervals, tops and reports are upside down; turn the sign of the depths")


def _turns(steps: Floats) -> Ints:
    """Return which steps go against most others."""
    return np.flatnonzero(steps * _way(steps) < 0)


def _way(steps: Floats) -> float:
    """Return 1 where most steps go down, -1 where up."""
    return 1.0 if (steps > 0).sum() >= (steps < 0).sum() else -1.0


def _check_header(reading: LasFile, name: str, depth: Floats, unit: str, header: Mapping[str, str], null: str) -> None:
    """Compare STRT, STOP and STEP with the index; report, never repair."""
    seen = depth[np.isfinite(depth)]
    steps = np.diff(seen)
    if len(seen) == 1:
        _check_lone_row(reading, seen, unit, header, null)
    if len(steps) == 0 or not (steps != 0).any():
        return
    _check_stated(reading, header)
    ordered = _ordered(seen, steps, header)
    steps = np.diff(ordered)
    way = _way(steps)
    median = float(np.median(steps[steps * way > 0]))
    _check_step_unit(reading, name, median, unit)
    ends, step = _Ends(seen, ordered, way, abs(median)), _number(header.get("STEP", ""))
    reverse = _reverse(reading, ends, unit, header)
    if reverse:
        against = ", STEP" if step and step * way < 0 else ""
        shown = f"from {depth_text(ordered[0])} to {depth_text(ordered[-1])} {unit}"
        reading.warn(f"STRT, STOP{against}", f"stated the other way round, the data go {shown}; header left as it is")
    known = reverse or _check_ends(reading, ends, unit, header)
    if step:
        own = _header_unit(reading, "STEP", header)
        scales = [1.0, own.scale / METRES[unit] if own else 1.0, *known.values()]
        scales += [-scale for scale in scales] if reverse else []
        _check_step(reading, step, scales, median, steps)
    _check_gaps(reading, name, seen, median, unit, bool(step))


def _says_no_depth(text: str, null: str) -> bool:
    """Say whether a text is 0 or the file's NULL, which stand in a header where nothing was filled in."""
    number = _number(text)
    return number is not None and (number == 0 or bool(is_null(np.array([number]), null).any()))


def _check_stated(reading: LasFile, header: Mapping[str, str]) -> None:
    """Note which of STRT, STOP and STEP say nothing, or no number."""
    unsaid = [item for item in ("STRT", "STOP", "STEP") if not header.get(item, "").strip()]
    if unsaid and any(s.letter == "W" for s in reading.sections):
        reading.warn(", ".join(unsaid), "not stated; the depths of the rows were used")
    for item in ("STRT", "STOP", "STEP"):
        if item not in unsaid and _number(header[item]) is None:
            reading.warn(item, f"{header[item].strip()[:20]!r} is not a number; the depths of the rows were used")


def _ordered(seen: Floats, steps: Floats, header: Mapping[str, str]) -> Floats:
    """Return depths (n,) as they stand; those of rows in no order, from STRT to STOP: they have the steps of those."""
    if len(_turns(steps)) <= DISORDERED * len(steps):
        return seen
    strt, stop = (_number(header.get(item, "")) or 0.0 for item in ("STRT", "STOP"))
    return np.unique(seen)[:: -1 if strt > stop else 1]


@dataclass(frozen=True)
class _Ends:
    """Depths as they stand and in order, which way they go (1 down, -1 up), and their usual step."""

    seen: Floats
    ordered: Floats
    way: float
    step: float

    def missed(self, number: float, end: int) -> float:
        """Return how far a number is off the first (0) or the last (-1) depth."""
        return min(abs(number - d[end]) for d in (self.seen, self.ordered))

    def is_beyond(self, number: float) -> bool:
        """Say whether a number lies beyond all depths, also of the main pass of two."""
        return bool((number - (self.seen.max() if self.way > 0 else self.seen.min())) * self.way > 0)


def _reverse(reading: LasFile, ends: _Ends, unit: str, header: Mapping[str, str]) -> dict[str, float]:
    """Return in which units, with what makes the index's of them, STRT is the last depth and STOP the first one."""
    strt, stop = (_number(header.get(item, "")) for item in ("STRT", "STOP"))
    if strt is None or stop is None or abs(ends.ordered[-1] - ends.ordered[0]) <= 3 * ends.step:
        return {}
    found = _scales(reading, "STRT", unit, header)
    near = 1.5 * ends.step
    return {name: k for name, k in found.items() if max(ends.missed(strt * k, -1), ends.missed(stop * k, 0)) <= near}


def _scales(reading: LasFile, item: str, unit: str, header: Mapping[str, str]) -> dict[str, float]:
    """Return the unit of the index and the one that STRT or STOP states, each with what makes the index's of it."""
    length = reading.table.quantities["length"][unit]
    return {each.name: each.scale / METRES[unit] for each in (length, _header_unit(reading, item, header) or length)}


def _check_ends(reading: LasFile, ends: _Ends, unit: str, header: Mapping[str, str]) -> dict[str, float]:
    """Note where STRT or STOP, in the index's unit or in their own, is not where the depths end; return in which units,
    with what makes the index's of them, STRT is the first depth.

    Where one is the depth in metres or feet that nobody stated, that is told; STOP is beyond the last depth, and the
    file cut off, only where it is so in the unit that STRT has.
    """
    length, known = reading.table.quantities["length"], dict[str, float]()
    for item, end in (("STRT", 0), ("STOP", -1)):
        number, value = _number(header.get(item, "")), ends.seen[end]
        if number is None:
            continue
        stated = _scales(reading, item, unit, header)
        others = {name: length[name].scale / METRES[unit] for name in ("m", "ft")}
        alone = 1.5 * ends.step < 0.01 * abs(value)  # else the depth of a cut may be near STOP in the other unit
        tried = stated | others if alone else stated
        found = {name: k for name, k in tried.items() if ends.missed(number * k, end) <= 1.5 * ends.step}
        known = found if item == "STRT" else known
        if found.keys() & stated.keys():
            continue
        there, code = f"but the data have {depth_text(value)} {unit}", None
        if found:
            said = f"is {depth_text(number)} {there}, the same in {next(iter(found))}"
        else:
            reading.off.add(item)
            scales = known if item == "STOP" and known else stated
            own_unit = "" if unit in scales else f" {next(iter(scales))}"
            said = f"is {depth_text(number)}{own_unit} {there}"
            if item == "STOP" and all(ends.is_beyond(number * k) for k in scales.values()):
                reading.short = True
                said, code = f"{said}; the file looks truncated", Code.CUT
        reading.warn(item, f"{said}; header left as it is", code)
    return known


def _header_unit(reading: LasFile, item: str, header: Mapping[str, str]) -> Unit | None:
    """Return the unit of STRT, STOP or STEP: where it states none, that of STRT."""
    return _stated_unit(reading, item, header) or _stated_unit(reading, "STRT", header)


def _stated_unit(reading: LasFile, item: str, header: Mapping[str, str]) -> Unit | None:
    """Return the unit that STRT, STOP or STEP states, None for none of a length."""
    return _length_unit(reading, header.get(f"{item}.UNIT", ""))


def _check_lone_row(reading: LasFile, seen: Floats, unit: str, header: Mapping[str, str], null: str) -> None:
    """Note where STRT or STOP is not a single depth, by the way and step that are stated, else down, a metre. What was
    not filled in says nothing; a STOP of 0 was where STEP goes up to it.
    """
    said = {item: text for item, text in header.items() if not _says_no_depth(text, null)}
    strt, stop, step = (_number(said.get(item, "")) or 0.0 for item in ("STRT", "STOP", "STEP"))
    if step < 0 and _number(header.get("STOP", "")) == 0:
        said["STOP"] = header["STOP"]
    way = -1.0 if strt > stop and (stop > 0 or step < 0) else 1.0
    _check_ends(reading, _Ends(seen, seen, way, abs(step) or 1.0 / METRES[unit]), unit, said)


def _check_step_unit(reading: LasFile, name: str, median: float, unit: str) -> None:
    """Note an index in feet whose step is a part of a foot in metres: nobody samples every 0.1524 ft, or 0.152."""
    size = abs(median)
    if unit == "ft" and any(abs(size - metric) <= 3e-3 * metric for metric in (0.0762, 0.1524, 0.3048)):
        said = f"labelled ft, but the step of {size:g} is {size / 0.3048:.2g} ft in metres: the depths look like metres"
        reading.warn(name, f"{said}; read in ft as labelled (--fix-units {name}=m reads metres)")


def _check_gaps(reading: LasFile, name: str, seen: Floats, median: float, unit: str, stated: bool) -> None:
    """Note where depths are missing; a STEP that is stated promises that none are."""
    depths = np.unique(seen)  # where a second pass turns back nothing is missing
    steps = np.diff(depths)
    gaps = np.flatnonzero(steps > GAP_STEPS * abs(median))
    if 0 < len(gaps) <= max(1, 0.01 * len(steps)):
        widest = gaps[np.argmax(steps[gaps])]
        tell = reading.warn if stated else reading.inform
        count = f"{counted(len(gaps), 'gap')} of more than two steps"
        where = f"the widest {steps[widest]:g} {unit} from {depth_text(depths[widest])} {unit} on"
        tell(name, f"{count} in the depths, {where}; nothing is filled in or smoothed across")


def _check_step(reading: LasFile, step: float, scales: Sequence[float], median: float, steps: Floats) -> None:
    """Note a STEP that the depths do not have by any of the `scales` that may make their unit of its own."""
    if min(abs(step * scale - median) for scale in scales) > 0.01 * abs(median) + 1e-12:
        reading.warn("STEP", f"is {step:g} but the median step of the data is {median:.6g}; header left as it is")
        return
    irregular = int((np.abs(steps - median) > 0.05 * abs(median)).sum())
    if irregular > max(1, 0.01 * len(steps)):  # a lone one is a gap
        share = 100 * irregular / len(steps)
        reading.warn("STEP", f"is {step:g} but {share:.0f} % of the steps are irregular; depths left as they are")


def check_place(reading: LasFile, depth: Floats, curves: Sequence[Curve], header: Mapping[str, str]) -> None:
    """Refuse an index that neither starts at STRT nor ends at STOP where a log runs from one to the other, and one
    that goes to and fro where a log goes on by even steps.

    The columns then stand otherwise than the curve section lists them, and every name is of another log.
    """
    steps = np.diff(depth[np.isfinite(depth)])
    turns = len(_turns(steps))
    disordered = turns > DISORDERED * len(steps) and len(steps) >= ASTRAY
    if len(steps) == 0 or (not disordered and reading.off != {"STRT", "STOP"}):
        return
    hint = "put the curves of ~C in the order of the columns"
    for curve in curves:
        steps = np.diff(curve.values)
        step = np.median(steps)
        kind = reading.table.kinds.get(curve.kind or "")
        if kind is None or not kind.is_logged or not (steps * step > 0).all():
            continue
        ends = np.sort([float(header["STRT"]), float(header["STOP"])]) if len(reading.off) == 2 else np.full(2, np.nan)
        distance = np.abs(np.sort(curve.values[[0, -1]]) - ends)
        if (distance <= 1.5 * abs(step)).all():
            cause = f"the depths from STRT to STOP stand in the column of {curve.mnemonic}, not in the first one"
            raise reading.refuse(cause, hint=hint)
        if disordered and np.mean(np.abs(steps - step) <= EVEN[0] * abs(step)) > EVEN[1]:
            even = f"but {curve.mnemonic} goes on by {abs(step):g} a row"
            cause = f"the index turns back {counted(turns, 'time')}, {even}: its column looks like the depth"
            raise reading.refuse(f"{cause}, not the first one", hint=hint)


def check_truncation(reading: LasFile, grid: Grid, curves: Sequence[Curve], null: str) -> list[Curve]:
    """Note a file without a final end of line, and return its curves: its last value may be cut where STOP disagrees as
    well or it looks so, and is missing then (15 of 157.2 is as good a resistivity).
    """
    if not grid.cut:
        return list(curves)
    at = max((k for k, c in enumerate(curves) if c.kind != PREDICTION.name), default=-1)  # a copy goes on behind it
    if reading.short:
        said = "the file looks truncated, its last value is doubtful and not used: no end of line after the last row"
        reading.warn(curves[at].mnemonic if curves else "", said, Code.CUT)
    elif _lacks_last(reading, grid):
        said = "the file looks truncated, its last value is missing: no end of line, and nothing behind the last mark"
        reading.warn(f"line {int(grid.last_line[-1]) + 1}", said, Code.CUT)
        return list(curves)
    elif _is_cut(reading, grid, null, len(curves) - at):
        why = "no end of line, and fewer decimals or digits than above, or half a NULL"
        said = f"its last value looks cut off and is not used: {why}"
        reading.warn(f"line {int(grid.last_line[-1]) + 1}", said, Code.CUT)
    else:
        reading.inform("", "no end of line after the last row")
        return list(curves)
    return [replace(c, values=frozen(np.append(c.values[:-1], np.nan))) if k == at else c for k, c in enumerate(curves)]


def _is_cut(reading: LasFile, grid: Grid, null: str, place: int) -> bool:
    """Say whether a file's last value, in the column that is `place` from the right, looks cut off, beside those above.

    So it does if it has fewer decimals than those, which all have the same number; if it has fewer characters than
    those, which all have the same number but other decimals (`1.9213608503`, `98.603950500`), and not for want of a
    sign; if they are whole numbers, all longer, and one of them begins with it; or if a null above begins with it.
    """
    rows = slice(-CUT_ROWS - 1, None)
    spans = zip(reading.lines.starts[grid.first_line[rows]], reading.lines.ends[grid.last_line[rows]], strict=True)
    *above, last = [(re.split(rb"[\s,]+", reading.raw[a:b].rstrip())[-place:] or [b""])[0] for a, b in spans]
    if not scan.NUMBER.fullmatch(last) or _reads_as(last, null):
        return False
    if len(last) > 1 and any(_reads_as(c, null) and c.startswith(last) for c in above):
        return True
    numbers = [c for c in (*above, last) if scan.NUMBER.fullmatch(c) and not _reads_as(c, null)]
    *decimals, left = [len(c.partition(b".")[2]) for c in numbers]
    if len(decimals) == CUT_ROWS and not any(b"." in c for c in numbers):  # 11 below 118 and 109, not 99
        return all(len(c) > len(last) for c in above) and any(c.startswith(last) for c in above)
    if len(decimals) == CUT_ROWS and len(set(decimals)) > 1:
        *unsigned, rest = [len(c.lstrip(b"-")) for c in (*above, last)]
        return len(set(map(len, above))) == 1 and len(last) < len(above[0]) and rest < min(unsigned)
    return len(decimals) > 1 and len(set(decimals)) == 1 and left < decimals[0]


def _lacks_last(reading: LasFile, grid: Grid) -> bool:
    """Say whether a file ends with the mark before its last value, where the rows above have that one."""
    if grid.delimiter == "SPACE" or not reading.raw.endswith((b",", b"\t")):
        return False
    empty = grid.odd.get(len(grid.values) - 1, NO_CELLS).below(grid.rows - 1 - CUT_ROWS)
    return grid.rows > 1 and len(empty) == 1


def _reads_as(cell: bytes, null: str) -> bool:
    """Say whether a cell is the null, however many decimals it is written with."""
    return bool(scan.NUMBER.fullmatch(cell)) and bool(is_null(np.array([float(cell)]), null).any())
