"""Odd LAS files made from a good one: siblings of the corpus, each with what the program must do with it."""

from __future__ import annotations

import gzip
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

Make = Callable[[str], str | bytes]


@dataclass(frozen=True)
class OddFile:
    """One defect: `make` gives the file's content from the good text; `mention` is a pattern of the message.

    `expect` holds OK, WARN or REFUSE, or several joined by |, as in the corpus' manifest.
    """

    name: str
    expect: str
    mention: str
    make: Make


def sub(pattern: str, new: str, count: int = 1) -> Make:
    """Return a maker that replaces a pattern of the whole text; it must be there."""

    def make(text: str) -> str:
        changed, times = re.subn(pattern, new, text, count=count, flags=re.M)
        assert times, pattern
        return changed

    return make


def column(index: int, change: Callable[[int, str], str]) -> Make:
    """Return a maker that changes one column of the data, cell by cell: (row, old cell) -> new cell."""

    def make(text: str) -> str:
        head, rows = text.split("~Ascii\n")
        done = []
        for row, line in enumerate(rows.splitlines()):
            cells = line.split()
            cells[index] = change(row, cells[index])
            done.append("  " + "  ".join(cells))
        return head + "~Ascii\n" + "\n".join(done) + "\n"

    return make


def commas(text: str) -> str:
    """Return the file with commas between the values."""
    head, data = text.split("~Ascii\n")
    return head + "~Ascii\n" + "\n".join(",".join(line.split()) for line in data.splitlines()) + "\n"


def first(count: int, cell: str) -> Callable[[int, str], str]:
    """Return a change of the first cells of a column."""
    return lambda row, old: cell if row < count else old


def scaled(index: int, factor: float) -> Make:
    """Return a maker that multiplies one column."""
    return column(index, lambda _, cell: f"{float(cell) * factor:.6f}")


def both(*makers: Callable[[str], str | bytes]) -> Make:
    """Return makers applied one after the other; only the last may give bytes."""

    def make(text: str) -> str | bytes:
        result: str | bytes = text
        for each in makers:
            assert isinstance(result, str)
            result = each(result)
        return result

    return make


def rows(change: Callable[[list[str]], list[str]]) -> Make:
    """Return a maker that changes the list of data lines."""

    def make(text: str) -> str:
        head, data = text.split("~Ascii\n")
        return head + "~Ascii\n" + "\n".join(change(data.splitlines())) + "\n"

    return make


def at(row: int, change: Callable[[str], str]) -> Make:
    """Return a maker that changes one data line."""
    return rows(lambda lines: [*lines[:row], change(lines[row]), *lines[row + 1 :]])


def wrapped(text: str) -> str:
    """Return the file in wrapped mode."""
    head, data = text.replace("WRAP.   NO", "WRAP.   YES").split("~Ascii\n")
    lines = [f"{c[0]}\n {' '.join(c[1:6])}\n {' '.join(c[6:])}" for c in map(str.split, data.splitlines())]
    return head + "~Ascii\n" + "\n".join(lines) + "\n"


def _uneven(row: int, depth: str) -> str:
    """Shift a depth by up to two thirds of the step."""
    return f"{float(depth) + 0.05 * (row % 3):.4f}"


def appended(name: str, unit: str, cell: Callable[[int], str]) -> Make:
    """Return a maker that adds a curve behind the last."""

    def make(text: str) -> str:
        head, data = text.split("~Ascii\n")
        head = head.replace("~Parameter", f"{name} .{unit}  : {name}\n~Parameter")
        lines = [f"{line} {cell(i)}" for i, line in enumerate(data.splitlines())]
        return head + "~Ascii\n" + "\n".join(lines) + "\n"

    return make


def renamed(old: str, new: str) -> Make:
    """Return a maker that gives a curve another mnemonic."""
    return sub(rf"^{old} \.", f"{new} .")


def las3(text: str) -> str:
    """Return the file as LAS 3.0 with one log section, comma separated."""
    head, data = text.replace("VERS.   2.0", "VERS.   3.0").split("~Ascii\n")
    head = head.replace("~Well", "DLM.  COMMA : delimiter\n~Well").replace("~Curve", "~Log_Definition")
    lines = [",".join(line.split()) for line in data.splitlines()]
    return head.replace("~Parameter", "~Log_Parameter") + "~Log_Data | Log_Definition\n" + "\n".join(lines) + "\n"


