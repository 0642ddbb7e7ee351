"""Which files are of one well: the same well twice, or a sidetrack of it.

A second file of a well holds its samples again. A sidetrack shares rock and tools with its well, so that neither may
judge what the other taught.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np

from welllog_mdn.arrays import Bools, Floats, Ints, runs
from welllog_mdn.system.files import same_file
from welllog_mdn.wells.quality import MAY_STAND_STILL
from welllog_mdn.wells.trusted import TrustedLogs
from welllog_mdn.wells.well import Well

SHARED_SAMPLES = 50  # fewer at the same depths prove nothing; of 24 wells no two agree in more than ten in a row
SHARED_PART = 1 / 3  # of the shorter log: a well and its sidetrack in one file; surface holes of a platform are less
TURNS = 3  # up and down that both logs take: a gradient or a bit size, which many wells share, takes none or one
RUN = 20  # values in a row, at whatever depths; of 24 wells no two share sixteen
SHARED_RUNS = 5  # at other depths: one or two may span a third of a short log, or of one that mostly stands still
ONE_IN = 17  # of the runs are looked at, those whose first value says so, as it does in a copy
_NOBODY = {
    "", "0", "NONE", "UNKNOWN", "NA", "NULL", "NIL", "TBA", "TBD", "UNDEFINED", "UNASSIGNED", "NOTASSIGNED",
    "NOTAVAILABLE", "NODATA", "NOTGIVEN", "NOTKNOWN", "NOTENTERED", "NOTAPPLICABLE", "UNSPECIFIED", "NOTSPECIFIED",
    "CONFIDENTIAL", "TOBEADVISED", "TOBEDETERMINED", "PENDING",
    "UNIQUEWELLID", "UNIQUEWELLIDENTIFIER", "UWI", "API", "APINUMBER", "WELL", "WELLNAME", "TEST",
    "LEASE", "LEASENAME", "NOLEASE", "DEFAULT", "999", "99925", "999925", "100123401234W500", "100091604920W300",
}  # fmt: skip  # the last two stand in the examples of the LAS standard, from which headers are copied
# quadrant/block-well, as on the Norwegian (NO 15/9-7), British and Danish shelves; a Canadian survey number goes on.
# File systems and programs make underscores of strokes and blanks (NO_15_9-7).
_NUMBERED = re.compile(r"(?:[A-Z]{2}[\s_]+)?(\d+[/_]\d+[A-Z]?-(?:[A-Z]+-?)?\d+)(?![\d-]*-\d)")
_CANADIAN_EVENT = re.compile(r"(?<=W\d)/\d+$|(?<=\d{9}W\d)\d\d?$|(?<=/\d{3}-[A-P]-\d\d)/\d\d?$")  # without strokes, too
_API = re.compile(r"(?:0[1-9]|[1-5]\d|6[0-2])\d{8}(?:\d{2}|\d{4})?")  # state, county, well; then bore and completion
FIXED_DIGITS = 10  # of an API number without its bore; national numbers, whose parts vary in length, have eight at most
_LEADING = re.compile(r"(?<!\d)0+(?=\d)")  # of blocks and wells: 16/07b-20 is 16/7b-20, SMITH 01 is SMITH 1
_NULL = re.compile(r"[-+]?9{3,}(\.(0*|250*|9+))?")  # of the data, which stands in headers as well
_TEMPLATE = re.compile(r"1?0{6,}(W\d0*)?|[A-Z]+0+|TB[AD]\d+")  # of a UWI to be filled in: 100/00-00-000-00W0/0, NO 0000
_COUNTED = 2 * "1234567890"
_ROUNDED = re.compile(r"\d(\.\d*)?E\+\d+", re.I)  # what a spreadsheet leaves of the API numbers of a county
_SIDETRACK = re.compile(  # ST1, S/T 1, SDTK, SIDETRACK 2; behind a number (1, also 1H) T2, and ST No.1, which is else
    r"(?:[\s-]+(?:ST(?=[\s-]*\d)|S/T\.?|SDTK|STRK|SIDE[\s-]?TRACK|BYPASS|RE-?DRILL)"  # a street or a State of the US
    r"|(?<=\d)(?:[\s/-]*S\.?T[.K]?|[\s-]*T(?=\d))|(?<=\d[A-Z])(?:[\s-]+ST|ST(?=\d)))"
    r"[\s-]*(?:NO[.\s]*(?=\d))?\d*[A-Z]?(?:[\s-]*BP[\s-]*\d+)?$"  # and a bypass of it, US offshore: A003ST01BP00
    r"|(?<=\d)[\s-]*BP\d+$"
)
_DUTCH = re.compile(  # F03-05-S1, K09AB-A-05-S1, on land HAG-GT-02-S2; a UNIT 12-34-S1 and a LOT-15-S1 are wells
    r"((?:[A-Z]\d\d[A-Z]{0,2}-(?:[A-Z]{1,2}-)?|[A-Z]{3}-[A-Z]{1,2}-)\d{2,3}(?:-?[A-Z])?)-S\d{1,2}"
)
_LETTER = re.compile(r"(?<=\d)\s+[A-Z]{1,2}\d?$")  # a sidetrack too, or another well of a pad


def identity(text: str) -> str:
    """A UWI without case, blanks, needless punctuation and the noughts of an API number's first bore and completion; ""
    where it identifies nothing.
    """
    if not may_identify(text) or len(_plain(text)) < 4:
        return ""
    return re.sub(r"(?<=^\d{10})(00){1,2}$", "", _key(text))


def may_identify(uwi: str) -> bool:
    """Say whether a UWI can tell a well from others: none in mere words (TO BE ASSIGNED) does, nor one of noughts or of
    digits that were counted (0123456789; but 123-45678 is a well of a county).
    """
    plain = _plain(uwi)
    digits = (plain if len(plain) > 8 else uwi.strip()).lstrip("0")
    counted = len(digits) > 4 and _COUNTED.startswith(digits)
    return says_who(uwi) and any(c.isdigit() for c in plain) and not (counted or _TEMPLATE.fullmatch(plain))


def says_who(text: str) -> bool:
    """Say whether a text can name a well, or say what a thing is: it is no placeholder, nor one character again and
    again (00-000-00000).
    """
    plain = _plain(text)
    return plain not in _NOBODY and not (len(plain) > 3 and len(set(plain)) == 1)


def _plain(text: str) -> str:
    """Letters of any script and digits, in one case; "" where they were rounded, or are a null of the data."""
    said = text.strip()
    return "" if _ROUNDED.fullmatch(said) or _NULL.fullmatch(said) else re.sub(r"[\W_]", "", text.upper())


def _key(text: str) -> str:
    """What two spellings of one name share: `31/6-5` and `31_6-5` are one, `31/6-5` and `31/65` are two.

    One mark stays between digits, but in the long numbers of fixed parts (API, Canadian), which are written without.
    """
    plain = _plain(text)
    if sum(c.isdigit() for c in plain) >= FIXED_DIGITS:
        return plain
    return plain and re.sub(r"(?<=\d)[\W_]+(?=\d)|([\W_]+)", lambda m: "" if m[1] else "-", text.strip().upper())


@dataclass(frozen=True)
class Name:
    """What a well is called.

    Parameters
    ----------
    numbers : what names the well beyond doubt: its UWI, or its number in a name such as 31/5-4, without the part that
        tells sidetracks apart.
    plain : its name without the mark of a sidetrack, or "". sidetrack : whether it says that it is one.
    """

    numbers: frozenset[str]
    plain: str
    sidetrack: bool

    @classmethod
    def of(cls, well: str, uwi: str = "", stem: str = "") -> Name:
        """From a header's WELL and UWI, and the file's name, which counts where both say nothing."""
        said = well if says_who(well) else "", uwi if may_identify(uwi) else ""
        words = [w.strip().upper() for w in said if w] or [stem.strip().upper()]
        numbers = {_LEADING.sub("", _key(found[1])) for w in words if (found := _NUMBERED.match(w))}
        numbers |= {_plain(_CANADIAN_EVENT.sub("", w)) for w in words if _CANADIAN_EVENT.search(w)}
        if identity(uwi) and not numbers:
            digits = _key(uwi)
            numbers = {digits[:10] if _API.fullmatch(digits) else digits}
        name = re.sub(r"[_()\[\]#]+", " ", words[0]).strip()
        dutch = _DUTCH.fullmatch(name)
        base = dutch[1] if dutch else _SIDETRACK.sub("", name)
        return cls(frozenset(numbers), _LEADING.sub("", _key(_LETTER.sub("", base))), base != name)


def name_of(well: Well) -> Name:
    """What a well is called; a mere number (`WELL. #2`) is one of its lease."""
    return Name.of(in_lease(well.name, well.header), well.uwi, well.file.stem if well.file else "")


def in_lease(name: str, header: Mapping[str, str]) -> str:
    """Return the name of a well, a mere number (1, 1-28; not 16/2-4) behind that of its lease in the header.

    A lease may be a number too, with which the well's begins (60321-1), or end with the well's own (SMITH #1).
    """
    lease = (header.get("LEAS") or header.get("LEASE") or "").strip()
    if not _plain(name).isdigit() or _NUMBERED.match(name.strip()) or not says_who(lease):
        return name
    bare, mark, number = (part.strip() for part in lease.rpartition("#"))
    if mark and bare and _same_number(number, name):
        lease = bare
    begins = any(re.match(rf"{re.escape(text)}(?![^\W_])", name.strip()) for text in (lease, bare) if text)
    return name if begins else f"{lease} {name}"


def _same_number(one: str, other: str) -> bool:
    """Say whether two numbers of a lease's wells are one (1 and #01)."""
    return _LEADING.sub("", _key(one.strip(" #"))) == _LEADING.sub("", _key(other.strip(" #")))


def shown_name(well: Well) -> str:
    """Name of a well for people."""
    return well.name or well.uwi or (well.file.stem if well.file else "well")


def well_groups(names: Sequence[Name]) -> Ints:
    """Number (wells,) of the group of each well, counted in the order given: a well and its sidetracks are one.

    Wells of one number are. So are wells of one name, where one of them is a sidetrack or has no number; else the same
    name with other numbers is another well.
    """
    group = np.arange(len(names))
    places: dict[str, list[int]] = {}
    for i, name in enumerate(names):
        for number in name.numbers:
            places.setdefault(f"number {number}", []).append(i)
        if name.plain:
            places.setdefault(f"name {name.plain}", []).append(i)
    for key, members in places.items():
        if key.startswith("number ") or any(names[i].sidetrack or not names[i].numbers for i in members):
            group[np.isin(group, group[members])] = group[members].min()
    return np.unique(group, return_inverse=True)[1].astype(np.intp)


def one_well(a: Name, b: Name) -> bool:
    """Say whether two wells are the same or one is a sidetrack of the other."""
    return bool(np.ptp(well_groups([a, b])) == 0)


def same_well(one: TrustedLogs, other: TrustedLogs) -> bool:
    """Say whether two files are of one well: the same file, the same UWI, or the same data."""
    a, b = one.well, other.well
    if a is b or (a.sha256 and a.sha256 == b.sha256):
        return True
    if a.file is not None and b.file is not None and same_file(a.file, b.file):
        return True
    if identity(a.uwi) and identity(a.uwi) == identity(b.uwi):
        return True
    return _same_data(one, other) or _same_runs(one, other)


def _same_data(one: TrustedLogs, other: TrustedLogs) -> bool:
    """Say whether a log of both has the same values at the same depths (to a centimetre), or a third of it has.

    Logs of two wells never agree so; a copy under another name, in other units or cut to an interval does, and so does
    a well beside a file in which its upper part was joined to a sidetrack.
    """
    rows = _common_depths(one.well, other.well)
    if len(rows[0]) < SHARED_SAMPLES:
        return False
    for name in one.logs.keys() & other.logs.keys():
        values, same = _agreement(one, other, name, rows)
        if len(values) < SHARED_SAMPLES:
            continue
        if np.mean(same) > 0.95 and len(np.unique(values)) >= 0.8 * SHARED_SAMPLES and goes_up_and_down(values[same]):
            return True
        shorter = min(np.isfinite(w.logs[name].measured).sum() for w in (one, other))
        if copied(values, same).sum() > SHARED_PART * shorter:
            return True
    return False


def _same_runs(one: TrustedLogs, other: TrustedLogs) -> bool:
    """Say whether runs that a log shares with the other's hold a third of its samples: a copy whose depths were moved,
    as to another datum. Runs at one depth are left to `_same_data`.
    """
    theirs = marked_runs(other)
    for name, runs_a in marked_runs(one).items():
        if name not in theirs:
            continue
        runs_b = theirs[name]
        _, at_a, at_b = np.intersect1d(runs_a[0], runs_b[0], return_indices=True)
        moved = runs_a[3, at_a] != runs_b[3, at_b]
        if moved.sum() < SHARED_RUNS:
            continue
        shared = min(_covered(runs_a[:, at_a[moved]]), _covered(runs_b[:, at_b[moved]]))
        if shared > SHARED_PART * min(np.isfinite(w.logs[name].measured).sum() for w in (one, other)):
            return True
    return False


def _covered(marked: Ints) -> int:
    """Samples of a log that some of its runs (4, k) hold."""
    first, end = np.sort(marked[1:3])
    return int(np.minimum(end - first, np.diff(first, append=end[-1])).sum())


def marked_runs(logs: TrustedLogs) -> Mapping[str, Ints]:
    """Runs (4, k) of each log's values in order of depth: a mark, of which two wells share some only if they share
    data, first and last sample (the next one), depth in centimetres.
    """
    if logs not in _MARKED:
        order = np.argsort(logs.well.depth_m, kind="stable")
        depth = centimetres(logs.well)[order]
        _MARKED[logs] = {name: _runs(log.measured[order], depth) for name, log in logs.logs.items()}
    return _MARKED[logs]


_MARKED: WeakKeyDictionary[TrustedLogs, Mapping[str, Ints]] = WeakKeyDictionary()  # each well meets many


def _runs(values: Floats, depth: Ints) -> Ints:
    """Runs (4, k) of a log (n,) that goes up and down through many values; what stands still counts once."""
    rows = np.flatnonzero(np.isfinite(values))
    digits = (values[rows].view(np.int64) + 2**42) >> 43  # not quite three: a copy may have lost others
    at = np.flatnonzero(np.diff(digits, prepend=0))
    if len(at) < RUN:
        return np.empty((4, 0), np.intp)
    windows = np.lib.stride_tricks.sliding_window_view(digits[at], RUN)
    first = np.flatnonzero(windows[:, 0] % ONE_IN == 0)
    windows = windows[first]
    many = (np.diff(np.sort(windows)) != 0).sum(axis=1) >= RUN // 2
    up = np.diff(windows) > 0
    turning = (up[:, 1:] != up[:, :-1]).sum(axis=1) >= TURNS
    kept = many & turning
    windows, first = windows[kept], first[kept]
    marks = [hash(run.tobytes()) for run in windows]
    return np.array([marks, at[first], at[first + RUN - 1] + 1, depth[rows[at[first]]]], np.intp)


def share_stretch(one: TrustedLogs, other: TrustedLogs, taught: Collection[str]) -> bool:
    """Say whether two files hold one stretch of a log of rock at the same depths (see `copied`), where both have one of
    the logs that are `taught`, whose own values may have been edited since.
    """
    rows_a, rows_b = _common_depths(one.well, other.well)
    both = np.zeros(len(rows_a), bool)
    for name in taught:
        if name in one.logs and name in other.logs:
            both |= np.isfinite(one.logs[name].measured[rows_a]) & np.isfinite(other.logs[name].measured[rows_b])
    rows = rows_a[both], rows_b[both]
    names = (one.logs.keys() & other.logs.keys()) - MAY_STAND_STILL  # of the hole and the mud, alike in many wells
    return any(copied(*_agreement(one, other, name, rows)).any() for name in names)


def _agreement(one: TrustedLogs, other: TrustedLogs, name: str, rows: tuple[Ints, Ints]) -> tuple[Floats, Bools]:
    """Values (n,) of a log at rows of both wells where both have some, and whether the other's are the same."""
    a, b = (w.logs[name].measured[here] for w, here in zip((one, other), rows, strict=True))
    both = np.isfinite(a) & np.isfinite(b)
    return a[both], np.isclose(a[both], b[both], rtol=1e-3, atol=1e-6)


def repeats(one: TrustedLogs, other: TrustedLogs) -> bool:
    """Say whether the other file has, at the same depths, every sample of one that can be trusted."""
    here, there = _common_depths(one.well, other.well)
    for name, log in one.logs.items():
        theirs = other.logs[name].values[there] if name in other.logs else np.full(len(there), np.nan)
        same = np.isclose(log.values[here], theirs, rtol=1e-3, atol=1e-6)
        if same.sum() < np.isfinite(log.values).sum():
            return False
    return True


def copied(values: Floats, same: Bools) -> Bools:
    """Samples (n,) of a log, in order of depth, in which another log agrees (`same`, n) fifty times and more in a row,
    up and down again and again.
    """
    found = np.zeros(len(values), bool)
    alike = runs(same)
    for start, end in alike[np.ptp(alike, axis=1) >= SHARED_SAMPLES]:
        found[start:end] = goes_up_and_down(values[start:end])
    return found


def goes_up_and_down(values: Floats, turns: int = TURNS) -> bool:
    """Say whether a log (n,) turns from up to down or back as often as that."""
    steps = np.diff(values)
    steps = steps[steps != 0]
    return bool((steps[1:] * steps[:-1] < 0).sum() >= turns)


def _common_depths(a: Well, b: Well) -> tuple[Ints, Ints]:
    """The rows of both wells whose depths agree to a centimetre, in order of depth: of rows at one depth the first of
    one well goes with the first of the other, the second with the second.
    """
    _, rows_a, rows_b = np.intersect1d(_places(a), _places(b), return_indices=True)
    return rows_a, rows_b


def _places(well: Well) -> Ints:
    """A number (n,) for each depth in whole centimetres, with how many rows before have the same in its last digits."""
    depth = centimetres(well)
    order = np.argsort(depth, kind="stable")
    before = np.empty(well.n, np.int64)
    before[order] = np.arange(well.n) - np.searchsorted(depth[order], depth[order])
    return depth * 2**20 + before


def centimetres(well: Well) -> Ints:
    """Depth (n,) in whole centimetres; of rows without one a number that no depth has, nor a multiple of odd ones."""
    return np.where(np.isfinite(well.depth_m), np.round(well.depth_m * 100), -(2.0**40)).astype(np.int64)
