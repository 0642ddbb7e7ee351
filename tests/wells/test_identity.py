"""Which files are of one well, and which are its sidetracks."""

import re
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from small_field import jagged_sonic, write_well

from welllog_mdn.field.same_wells import WellLookup
from welllog_mdn.wells.identity import (
    Name,
    identity,
    in_lease,
    name_of,
    one_well,
    repeats,
    same_well,
    share_stretch,
    well_groups,
)
from welllog_mdn.wells.las import read_las
from welllog_mdn.wells.quality import trusted_logs
from welllog_mdn.wells.well import Well


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("31/5-4 S",), ("31/5-4",)),
        (("16/1-6 A Verdandi",), ("16_1-6", "16/1-6")),
        (("25/11-19 S  Balder",), ("25/11-19",)),
        (("NO 25/11-19 S",), ("25/11-19",)),
        (("15/9-F-11 A",), ("15/9-F-11",)),
        (("211/18-A5",), ("211/18-A5 Z",)),
        (("WELL 7 ST2",), ("WELL 7",)),
        (("WELL-7_ST 2",), ("WELL 7",)),
        (("WELL 7", "4250120130"), ("WELL 7 ST2", "425012013001")),
        (("A", "42-501-20130-00-00"), ("B", "42501201300100")),
        (("A", "100/05-13-055-17W4/00"), ("B", "100/05-13-055-17W4/02")),
        (("A", "100051305517W400"), ("B", "100/05-13-055-17W4/02")),
        (("100051305517W400",), ("100/05-13-055-17W4/02",)),
        (("A", "200/D-096-H/094-A-15/00"), ("B", "200/d-096-H/094-A-15/02")),
        (("31/6-5",), ("31_6-5",)),
        (("NO_15/9-19_SR",), ("NO 15/9-19 A",)),
        (("15_9-F-1_C",), ("NO 15/9-F-1 B",)),
        (("15_9-13",), ("15/9-13 Sleipner East Appr",)),
        (("PAD_3_A",), ("PAD 3 B",)),
        (("SMITH 1H ST01",), ("SMITH 1H",)),
        (("ALPHA ST1",), ("ALPHA",)),
        (("WELL-A ST2",), ("WELL-A ST1",)),
        (("WELL-7 Sidetrack 1",), ("WELL 7",)),
        (("WELL-7 S/T 1",), ("WELL 7",)),
        (("WELL-7 (ST1)",), ("WELL 7",)),
        (("WELL-7 ST#1",), ("WELL 7",)),
        (("WELL-7 STRK",), ("WELL 7",)),
        (("WELL-7 BYPASS",), ("WELL 7",)),
        (("WELL-7 RE-DRILL 2",), ("WELL 7",)),
        (("WELL 1 SDTK",), ("WELL 1",)),
        (("WELL-7-T2",), ("WELL 7",)),
        (("WELL-7T2A",), ("WELL 7",)),
        (("A", "0007"), ("B", "0007")),
        (("A", "0007"), ("A", "")),
        (("", "", "F-3"), ("F-3",)),
        (("16/07b-20",), ("16/7b-20Z",)),
        (("A", "015/09-07"), ("15_9-7",)),
        (("25 11 1",), ("25-11-1 ST2",)),
        (("A003ST00BP00",), ("A003ST01BP00",)),
        (("A003",), ("A003ST01BP00",)),
        (("A-3 ST1",), ("A-3 ST2BP1",)),
        (("OCS-G 1234 A-3",), ("OCS-G 1234 A-3 ST01BP01",)),
        (("WELL-7",), ("WELL-7 ST1 BP1",)),
        (("WELL-7",), ("WELL-7 ST No.1",)),
        (("WELL-7",), ("WELL-7 S.T.1",)),
        (("WELL-7",), ("WELL-7 side track no 2",)),
        (("F03-05",), ("F03-05-S1",)),
        (("F03-05-S1",), ("F03-05-S02",)),
        (("F03-05-A",), ("F03-05-A-S1",)),
        (("L05-FA-101",), ("L05-FA-101-S1",)),
        (("K09AB-A-05",), ("K09AB-A-05-S1",)),
        (("HAG-GT-02",), ("HAG-GT-02-S2",)),
        (("A-3", "4250120001"), ("A-3 ST. 1", "4250120002")),
        (("A-3", "4250120001"), ("A-3 ST.No.1", "4250120002")),
        (("A-3", "4250120001"), ("A-3/ST1", "4250120002")),
        (("A-3", "4250120001"), ("A-3 STK1", "4250120002")),
        (("A-3", "4250120001"), ("A-3 BP1", "4250120002")),
        (("A003", "4250120001"), ("A003BP01", "4250120002")),
        (("SMITH 1H", "4250120001"), ("SMITH 1HST1", "4250120002")),
        (("WANDOO-01",), ("Wandoo-1 ST1",)),
        (("SMITH 01",), ("SMITH 1",)),
    ],
)
def test_a_well_and_its_sidetrack_are_one(one, other):
    """By their numbers; or by their names, where one is a sidetrack or says no number."""
    assert one_well(Name.of(*one), Name.of(*other)) and one_well(Name.of(*other), Name.of(*one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("31/2-1",), ("31/2-10",)),
        (("15_9-F-1",), ("15_9-F-11_A",)),
        (("SMITH 1 WEST",), ("SMITH 1 EAST",)),
        (("JOHNSON ST",), ("JOHNSON",)),
        (("BLOCK T1",), ("BLOCK T2",)),
        (("Северная-12",), ("Южная-12",)),
        (("塔中12",), ("轮南12",)),
        (("15/9-F-11",), ("15/9-F-1",)),
        (("SPWLA-A",), ("SPWLA-B",)),
        (("A", "100/05-13-055-17W4/00"), ("B", "100/05-13-022-03W4/00")),
        (("A", "GW12345"), ("B", "GW12367")),
        (("A", "WAPIMS00012345"), ("B", "WAPIMS00012399")),
        (("A", "4.25E+13"), ("B", "4.25E+13")),
        (("4.25e+13", "", "F-3"), ("4.25e+13", "", "F-4")),
        (("SMITH 1", "4250120130"), ("SMITH 1", "4250199999")),
        (("PAD 1 A", "4250120130"), ("PAD 1 B", "4250199999")),
        (("A", "UNKNOWN"), ("B", "UNKNOWN")),
        (("A", "0"), ("B", "0")),
        (("A", "1234567890"), ("B", "1234567890")),
        (("A", "100/12-34-012-34W5/00"), ("B", "100123401234W500")),
        (("A", "00-000-00000-00"), ("B", "00-000-00000-00")),
        (("XXXXX", "", "F-3"), ("XXXXX", "", "F-4")),
        (("XXXX", "", "F-3"), ("XXXX", "", "F-4")),
        (("UNKNOWN", "", "F-3"), ("UNKNOWN", "", "F-4")),
        (("", "", ""), ("", "", "")),
        (("25/11-1",), ("25/1-11",)),
        (("2/11-1",), ("21/1-1",)),
        (("34/10-1",), ("34/1-01",)),
        (("A", "1-2-34"), ("B", "12-3-4")),
        (("A-1-1 ST2",), ("A-11",)),
        (("A003ST01BP00",), ("A030ST01BP00",)),
        (("A-3 ST1BP1",), ("A-4 ST1BP1",)),
        (("A-03 ST1",), ("A-30",)),
        (("1-01 ST1",), ("10-1",)),
        (("ST-1",), ("ST-2",)),
        (("ST01BP00",), ("ST02BP00",)),
        (("BLOCK 7-S1",), ("BLOCK 7-S2",)),
        (("P-12-S1", "4250120001"), ("P-12-S2", "4250120002")),
        (("UNIT 12-34-S1", "4250120001"), ("UNIT 12-34-S2", "4250120002")),
        (("LOT-15-S2",), ("LOT-15-S3",)),
        (("OHIO ST NO 1", "3002500001"), ("OHIO ST NO 2", "3002500077")),
        (("MAIN ST. 1",), ("MAIN ST. 2",)),
        (("SMITH S.T. 1",), ("SMITH S.T. 2",)),
        (("SMITH NO 1",), ("SMITH NO 2",)),
        (("SMITH 01", "4250120130"), ("SMITH 1", "4250199999")),
    ],
)
def test_other_wells_stay_apart(one, other):
    """A placeholder names nobody; one name with two numbers is two wells."""
    assert not one_well(Name.of(*one), Name.of(*other))