def _many_log_sections(text: str) -> str:
    head, data = las3(text).split("~Log_Data | Log_Definition\n")
    again = "~Log_Definition[2]\nDEPT.m : depth\nX. : x\n~Log_Data[2] | Log_Definition[2]\n1,2\n2,3\n"
    return head + "~Log_Data | Log_Definition\n" + data + again


_NULLS = first(9999, "-999.25")
_INPUTS = ("RDEP", "RMED", "NPHI", "GR", "RHOB")

# Columns of the good text: DEPT CALI BS RDEP RMED DTC NPHI GR RHOB DRHO.
ODD = (
    OddFile("101_blanks", "REFUSE", "empty|blank", lambda t: b" \r\n" * 50),
    OddFile("103_gzip", "REFUSE", "gzip", lambda t: gzip.compress(t.encode())),
    OddFile("105_zip", "REFUSE", "zip", lambda t: b"PK\x03\x04" + t.encode()),
    OddFile("107_dlis", "REFUSE", "DLIS", lambda t: b"0001V1.00RECORD08192 set" + b"\0" * 99),
    OddFile("201_utf16", "REFUSE", "UTF-16", lambda t: t.encode("utf-16")),
    OddFile("203_cr_only", "OK", "", lambda t: t.replace("\n", "\r").encode()),
    OddFile("205_utf8_micro", "OK", "", lambda t: t.replace("us/ft", "µs/ft").encode()),
    OddFile("207_greek_mu", "OK", "", lambda t: t.replace("us/ft", "\u03bcs/ft").encode()),
    OddFile("209_koi8", "OK", "", sub("FORCE 2020   :", "FORCE 2020 \u00c8\u00cf\u00d2 :")),
    OddFile("215_bom_crlf", "OK", "", lambda t: b"\xef\xbb\xbf" + t.replace("\n", "\r\n").encode()),
    OddFile("217_nul_at_end", "REFUSE|WARN", "NUL|null byte|line", lambda t: t.encode() + b"\0" * 512),
    OddFile("219_ctrl_z", "OK", "", lambda t: t.encode() + b"\x1a"),
    OddFile("301_a_misspelt", "REFUSE", "~A|data section", sub("^~Ascii", "~SCII")),
    OddFile("303_no_v", "WARN|REFUSE", "~V|version", sub(r"~Version[^~]*", "")),
    OddFile("305_no_c", "REFUSE", "~C|curve", sub(r"~Curve[^~]*", "")),
    OddFile("307_no_rows", "REFUSE", "row|data|sample", rows(lambda lines: [])),
    OddFile("309_other_after_a", "OK", "", lambda t: t + "~Other\nfree text after the data\n"),
    OddFile("310_tildes_in_data", "REFUSE", "line", rows(lambda x: [*x[:99], "~~~~~~", *x[99:]])),
    OddFile("311_core_after_c", "OK|WARN", "", sub("^~Parameter", "~Core\nCORE .m : top\n~Parameter")),
    OddFile("320_a_names_other_logs", "REFUSE", "~A", sub("^~Ascii", "~A D CAL BIT ILD ILM DT GR NPOR DENS CORR")),
    OddFile("320_a_names_too_few", "WARN", "~A|column", sub("^~Ascii", "~A DEPT CALI BS RDEP RMED DTC NPHI GR RHOB")),
    OddFile("313_cut_row", "REFUSE|WARN", "line|truncat", lambda t: t[: t.rstrip().rindex(" ") - 8]),
    OddFile("315_short_row", "REFUSE", "line", at(900, lambda x: x[: x.rindex(" ")])),
    OddFile("317_one_curve_more_in_c", "REFUSE", "column|line", sub("^~Parameter", "XX .  : x\n~Parameter")),
    OddFile("319_long_row", "REFUSE", "line", at(900, lambda x: x + "  1.0")),
    OddFile("321_wrapped_incomplete", "REFUSE", "line|record", lambda t: wrapped(t).rpartition("\n ")[0]),
    OddFile("322_wrapped", "OK", "", wrapped),
    OddFile("323_unwrapped_says_yes", "WARN|REFUSE", "WRAP", sub(r"^WRAP\.   NO", "WRAP.   YES")),
    OddFile("325_comma_undeclared", "WARN|REFUSE", "DLM|comma", commas),
    OddFile("327_tab_undeclared", "OK|WARN", "", rows(lambda x: ["\t".join(i.split()) for i in x])),
    OddFile("327_bars", "REFUSE", "bar", rows(lambda x: ["|".join(y.split()) for y in x])),
    OddFile("327_comma_declared", "REFUSE", "DLM", sub("^~Well", "DLM. COMMA : delimiter\n~Well")),
    OddFile("327_comma_not_space", "REFUSE", "DLM", both(sub("^~Well", "DLM. SPACE :\n~Well"), commas)),
    OddFile("329_las3", "OK|WARN|REFUSE", "3", las3),
    OddFile("329_las3_two_logs", "REFUSE", "3.0|Log", _many_log_sections),
    OddFile("333_no_vers", "WARN|REFUSE", "VERS|version", sub(r"^VERS.*\n", "")),
    OddFile("335_null_in_parameter", "OK|WARN", "", sub("^MUD", "NULL.  0 : not this one\nMUD")),
    OddFile("337_no_wrap", "WARN|OK", "WRAP", sub(r"^WRAP.*\n", "")),
    OddFile("338_wrapped_no_wrap", "WARN", "WRAP", both(wrapped, sub(r"^WRAP.*\n", ""))),
    OddFile("339_long_token", "REFUSE", "line|long|token", at(5, lambda x: x + "0" * 10_000)),
    OddFile("341_one_row", "WARN|REFUSE", "row|sample", rows(lambda lines: lines[:1])),
    OddFile("343_three_rows_of_a_training_well", "WARN|REFUSE", "few|row|STOP", rows(lambda lines: lines[:3])),
    OddFile("401_null_9999", "OK", "", lambda t: t.replace("-999.25", "-9999")),
    OddFile("403_null_huge", "OK", "", both(sub("-999.25 :", "1e30 :"), column(8, first(99, "1E30")))),
    OddFile("405_null_e", "OK", "", both(sub("-999.25 :", "-9.9925e2 :"), column(8, first(99, "-999.25")))),
    OddFile("407_undeclared_9999", "WARN", "-9999", column(8, first(99, "-9999"))),
    OddFile("409_null_rounded", "OK|WARN", "", both(sub("-999.25 :", "-999.2500 :"), column(8, first(99, "-999.3")))),
    OddFile("411_null_0", "WARN", "NULL", sub("-999.25 :", "0 :")),
    OddFile("412_null_no_blank", "OK", "", both(sub(r"^NULL \. +", "NULL."), lambda t: t.replace("-999.25", "-9999"))),
    OddFile("412_null_twice", "WARN", "NULL", sub(r"^(NULL.*\n)", r"\1NULL. -9999 : again\n")),
    OddFile("413_stars", "WARN|REFUSE", "RHOB|line", column(8, first(50, "*****"))),
    OddFile("415_qnan", "WARN|REFUSE", "RHOB|line", column(8, first(50, "1.#QNAN"))),
    OddFile("421_undeclared_999", "WARN", "-999", column(7, lambda i, c: "-999" if 300 < i < 400 else c)),
    OddFile("423_null_in_index", "WARN|REFUSE", "DEPT|depth", column(0, first(2, "-999.25"))),
    OddFile("511_alias_DTCO", "OK|WARN", "DTCO", renamed("DTC", "DTCO")),
    OddFile("513_alias_lower", "OK|WARN", "dt", renamed("DTC", "dt")),
    OddFile("521_inf", "WARN|REFUSE", "RHOB|line", column(8, first(7, "inf"))),
    OddFile("523_text_curve", "OK|WARN", "", appended("LITH", "", lambda i: "sand" if i % 2 else "shale")),
    OddFile("523_text_among_numbers", "OK|WARN", "", appended("LITH", "", lambda i: "sand" if i % 2 else "7")),
    OddFile("522_first_cell_is_text", "WARN", "RHOB", column(8, lambda i, c: "BAD" if i in (0, 5) else c)),
    OddFile("525_iso_date", "OK|WARN", "", appended("DAY", "", lambda i: "2020-05-13T10:00:00")),
    OddFile("527_no_input_left", "REFUSE", "input|GR", both(*(renamed(n, f"QQ{n}") for n in _INPUTS))),
    OddFile("529_inputs_all_null", "WARN|REFUSE", "input|null", both(*(column(i, _NULLS) for i in (3, 4, 6, 7, 8)))),
    OddFile("530_target_all_nan", "OK|WARN", "DTC", column(5, lambda i, c: "NaN")),
    OddFile("531_earlier_prediction", "WARN|OK", "", appended("DTC_P50", "us/ft", lambda i: "90.0")),
    OddFile("535_quantiles_there", "REFUSE", "DT_P50", appended("DT_P50", "us/ft", lambda i: "90.0")),
    OddFile("601_strt_in_feet", "WARN|OK", "STRT|unit", sub(r"^STRT \.m", "STRT .ft")),
    OddFile("605_no_unit_of_rhob", "WARN", "RHOB|unit", sub(r"^RHOB \.g/cm3", "RHOB .")),
    OddFile("607_nphi_pu", "OK", "", both(scaled(6, 100.0), sub(r"^NPHI \.m3/m3", "NPHI .P.U."))),
    OddFile("609_rhob_kgm3", "OK", "", both(scaled(8, 1000.0), sub(r"^RHOB \.g/cm3", "RHOB .kg/m3"))),
    OddFile("611_resistivity_zero", "WARN", "RDEP", column(3, first(99, "0.0"))),
    OddFile("613_unknown_unit", "WARN|REFUSE", "RHOB|unit", sub(r"^RHOB \.g/cm3", "RHOB .furlong")),
    OddFile("613_gamma_ray_in_counts", "WARN|REFUSE", "GR|unit", sub(r"^GR \.gAPI", "GR .cps")),
    OddFile("615_depth_cm", "WARN|REFUSE|OK", "unit|depth", sub(r"^DEPT \.m", "DEPT .furlong")),
    OddFile("701_disorder", "WARN", "depth|DEPT|order", rows(lambda x: x[:500] + x[600:700] + x[500:600] + x[700:])),
    OddFile("703_gap", "OK|WARN", "", rows(lambda x: x[:500] + x[900:])),
    OddFile("705_irregular_step_0", "OK|WARN", "", both(sub(r"0\.1520 :", "0 :"), column(0, _uneven))),
    OddFile("707_strt_stop_wrong", "WARN", "STRT|STOP", sub(r"^STRT \.m      1770.7740000", "STRT .m 100.0")),
    OddFile("708_step_is_text", "WARN", "STEP", sub(r"0\.1520 :", "irregular :")),
    OddFile("717_text_depth", "REFUSE", "depth|DEPT|index", column(0, lambda i, c: f"13:{i // 60:02d}:{i % 60:02d}")),
    OddFile("801_stuck", "WARN", "GR|RHOB", column(8, lambda i, c: "2.345678" if 500 < i < 800 else c)),
    OddFile("802_dead_gamma_ray", "WARN", "GR", column(7, lambda i, c: f"{0.001 * (i % 7):.4f}")),
    OddFile("115_rar", "REFUSE", "RAR", lambda t: b"Rar!\x1a\x07\x01\x00" + t.encode()),
    OddFile("115_tar", "REFUSE", "tar", lambda t: b"a.las".ljust(257, b"\0") + b"ustar" + t.encode()),
    OddFile("219_ctrl_z_padded", "OK", "", lambda t: t.encode() + b"\x1a" + b"\0" * 100),
    OddFile("308_another_log_on_a", "REFUSE", "~A", sub("^~Ascii", "~A DEPT CALI BS RDEP RMED DTC NPHI GR SP DRHO")),
    OddFile("308_one_more_on_a", "WARN", "~A", sub("^~Ascii", "~A DEPT CALI BS RDEP RMED DTC NPHI GR RHOB DRHO SP")),
    OddFile("308_values_on_a", "REFUSE", "~A", sub("^~Ascii\n", "~Ascii ")),
    OddFile("314_text_at_end", "REFUSE", "line", lambda t: t + "End of file\n"),
    OddFile("322_one_value_per_line", "OK|WARN", "", lambda t: "~Ascii\n".join(
        (wrapped(t).split("~Ascii\n")[0], "\n".join(t.split("~Ascii\n")[1].split()) + "\n"))),
    OddFile("423_null_in_depth_often", "REFUSE", "depth|DEPT", column(0, lambda i, c: c if i % 20 else "-999.25")),
    OddFile("519_all_null_input", "WARN", "GR is all null", column(7, _NULLS)),
    OddFile("519_edited_names", "OK|WARN", "", both(renamed("GR", "GR_R"), renamed("RHOB", "RHOB_EDIT"))),
    OddFile("519_impossible_twin", "WARN", "GR_1", appended("GR_1", "gAPI", lambda i: f"{-500 - i % 50}.0")),
    OddFile("604_fast_rock_us_m", "WARN", "DTC|us/m", both(
        column(8, lambda i, c: f"{2.6 + 0.001 * (i % 90):.3f}"), column(5, lambda i, c: f"{185 + i % 9}.5"))),
    OddFile("616_tenth_inch_in_two_words", "WARN|OK|REFUSE", "", sub(r"^DEPT \.m", "DEPT .0.1 in")),
    OddFile("617_half_foot_in_ft", "WARN", "metres", both(
        column(0, lambda i, c: f"{1770.774 + 0.1524 * i:.4f}"), sub(r"^(DEPT|STRT|STOP|STEP) \.m", r"\1 .ft", 4))),
    OddFile("703_no_strt", "WARN", "STRT", sub(r"^STRT.*\n", "")),
    OddFile("703_one_gap", "WARN", "gap", rows(lambda x: x[:300] + x[500:])),
    OddFile("704_depths_rounded", "WARN", "duplicate", column(0, lambda i, c: f"{float(c):.0f}")),
    OddFile("901_dollar", "OK", "", sub(r"^WELL\.  35/11-7", r"WELL.  $\\frac{1}{$ 7")),
    OddFile("903_well_is_dot", "OK", "", sub(r"^WELL\.  35/11-7", r"WELL.  ..")),
    OddFile("905_two\nlines", "OK", "", lambda t: t),
    OddFile("907_tilde_in_header", "OK|WARN|REFUSE", "", sub(r"^MUD.*", "MUD.  ~WBM  : ~mud")),
    OddFile("909 blank and 'quote", "OK", "", lambda t: t),
    OddFile("911_" + "n" * 240, "OK", "", lambda t: t),
)  # fmt: skip


