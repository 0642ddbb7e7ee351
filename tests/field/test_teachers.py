"""Which wells may teach: copies of a well are found among many without comparing each pair."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from small_field import UNITS, logs_of, write_well

from welllog_mdn.errors import Code, ModelError, Notice
from welllog_mdn.features import choose_inputs
from welllog_mdn.field.listener import Listener
from welllog_mdn.field.options import Learning, Reading
from welllog_mdn.field.same_wells import MARKED, WellLookup, one_of_each
from welllog_mdn.field.training import (
    fit_model,
    read_candidates,
    require_wells,
    second_file,
    to_learn_from,
    training_set,
    without_logs,
)
from welllog_mdn.logs.kinds import default_table
from welllog_mdn.model.log_model import LogModel
from welllog_mdn.wells.identity import SHARED_SAMPLES, same_well
from welllog_mdn.wells.quality import trusted_logs
from welllog_mdn.wells.trusted import TrustedLogs
from welllog_mdn.wells.well import Well

DTC = default_table().target("DTC")


def well(seed: int, rows: slice = slice(None), name: str = "A") -> TrustedLogs:
    """Return some rows of a well, as they are kept to learn from."""
    logs = {k: v[rows] for k, v in logs_of(seed, 1000).items()}
    depth = logs.pop("DEPT")
    made = trusted_logs(Well.from_arrays(name, depth, {k: (v, UNITS[k]) for k, v in logs.items()}))
    return to_learn_from(made, ["DTC"])


@pytest.mark.parametrize("start", range(0, 900, 37))
def test_a_copy_is_found_however_short(start: int) -> None:
    """Sixty samples under another name anywhere in the well; fewer than fifty prove nothing."""
    known = WellLookup([well(seed, name=str(seed)) for seed in range(3)])
    copy = well(1, slice(start, start + 60), "copy")
    assert list(known.same(copy)) == [known.wells[1]] and same_well(copy, known.wells[1])
    assert list(known.same(well(9))) == []
    assert max(MARKED) < SHARED_SAMPLES


def test_a_copy_is_found_whatever_the_step_is() -> None:
    """Also where it is the distance between two marks, and none of the depths is one."""
    sonic = logs_of(1, 300)["DT"]
    depth = 1000.10 + 0.47 * np.arange(len(sonic))
    one, copy = (trusted_logs(Well.from_arrays(name, depth, {"DT": (sonic, "US/F")})) for name in "AB")
    assert list(WellLookup([one]).same(copy)) == [one]


def test_a_uwi_is_enough() -> None:
    """Runs over other depths of one well share no sample."""
    upper, lower = well(1, slice(0, 300)), well(1, slice(400, 700))
    assert list(WellLookup([upper]).same(lower)) == []
    named = [replace(each, well=replace(each.well, uwi="31/6-5")) for each in (upper, lower)]
    assert list(WellLookup(named[:1]).same(named[1])) == [named[0]]


def test_of_two_files_of_a_well_that_with_most_samples_of_the_target_teaches() -> None:
    """A run of 90 samples comes before the composite log in the folder; the wells keep the folder's order."""
    run, other, composite = well(1, slice(0, 90)), well(2), well(1, name="B")
    kept, seconds = one_of_each([run, other, composite], default_table().target("DTC"), Reading())
    assert [id(w) for w in kept] == [id(other), id(composite)]
    assert [(id(a), id(b)) for a, b in seconds] == [(id(run), id(composite))]


@pytest.mark.parametrize("left", [(), ("GR",), ("GR", "RHOB", "RDEP")])
def test_a_file_of_the_sonic_alone_does_not_displace_the_file_that_has_its_inputs_too(left: tuple[str, ...]) -> None:
    """It comes first, as the file of one run of logging does, and has more samples of the sonic."""
    whole, composite = well(1, name="A"), well(1, slice(0, 980), name="B")
    run = replace(whole, logs={k: v for k, v in whole.logs.items() if k in ("DTC", *left)})
    assert [id(w) for w in one_of_each([run, composite], DTC, Reading())[0]] == [id(composite)]
    piece = well(1, slice(0, 90))  # of all logs
    kept = one_of_each([piece, run], DTC, Reading())[0]
    assert [id(w) for w in kept] == [id(run if left else piece)]