@pytest.mark.parametrize(
    "uwi",
    ["TO BE ASSIGNED", "NO UWI", "Tight hole", "UWI/API", "API NO", "ждёт", "12345", "0123456789", "12345678901234"]
    + ["000000000000", "100/00-00-000-00W0/0", "100/00-00-000-00W4/00", "12-345-67890"]
    + ["123-456-789", "UWI 0000", "NO 0000", "W00000000", "TBD1"],
)
def test_a_uwi_to_be_filled_in_names_nobody(uwi, tmp_path):
    """In words, of noughts or counted; neither in a header, nor where the well has no name but that."""
    files = [write_well(tmp_path / f"W{seed}.las", seed, uwi=uwi) for seed in range(2)]
    named = [read_las(file) for file in files]
    for file in files:
        file.write_text(file.read_text("utf-8").replace(f"WELL. {file.stem}", "WELL."), "utf-8")
    nameless = [read_las(file) for file in files]
    assert identity(uwi) == "" and [w.name for w in nameless] == ["W0", "W1"]
    assert not one_well(*map(name_of, named)) and not one_well(*map(name_of, nameless))
    assert not same_well(*map(trusted_logs, named))


def test_a_chain_of_names_is_one_group():
    """A well, its sidetrack under another number, and that number again under another name; a stranger stays out."""
    names = [Name.of("X 1", "NO-111"), Name.of("X 1 ST1", "NO-222"), Name.of("Y", "NO-333"), Name.of("Z", "NO-222")]
    assert well_groups(names).tolist() == [0, 0, 1, 0]