def write_odd(folder: Path, good: str) -> Iterator[tuple[OddFile, Path]]:
    """Write all odd files into `folder` and yield each with its path."""
    folder.mkdir(parents=True, exist_ok=True)
    for odd in ODD:
        made = odd.make(good)
        path = folder / f"{odd.name}.las"
        path.write_bytes(made if isinstance(made, bytes) else made.encode("latin-1"))
        yield odd, path


def write_special(folder: Path, good: Path) -> Iterator[tuple[OddFile, Path]]:
    """Make what is no regular file, or leads to one, and yield each with its path."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = {
        name: folder / f"{name}.las" for name in ("108_directory", "111_dangling", "112_link", "113_fifo", "114_gone")
    }
    paths["108_directory"].mkdir()
    paths["111_dangling"].symlink_to(folder / "nowhere")
    paths["112_link"].symlink_to(good)
    os.mkfifo(paths["113_fifo"])
    expected = {
        "108_directory": ("REFUSE", "LAS file|directory"),
        "111_dangling": ("REFUSE", "link|no such"),
        "112_link": ("OK", ""),
        "113_fifo": ("REFUSE", "FIFO|regular"),
        "114_gone": ("REFUSE", "no such"),
    }
    for name, (expect, mention) in expected.items():
        yield OddFile(name, expect, mention, str), paths[name]
