"""What was asked, as records with a checksum."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from welllog_mdn.errors import UsageError
from welllog_mdn.field.options import Learning, Reading, Writing, fingerprint
from welllog_mdn.logs.kinds import default_table


def test_the_default_seed_by_name_is_the_default() -> None:
    """Training is the same without --seed and with --seed 0, so its checksum is; a saved model still refuses it."""
    assert fingerprint(Learning()) == fingerprint(Learning(seed=0)) != fingerprint(Learning(seed=1))
    Learning().require_none()
    with pytest.raises(UsageError, match="--model does not go with --seed"):
        Learning(seed=0).require_none()


def test_a_saved_model_has_settled_all_but_the_device() -> None:
    """Each option by its name, in their order; an empty list of names names none."""
    Learning(device="cpu", exclude=[]).require_none()  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="--inputs"):
        Learning(inputs=[]).require_none()  # type: ignore[arg-type]
    chosen = Learning(("GR",), ("RHOB",), False, 3, 2, 9, 0)
    every = "--inputs, --exclude, --no-depth, --members, --components, --epochs, --seed: a saved model"
    with pytest.raises(UsageError, match=f"--model does not go with {every}"):
        chosen.require_none()


def test_of_the_users_files_the_contents_count(tmp_path: Path) -> None:
    """Another name or place changes nothing, another line does; what travels to a worker counts as the file does."""
    for name, alias, tops in (("a", "MYGR", 1500), ("b", "MYGR", 1500), ("c", "MYGK", 1501)):
        (tmp_path / f"{name}.toml").write_text(f'GR = ["{alias}"]')
        (tmp_path / f"{name}.txt").write_text(f"Brent, {tops}")
    a, b, c = (Reading(alias=tmp_path / f"{name}.toml") for name in "abc")
    assert fingerprint(a) == fingerprint(b) == fingerprint(a.carried()) != fingerprint(c)
    a, b, c = (Writing(tops=tmp_path / f"{name}.txt") for name in "abc")
    assert fingerprint(a) == fingerprint(b) == fingerprint(a.carried()) != fingerprint(c)
    assert a.carried().formation_tops() == (("Brent", 1500.0),)


def test_tops_are_not_read_where_there_is_no_report(tmp_path: Path) -> None:
    """A file that is not there is no matter of a run that does nothing with it."""
    writing = Writing(tops=tmp_path / "none.txt", report=False)
    assert writing.carried().formation_tops() == writing.files == ()
    with pytest.raises(UsageError, match="the file of tops cannot be read"):
        replace(writing, report=True).carried()


def test_an_unknown_log_in_the_users_mnemonics_is_named_with_its_file(tmp_path: Path) -> None:
    """Before any well is read, and not where a worker could only say that something it never saw is wrong."""
    (tmp_path / "my.toml").write_text('GAMA = ["MYGR"]')
    with pytest.raises(UsageError, match="my.toml: unknown log kind 'GAMA'"):
        Reading(alias=tmp_path / "my.toml").carried()


def test_records_take_what_a_user_of_the_library_writes(tmp_path: Path) -> None:
    """Paths as texts, and levels as on the command line; what there is not is refused at once, not as a fault."""
    (tmp_path / "my.toml").write_text('GR = ["MYGR"]')
    (tmp_path / "t.txt").write_text("Brent, 1500")
    writing = Writing(out=str(tmp_path), tops=str(tmp_path / "t.txt"), levels=[95, 5], extra=["sd"])
    assert writing.carried() == Writing(out=tmp_path, tops=(("Brent", 1500.0),), levels=(5, 50, 95), extra=("sd",))
    assert Reading(alias=str(tmp_path / "my.toml")).carried().alias == {"GR": ["MYGR"]}
    wrong = {"exceedance, however: low": {"convention": "low"}, "integers from 1 to 99": {"levels": (0.1, 0.9)}}
    for said, words in {**wrong, "no such curve": {"extra": ("P90",)}}.items():
        with pytest.raises(UsageError, match=said):
            Writing(**words)


def test_a_text_names_what_it_would_on_the_command_line() -> None:
    """Not logs, levels and curves of one letter each."""
    learning = Learning(inputs="GR, RHOB", exclude="NPHI")  # type: ignore[arg-type]
    assert learning == Learning(inputs=("GR", "RHOB"), exclude=("NPHI",))
    writing = Writing(levels="5,95", extra="sd,realisations=3")  # type: ignore[arg-type]
    assert writing == Writing(levels=(5, 50, 95), extra=("sd",), realisations=3)
    assert Reading(alias={"GR": "MYGR"}) == Reading(alias={"GR": ["MYGR"]})


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"fix_units": "GR=gAPI"}, "fix_units must be curve -> unit, however: GR=gAPI; as in"),
        ({"fix_units": None}, "fix_units must be curve -> unit, however: None"),
        ({"fix_units": {"GR": None}}, "fix_units must be curve -> unit"),
        ({"alias": 3}, "alias must be a file or log kind -> mnemonics, however: 3"),
    ],
)
def test_aliases_and_units_of_another_form_are_refused_in_words(words: dict[str, Any], said: str) -> None:
    """When they are given, not as a fault once a file is read."""
    with pytest.raises(UsageError, match=said):
        Reading(**words)


@pytest.mark.parametrize("words", [{"inputs": 5}, {"inputs": ("GR", 5)}, {"exclude": None}, {"exclude": [b"GR"]}])
def test_inputs_that_are_no_names_are_refused_in_words(words: dict[str, Any]) -> None:
    """When they are given, not as a fault of the table of logs."""
    with pytest.raises(UsageError, match="(inputs|exclude) must be a list of names, as in"):
        Learning(**words)


def test_realisations_among_the_extra_curves_are_counted() -> None:
    """Their number was dropped; it says the same twice, but not two things."""
    asked = Writing(extra=("realisations=3", "sd"))
    assert asked == Writing(extra=("sd",), realisations=3) == Writing(extra=("sd", "realisations=3"), realisations=3)
    assert fingerprint(asked) == fingerprint(replace(asked)) == fingerprint(Writing(extra=("sd",), realisations=3))
    with pytest.raises(UsageError, match="realisations=5: realisations=3 is asked for as well; leave out one"):
        Writing(extra=("realisations=3",), realisations=5)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"realisations": -1}, "--extra realisations=-1: realisations=N takes a whole number from 1 to 999"),
        ({"realisations": 2.5}, "takes a whole number from 1 to 999"),
        ({"realisations": 1000}, "takes a whole number from 1 to 999"),
        ({"page": "a3"}, "page must be one of a4, letter, roll, however: a3"),
        ({"scale": 0}, "--scale 0: expected a whole number, 1 or more"),
        ({"scale": 500.5}, "--scale 500.5: expected a whole number"),
        ({"interval": (9, 5)}, "--interval 9 5: the top must be above the base"),
        ({"interval": (5,)}, "expected two numbers, top and base"),
        ({"interval": 5}, "--interval 5: expected two numbers"),
        ({"png": True, "report": False}, "--png does not go with --no-report"),
        ({"tops": [("", 1800.0)]}, "tops: expected a name and a depth, however"),
        ({"tops": [("Brent", "deep")]}, "tops must be a file or pairs of a name and a depth"),
        ({"extra": ("sd", 5)}, "--extra 5: no such curve"),
        ({"target_unit": 5}, "target_unit must be the name of a unit, however: 5"),
    ],
)
def test_what_the_command_line_refuses_a_record_refuses(words: dict[str, Any], said: str) -> None:
    """At once, not after training; what is taken looks the same whatever wrote it."""
    with pytest.raises(UsageError, match=said):
        Writing(**words)
    assert Writing(interval=[5, 9], tops=[["Brent", 7]]) == Writing(interval=(5.0, 9.0), tops=(("Brent", 7.0),))


def test_an_input_that_is_named_and_excluded_is_a_slip() -> None:
    """It was left out in silence."""
    table = default_table()
    with pytest.raises(UsageError, match="GR: named by --inputs and by --exclude"):
        Learning(inputs=("GR", "RHOB"), exclude=("gr",)).check(table.target("DTC"), table)


def test_targets_that_a_reading_names_are_no_part_of_its_fingerprint() -> None:
    """They are named beside it as their curves are: a blank or another target more makes no model stale."""
    readings = [Reading().asking(Learning(exclude=("NPHI",)), targets) for targets in (["DT"], [" dt"], ["DT", "RHOB"])]
    assert len({fingerprint(reading) for reading in readings}) == 1