@pytest.mark.parametrize("item", ["LEAS", "LEASE"])
def test_a_number_is_the_name_of_a_well_in_its_lease_alone(item):
    """Every lease of a county has its well 2; without an API number all of them were one well."""
    berry, smith, again = (
        name_of(Well(number, np.empty(0), (), header={item: lease}))
        for number, lease in (("2", "BERRY"), ("2", "Smith"), ("#2", "Berry"))
    )
    assert well_groups([berry, smith, again]).tolist() == [0, 1, 0]


@pytest.mark.parametrize(
    ("number", "lease", "name"),
    [
        ("1", "HAVERKAMP 'A'", "HAVERKAMP 'A' 1"),
        ("1-28", "SMITH", "SMITH 1-28"),
        ("#2", "SMITH", "SMITH #2"),
        ("1", "", "1"),
        ("1", "UNKNOWN", "1"),
        ("SMITH 1", "SMITH", "SMITH 1"),
        ("16/2-4", "PL 001", "16/2-4"),
        ("1", "60321", "60321 1"),
        ("60321-1", "60321", "60321-1"),
        ("60321 1", "60321 #1", "60321 1"),
        ("603211", "60321", "60321 603211"),
        ("1", "SMITH #1", "SMITH 1"),
        ("#01", "SMITH #1", "SMITH #01"),
        ("2", "SMITH #1", "SMITH #1 2"),
        *(("1", lease, "1") for lease in ("LEASE NAME", "LEASE", "No lease", "NONE", "N/A")),
    ],
)
def test_a_number_is_shown_with_its_lease(tmp_path, number, lease, name):
    """All wells of the Kansas survey were called 1; the number of an offshore block is a name."""
    write_well(tmp_path / "a.las", 60)
    text = (tmp_path / "a.las").read_text("utf-8")
    text = re.sub(r"(?m)^WELL\..*", f"WELL. {number} : Well Name\nLEAS. {lease} : Lease Name", text)
    (tmp_path / "a.las").write_text(text, "utf-8")
    well = read_las(tmp_path / "a.las")
    assert well.name == name
    assert one_well(name_of(well), name_of(replace(well, name=number)))