def test_of_two_files_of_a_well_that_with_inputs_that_may_be_used_teaches() -> None:
    """Only gamma ray is asked for, or all but it excluded: the file with three other logs could not train. A porosity
    that was computed from the sonic is none either.
    """
    whole = well(1, name="A")
    others = replace(whole, logs={k: v for k, v in whole.logs.items() if k != "GR"})
    gamma = replace(
        well(1, slice(0, 900)), logs={k: v for k, v in well(1, slice(0, 900)).logs.items() if k in ("DTC", "GR")}
    )
    sphi = replace(whole, logs={"DTC": whole.logs["DTC"], "SPHI": replace(whole.logs["NPHI"], kind="SPHI")})
    for reading in (Reading(asked=("GR",)), Reading(barred=("RHOB", "NPHI", "RDEP"))):
        assert [id(w) for w in one_of_each([others, gamma], DTC, reading)[0]] == [id(gamma)]
    assert [id(w) for w in one_of_each([others, gamma], DTC, Reading())[0]] == [id(others)]
    assert [id(w) for w in one_of_each([sphi, gamma], DTC, Reading())[0]] == [id(gamma)]


def drawn(**more: np.ndarray) -> TrustedLogs:
    """Return the well of seed 1 with a straight line for its sonic."""
    logs = {**logs_of(1, 1000), "DT": 100 + 0.02 * np.arange(1000.0)} | more
    made = {k: (v, UNITS[k]) for k, v in logs.items() if k != "DEPT"}
    return to_learn_from(trusted_logs(Well.from_arrays("drawn", logs["DEPT"], made)), ["DTC", "DTS"])


def test_a_file_drawn_by_hand_does_not_displace_the_measured_file_of_its_well() -> None:
    """A straight line of a thousand samples teaches nothing, 900 measured ones do; also with --own."""
    line, measured = drawn(), well(1, slice(0, 900))
    assert [id(w) for w in one_of_each([line, measured], DTC, Reading())[0]] == [id(measured)]
    assert [id(w) for w in training_set(line, [measured], DTC, own=True)] == [id(measured)]
    assert [id(w) for w in training_set(line, [], DTC, own=True)] == [id(line)]


def test_of_two_files_that_teach_no_shear_that_with_most_of_the_sonic_stays() -> None:
    """A shear log drawn by hand beside a line for a sonic teaches neither; the sonic of the other file does."""
    line = drawn(DTSM=180 + 0.04 * np.arange(1000.0))
    assert "DTS" in line.logs
    sonic = well(1, slice(0, 900))
    kept, _ = one_of_each([line, sonic], default_table().target("DTS"), Reading())
    assert [id(w) for w in kept] == [id(sonic)]


