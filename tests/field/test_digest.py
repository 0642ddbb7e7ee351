"""Warnings of many wells in a few lines."""

from __future__ import annotations

from pathlib import Path

from welllog_mdn.errors import Notice
from welllog_mdn.field.digest import MOST_KINDS, Digest


def digest(notices: list[tuple[str, str, str]]) -> list[str]:
    """Return the lines for (file, subject, text)."""
    counted = Digest()
    for file, subject, text in notices:
        counted.add(Path(file), Notice(subject, text))
    return counted.lines("-v shows all")


def test_no_warning_is_no_line() -> None:
    """Nothing found, nothing said."""
    assert digest([]) == []


def test_numbers_and_details_do_not_part_what_is_alike() -> None:
    """Three spikes in two wells are one line, with the logs they are in; kinds of more wells come first."""
    lines = digest(
        [
            ("a.las", "bad hole", "8 m (54 rows) by caliper (CALI) or DRHO; pad tools masked"),
            ("a.las", "RHOB", "spikes in 3 of 3480 rows; masked, the file is unchanged"),
            ("a.las", "RDEP", "spikes in 1, stuck in 7 of 99 rows; masked, the file is unchanged"),
            ("b.las", "RHOB", "spikes in 17 of 5 rows; masked, the file is unchanged"),
        ]
    )
    assert lines[0].endswith("4 warnings in 2 wells; -v shows all. By kind:")
    assert [line.strip() for line in lines[1:]] == ["2 wells: spikes (RHOB, RDEP)", "1 well: bad hole"]


def test_a_number_with_an_exponent_is_left_out_whole() -> None:
    """No piece of it stays between two dots."""
    lines = digest([("a.las", "DEPT", "depths to 1.92262e+06 m, deeper than any hole")])
    assert lines[1].strip() == "1 well: depths to … m, deeper than any hole (DEPT)"


DRAWN = "drawn by hand, interpolated or through casing, not formation data"


def test_a_kind_says_what_was_found() -> None:
    """No line is cut to "is", "read" or a unit without its number; only what differs from well to well is left out."""
    lines = digest(
        [
            ("a.las", "STOP", "is 2000 but the data have 1998.5 m; header left as it is"),
            ("b.las", "STOP", "is 1000 but the data have 995 m; header left as it is"),
            ("a.las", "NPHI", "read in % as asked, the label says v/v"),
            ("a.las", "RHOB", "labelled KG/M3, but the values (median 2.4) look like g/cm3; curve not used"),
            ("a.las", "GR", "value -999 in 30 rows looks like an undeclared null, taken as missing"),
            ("a.las", "DTC", "no row has the inputs that a prediction needs: nothing was predicted"),
            ("a.las", "NPHI", "input missing in Demo 7 (NPHI is all null): the model does without"),
            ("b.las", "NPHI", "input missing in Demo 8: the model does without"),
            ("a.las", "DTC", f"7 measured values {DRAWN}: in AC (1040.2 to 1069.8 m); not learnt from"),
            ("b.las", "DTC", f"12 measured values {DRAWN}: in DT (2040.2 to 2069.8 m); not learnt from"),
        ]
    )
    assert {line.split(": ", 1)[1] for line in lines[1:]} == {
        "is … but the data have … m (STOP)",
        "read in % as asked, the label says v/v (NPHI)",
        "labelled KG/M3, but the values look like g/cm3 (RHOB)",
        "value … in … rows looks like an undeclared null, taken as missing (GR)",
        "no row has the inputs that a prediction needs (DTC)",
        "input missing (NPHI)",
        f"… measured values {DRAWN} (DTC)",
    }


def test_many_kinds_are_cut_short() -> None:
    """A screen holds what most wells have; the rest is counted."""
    lines = digest([("a.las", "GR", f"kind{chr(97 + i)} of thing") for i in range(MOST_KINDS + 4)])
    assert len(lines) == MOST_KINDS + 2 and lines[-1] == "  and 4 more kinds"


def test_a_kind_is_told_whole_unless_it_is_absurdly_long() -> None:
    """A sentence of 150 characters is; a line of a broken file is not."""
    sentence, line = " ".join(["depth"] * 25), "x" * 5000
    shown = digest([("a.las", "GR", sentence), ("a.las", "SP", line)])
    assert f"  {'1 well':>11}: {sentence} (GR)" in shown and max(map(len, shown)) < 250