def test_the_number_of_a_lease_stands_once_in_a_well_s_name():
    """`WELL. 1` of lease 60321 is 60321-1, with its lease beside it or without; it became 60321 60321 1."""

    def named(name, **header):
        return name_of(Well(in_lease(name, header), np.empty(0), (), header=header))

    bare = named("60321-1")
    for name in (named("1", LEAS="60321"), named("60321-1", LEAS="60321"), named("60321 1", LEAS="60321")):
        assert one_well(name, bare) and not one_well(name, named("2", LEAS="60321"))
    assert one_well(named("1", LEAS="SMITH #1"), named("SMITH 1"))


def test_an_identity_has_no_needless_punctuation():
    """But it tells block 25/11 from block 25/1; and a placeholder, or hardly any text, is none."""
    assert identity("31/5-4 s") == identity("31_5-4S") != identity("31/54-S")
    assert identity("25/11-1") != identity("25/1-11") and identity("1-2-34") != identity("12-3-4")
    assert identity("42-501-20130") == identity("4250120130 0000") == identity("42-501-20130-00") == "4250120130"
    assert identity("42-501-20130-01-00") == "42501201300100" and identity("11-111-11111") == ""
    assert identity("A12") == "" and identity("A123") == "A123" and Name.of("XXX").plain == "XXX"
    assert identity("1000") and identity("12346") and identity("100/01-00-000-00W4/00") and identity("BSS000ABCD")
    assert identity("123-45678") and identity("API 12345") and identity("W0000001") and identity("WELL-1")
    assert identity("unknown") == identity("-999.25") == identity("7") == identity("4.25E+13") == ""
    assert identity("Not given") == identity("CONFIDENTIAL") == identity("-999.2500") == identity("-9999.00") == ""


Z = 1000.0 + 0.5 * np.arange(600)
sonic = partial(jagged_sonic, n=len(Z))


def well(sonic, **other):
    """A well of a sonic, and of other logs, without a name."""
    return trusted_logs(Well.from_arrays("", Z, {"DTC": (sonic, "us/ft"), **other}))


@pytest.mark.parametrize(("share", "same"), [(1.0, True), (0.5, True), (0.35, True), (0.2, False), (0.0, False)])
def test_a_sidetrack_that_was_joined_to_the_upper_part_of_a_well_is_known_by_it(share, same):
    """By a third of the values and more; wells of a platform may share one surface hole."""
    one, joined = well(sonic(1)), well(np.where(np.arange(600) < 600 * share, sonic(1), sonic(2)))
    assert same_well(one, joined) == same_well(joined, one) == same


def test_values_that_were_edited_here_and_there_are_a_copy():
    """Every hundredth of the upper half, and nothing below is the well's."""
    edited = np.where(np.arange(600) % 100 == 0, 90.0, sonic(1))
    assert same_well(well(sonic(1)), well(np.where(Z < 1150, edited, sonic(2))))


@pytest.mark.parametrize(("every", "same"), [(25, True), (10, False)])
def test_a_copy_may_have_been_edited_in_a_twentieth_of_its_values(every, same):
    """At each 25th sample, so that no fifty in a row agree; in a tenth of them it is no copy."""
    edited = np.where(np.arange(600) % every == 0, 70.0 + np.arange(600) / 30, sonic(1))
    assert same_well(well(sonic(1)), well(edited)) == same


@pytest.mark.parametrize(("count", "same"), [(50, True), (49, False)])
def test_fifty_samples_at_the_same_depths_prove_that_two_files_are_of_one_well(count, same):
    """Whether the other file is as short or goes on."""
    some = slice(100, 100 + count)
    whole, short, again = (copy_at(Z[rows], sonic(1)[rows]) for rows in (slice(None), some, some))
    assert same_well(whole, short) == same_well(short, again) == same


def test_one_gradient_of_temperature_does_not_make_one_well_of_two():
    """Computed for a whole field, it has the same value at the same depth in every well."""
    gradient = (30 + 0.03 * (Z - 1000), "degC")
    assert not same_well(well(sonic(1), TEMP=gradient), well(sonic(2), TEMP=gradient))