def test_a_well_whose_target_is_drawn_by_hand_is_not_said_to_train(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is named, with the reason, as one with too few samples is; one without an input once that is known."""
    monkeypatch.setattr(LogModel, "fit", lambda *_, **__: None)
    monkeypatch.setattr(LogModel, "leader_", None, raising=False)
    lack = Notice("B", "did not train: no input but CALI", "info", Code.UNTAUGHT)
    monkeypatch.setattr(LogModel, "fit_notices_", (Notice("SP", "no input", "info"), lack), raising=False)
    said: list[str] = []
    listen = Listener()
    monkeypatch.setattr(listen, "info", said.append)
    monkeypatch.setattr(listen, "notice", lambda file, notice: said.append(str(notice)))
    few = well(3, slice(0, 99), "few")
    fit_model([well(2, name="B"), drawn(), few], "DT", Learning(), default_table(), listen)
    why = "not used for training: 0 usable samples of DTC, fewer than 100"
    assert said[0] == f"{why}; 1,000 drawn by hand, interpolated or through casing"
    assert said[1:] == [why.replace("0 usable", "99 usable"), "training DT on 1 well: B", str(lack)]


def test_a_second_file_is_a_warning_where_it_holds_what_the_first_does_not() -> None:
    """A cut of a well has nothing of its own; one with another log, or of deeper rows, has, and so a mere namesake."""
    whole = well(1, slice(0, 600))
    bare = replace(whole, logs={k: v for k, v in whole.logs.items() if k != "NPHI"})
    cut, deeper, namesake = well(1, slice(0, 300)), well(1, slice(300, 800)), well(2, slice(0, 300))
    assert [second_file(w, whole).severity for w in (cut, whole, deeper, namesake)] == ["info", "info", "warn", "warn"]
    assert second_file(whole, bare).severity == "warn" and second_file(bare, whole).severity == "info"


def test_a_target_that_is_not_believed_is_a_warning_and_one_that_is_missing_is_not(tmp_path: Path) -> None:
    """Of wells that do not teach, one has no sonic in its rows, one has it in us/m sold as us/ft, in one it stands at
    85 us/ft.
    """
    write_well(tmp_path / "A.las", 1, target=slice(None))
    write_well(tmp_path / "B.las", 2, edit={"DT": logs_of(2)["DT"] / 0.3048})
    write_well(tmp_path / "C.las", 3, edit={"DT": np.full(260, 85.0)})
    paths, kind = sorted(tmp_path.iterdir()), default_table().target("DTC")
    left_out = read_candidates(paths, kind, Reading(), {}, Listener()).left_out
    told = [(notice.subject, notice.severity) for notice in left_out]
    assert told == [("A.las", "info"), ("B.las", "warn"), ("C.las", "warn")]


def test_a_log_in_an_unknown_unit_teaches_nothing_and_that_is_told(tmp_path: Path) -> None:
    """A sonic in us/dm keeps its well out of training, a density in oz/in3 the density."""
    for name, seed, known, unknown in (("A", 1, "US/F", "us/dm"), ("B", 2, "G/CC", "oz/in3")):
        path = write_well(tmp_path / f"{name}.las", seed)
        path.write_text(path.read_text().replace(f".{known} ", f".{unknown} "))
    found = read_candidates([tmp_path / "A.las", tmp_path / "B.las"], DTC, Reading(), {}, Listener())
    remarks = [n for w in found.wells for n in without_logs(w, DTC, default_table())]
    told = [(n.severity, str(n)) for n in (*found.left_out, *remarks)]
    assert [severity for severity, _ in told] == ["warn", "warn"]
    assert told[0][1].startswith("A.las: not used for training: no usable sample of DTC: unknown unit 'us/dm'")
    assert told[1][1].startswith("B.las: serves without RHOB: unknown unit 'oz/in3'")


def test_a_file_that_this_program_wrote_is_told_of_where_its_target_was_measured(tmp_path: Path) -> None:
    """After --in-place a well teaches no more; the error that there is none left names it."""
    path = write_well(tmp_path / "W.las", 1)
    ours = path.read_text().replace("~Parameter", "~Parameter\nWMDN_VERSION. 0.1.0 : program that made the curves")
    path.write_text(ours)
    found = read_candidates([path], DTC, Reading(), {}, Listener())
    assert not found.wells
    (notice,) = found.left_out
    assert str(notice).startswith("W.las: not used for training: written by this program") and "copy" in notice.text
    with pytest.raises(ModelError, match="written by this program"):
        require_wells(found.wells, DTC, [tmp_path], found.left_out)


def test_a_training_well_without_a_log_that_is_not_believed_is_told_of(tmp_path: Path) -> None:
    """Densities in kg/m3 under G/CC: the well teaches without them, and what would mend it is said."""
    rhob = 1000 * logs_of(1)["RHOB"]
    paths = [write_well(tmp_path / "A.las", 1, edit={"RHOB": rhob}), write_well(tmp_path / "B.las", 2)]
    found = read_candidates(paths, DTC, Reading(), {}, Listener())
    assert len(found.wells) == 2 and not found.left_out
    (notice,) = (n for w in found.wells for n in without_logs(w, DTC, default_table()))
    assert notice.severity == "warn" and str(notice).startswith("A.las: serves without RHOB: labelled G/CC")
    assert "--fix-units RHOB=kg/m3" in notice.text
    _, notices = choose_inputs(found.wells, DTC)
    (said,) = [n.text for n in notices if n.subject == "RHOB"]
    assert said.endswith("(75 % needed); set aside in 1 of 2")


def test_a_second_file_is_not_said_to_serve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy with densities in kg/m3 under G/CC beside the sound file of the well: one line is enough."""
    write_well(tmp_path / "A.las", 1)
    write_well(tmp_path / "B.las", 1, edit={"RHOB": 1000 * logs_of(1)["RHOB"]})
    said: list[str] = []
    listener = Listener()
    monkeypatch.setattr(listener, "notice", lambda file, notice: said.append(str(notice)))
    found = read_candidates([tmp_path / "A.las", tmp_path / "B.las"], DTC, Reading(), {}, listener)
    found.tell(DTC, default_table(), listener)
    assert said == ["B.las: not used for training: the same well as A.las"]


def test_doubts_about_the_target_of_a_training_well_are_told_and_the_rest_is_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sonic without a unit and a cut file are named; spikes of a gamma ray are a note, as is what four wells have,
    and a density that is not believed is said once.
    """
    said: list[str] = []
    listener = Listener()
    monkeypatch.setattr(listener, "notice", lambda file, notice: said.append(f"{notice.severity} {notice}"))
    monkeypatch.setattr(listener, "info", said.append)

    def doubted(*paths: Path) -> list[str]:
        said.clear()
        read_candidates(paths, DTC, Reading(), {}, listener).tell(DTC, default_table(), listener)
        return said

    spiky = logs_of(1)["GR"]
    spiky[100] = 900.0
    paths = [write_well(tmp_path / f"{i}.las", i, edit={"GR": spiky} if i == 1 else {}) for i in range(6)]
    paths[0].write_text(paths[0].read_text()[:-4])
    paths[2].write_text(paths[2].read_text().replace("DT.US/F", "DT."))
    write_well(paths[5], 5, edit={"RHOB": 1000 * logs_of(5)["RHOB"]})
    lines = doubted(*paths)
    assert sorted(line.split(",")[0] for line in lines if line.startswith("warn")) == [
        "warn 0.las: line 279: its last value looks cut off and is not used: no end of line",
        "warn 2.las: DT: no unit",
        "warn 5.las: serves without RHOB: labelled G/CC",
    ]
    rest = [line for line in lines if not line.startswith("warn")]
    assert len(rest) == 3 and rest[0].startswith("info GR: spikes in 1 of 260 rows")
    assert rest[1:] == ["1 warning in 1 training well; -v shows all. By kind:", "       1 well: spikes (GR)"]
    listener.verbose = True
    assert "1 warning in 1 training well; each is told above. By kind:" in doubted(*paths)
    for path in (paths[1], *paths[3:5]):
        path.write_text(path.read_text().replace("DT.US/F", "DT."))
    (line,) = (line for line in doubted(*paths) if "no unit" in line)
    many = "warn DT: no unit, taken as us/ft from its values, in 4 training wells: 1.las, 2.las, 3.las and 1 more"
    assert line == many


def test_what_is_to_be_scored_is_not_said_to_train(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A broken test file is not scored; the progress says what is read."""
    (tmp_path / "broken.las").write_text("no LAS file\n")
    doing: list[str] = []
    listener = Listener()
    monkeypatch.setattr(listener, "progress", lambda what, share, detail: doing.append(what))
    found = read_candidates([tmp_path / "broken.las"], DTC, Reading(), {}, listener, scored=True)
    assert [str(n) for n in found.left_out][0].startswith("broken.las: not scored: ")
    assert set(doing) == {"reading test wells"}