def test_a_short_excerpt_of_a_smooth_log_is_known():
    """Sixty samples, over which an induction log goes up and down six times."""
    smooth = 100 + 10 * np.sin(np.arange(600) * np.pi / 10) * np.arange(600) / 600
    assert same_well(well(smooth), well(np.where(np.abs(np.arange(600) - 330) <= 30, smooth, np.nan)))


def copy_at(depth, values):
    """A well of one sonic at some depths, without a name."""
    return trusted_logs(Well.from_arrays("", depth, {"DTC": (values, "us/ft")}))


@pytest.mark.parametrize("shift", [0.1, -0.1524, 3.0, 250.0])
@pytest.mark.parametrize("part", [slice(None), slice(100, 300), slice(None, None, -1)])
def test_a_copy_is_known_at_other_depths(shift, part):
    """From another datum or by a depth match; also a part of it, upside down, from us/m, without the last decimal."""
    fine = sonic(1) + 0.04 * np.sin(np.arange(600))
    copy = copy_at(Z[part] + shift, np.round(fine[part] / 0.3048, 2) * 0.3048)
    other = copy_at(Z[part] + shift, sonic(2)[part])
    assert same_well(copy_at(Z, fine), copy) and same_well(copy, copy_at(Z, fine))
    assert not same_well(copy_at(Z, fine), other)
    assert list(WellLookup([copy_at(Z, fine), other]).same(copy_at(Z[part] - 9, fine[part])))


@pytest.mark.parametrize("shift", [0.0, 3.0])
@pytest.mark.parametrize("share", [0.2, 0.3])
def test_a_rough_surface_hole_that_two_wells_share_does_not_make_them_one(shift, share):
    """Counted in samples, not in turns: below, sand and shale of a metre or more leave few."""
    upper, beds = np.arange(600) < 600 * share, np.random.default_rng(3).normal(90, 9, (2, 100))
    one, other = (np.where(upper, sonic(1), np.repeat(bed, 6)) for bed in beds)
    assert not same_well(copy_at(Z, one), copy_at(Z + shift, other))


@pytest.mark.parametrize(
    "values",
    [
        np.full(600, 90.0),
        np.round(60 + 0.1 * np.arange(600), 1),
        90.0 + np.arange(600) // 7 % 2,
        90.0 + np.arange(600) % 9,
    ],
)
def test_what_many_wells_share_at_other_depths_is_no_copy(values):
    """A log that stands still, is a straight line, flips between two values or repeats a few."""
    assert not same_well(copy_at(Z, values), copy_at(Z + 100.25, values))


@pytest.mark.parametrize(("shared", "taught", "same"), [
    (slice(0, 300), "DTC", True), (slice(300, 600), "DTC", False), (slice(0, 300), "DTS", False),
])  # fmt: skip
def test_a_stretch_of_rock_counts_where_both_files_have_a_log_that_is_taught(shared, taught, same):
    """A gamma ray of 300 samples is copied, where the second file has a sonic or where it has none; other values."""
    gr, of = 60 + sonic(3), np.arange(600)
    here = np.isin(of, of[shared])
    one = well(sonic(1), GR=(gr, "gAPI"))
    other = well(np.where(of < 300, sonic(2), np.nan), GR=(np.where(here, gr, 60 + sonic(4)), "gAPI"))
    assert share_stretch(one, other, [taught]) == share_stretch(other, one, [taught]) == same


def test_a_copy_repeats_a_file_in_which_a_row_stands_twice():
    """Each of the two rows has its own in the copy; of a row more there the first and second are not the same."""
    twice, thrice = (np.r_[np.arange(600), [599] * more] for more in (1, 2))
    one, more = (copy_at(Z[rows], sonic(1)[rows]) for rows in (twice, thrice))
    assert repeats(one, one) and repeats(one, more) and not repeats(more, one)
    assert same_well(one, more)
    richer = well(sonic(1), GR=(60 + sonic(2), "gAPI"))
    assert repeats(well(sonic(1)), richer) and not repeats(richer, well(sonic(1)))
    assert same_well(richer, well(sonic(1))) and not same_well(richer, well(sonic(4)))
