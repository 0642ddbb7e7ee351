"""The evaluation's PDF: every well is drawn, equal results give equal bytes."""

import io
from dataclasses import replace

import numpy as np
import pytest
from scipy.special import ndtri

from tests.report.test_overlap import faults
from welllog_mdn.errors import OutputError
from welllog_mdn.field.evaluation import Blind, EvaluationResult
from welllog_mdn.model.training_well import Lost
from welllog_mdn.report.evaluation import evaluation_sheets, render_evaluation, write_evaluation
from welllog_mdn.report.flow import Flow, Paper
from welllog_mdn.report.plot import Axis
from welllog_mdn.report.score_table import score_table
from welllog_mdn.report.sheet import Stroke, Words
from welllog_mdn.scores import LEVELS

pypdf = pytest.importorskip("pypdf", reason="pypdf reads the PDF back: it is in the extra [test]")


def _result(wells=14, baseline=True):
    """Wells of N(90, 10) predicted with a spread of 3 and errors of 3 us/ft."""
    rng = np.random.default_rng(0)
    found = []
    for i in range(wells):
        y = 90 + 10 * rng.standard_normal(300)
        centre = y + 3 * rng.standard_normal(300)
        q = centre + 3 * ndtri(LEVELS)[:, None]
        pit = rng.random(300)
        hole = np.arange(300) < 20
        name = f"W{i} $\\alpha$ _x_" if i == 3 else f"W{i}"
        row, flag = np.arange(300), np.repeat([3, 4, 6], 100)
        found.append(
            Blind(name, 310, row, 1000.0 + row, y, q, np.ones(300), np.ones(300), pit, hole, flag, row >= 10, row < 0)
        )
    more = {"linear": [replace(w, beside=w.q) for w in found]} if baseline else {}
    return EvaluationResult("DTC", "us/ft", "leave-one-well-out", found, more)


def test_the_pdf_names_every_well_and_the_scores():
    """Text of the pages holds each well, the protocol and the share held; two crossplot pages for 14 wells."""
    result = _result()
    pages = pypdf.PdfReader(io.BytesIO(render_evaluation(result, result.wells))).pages
    text = "\n".join(p.extract_text() for p in pages)
    assert len(pages) == 4 and "leave-one-well-out" in text and "P10-P90 holds 79 %" in text.replace("\n", " ")
    assert all(w.well[:3] in text for w in result.wells) and "$\\alpha$" in text


def _settings(wells):
    """Of an evaluation of that many wells in two groups, with a seed and epochs that no other number looks like."""
    names = [f"7/{i}-{i} A" for i in range(wells)]
    splits = [
        {"blind": names[i::2], "training_wells": wells // 2, "inputs": ["GR", "RHOB"], "depth": i == 0, "members": 24}
        for i in range(2)
    ]
    asked = {"members": 12, "components": 7, "epochs": 41, "inputs": None, "exclude": ["DTS"], "depth": None}
    versions = {"welllog_mdn": "9.8.7", "torch": "6.5"}
    reading = {"salvage": True, "fix_units": {"RHOB": "kg/m3"}, "alias": {"GR": ["GAMMA", "G1"]}}
    return {"versions": versions, "seed": 5309, **asked, "device": "cpu", "reading": reading, "splits": splits}


def test_the_pdf_alone_says_what_was_evaluated():
    """Version, seed, network, inputs, what was blind together, and what was left out, on a page of many wells too."""
    excluded = {Lost.DRAWN.reason: 951, Lost.WITHOUT_INPUT.reason: 30}
    wells_lost = {"not used for training: it has no curve of DTC": 3}
    more = {"excluded": excluded, "no_rock": 952, "excluded_wells": wells_lost}
    for wells, protocol in ((4, "train-test"), (4, "leave-one-well-out"), (98, "leave-one-well-out")):
        result = replace(_result(2, False), settings=_settings(wells), protocol=protocol, **more)
        sheets = evaluation_sheets(result, result.wells)
        assert "Settings" in [title for sheet in sheets for title, _ in sheet.sections]
        assert [f for sheet in sheets for f in faults(sheet)] == []
        pages = pypdf.PdfReader(io.BytesIO(render_evaluation(result, result.wells))).pages
        text = " ".join(p.extract_text() for p in pages).replace("\n", " ")
        for said in (
            "salvage; units RHOB: kg/m3; mnemonics GR: GAMMA, G1",
            "Wells not used for training it has no curve of DTC (3 wells)",
        ):
            assert said in text
        assert "left out: " not in text
        for said in ("welllog_mdn 9.8.7", "5309, cpu", "12 members, 7 components, 41 epochs", "GR, RHOB and depth"):
            assert said in text
        assert "never DTS" in text and protocol in text and str(wells // 2) in text
        assert "7/0-0 A, 7/2-2 A" in text and f"7/{wells - 1}-{wells - 1} A" in text
        apart = ("Not learnt from, but scored", "none of them): 952", "Not scored", "no prediction): 30")
        tested = ("Not learnt from", "through casing: 951", "Scored all the same", "none of them): 952")
        for said in tested if protocol == "train-test" else apart:
            assert said in text
    assert render_evaluation(result, result.wells) == render_evaluation(result, result.wells)


def test_samples_of_rock_are_scored_apart_where_others_are():
    """Ten samples of each well are casing, 57 us/ft, which a band about the rock misses by some 33."""
    result = _result(2)
    wells = [replace(w, measured=np.where(w.rock, w.measured, 57.0)) for w in result.wells]
    result = replace(result, wells=wells, baselines={"linear": [replace(w, beside=w.q) for w in wells]})
    record = result.as_json()
    assert record["rock"]["rows"] == record["baselines"]["linear"]["rock"]["rows"] == 580
    assert 2.7 < record["rock"]["rmse"] < 3.3 and record["pooled"]["rmse"] > 6
    text = "\n".join(result.as_text())
    pages = [m.text for s in evaluation_sheets(result, wells) for m in s.marks() if isinstance(m, Words)]
    assert "formation data" in text and text.count("580") == pages.count("580") == 2
    rock = [replace(w, rock=np.ones(300, bool)) for w in wells]
    result = replace(result, wells=rock, baselines={})
    assert result.as_json()["rock"]["rows"] == 600 and "formation data" not in "\n".join(result.as_text())


def test_no_text_of_the_evaluation_lies_upon_another():
    """Forty wells, one with a long name, a single one, and a resistivity leave every page clear."""
    result = _result(40)
    result.wells[7] = replace(result.wells[7], well="a very long name " * 9)
    decades = _result(3)
    wells = [replace(w, measured=10 ** (w.measured / 40), q=10 ** (w.q / 40)) for w in decades.wells]
    decades = EvaluationResult("RDEP", "ohm.m", "train-test", wells, {"linear": wells})
    for one in (result, _result(1, False), decades):
        assert [f for sheet in evaluation_sheets(one, one.wells) for f in faults(sheet)] == []


def test_numbers_of_extreme_wells_find_room():
    """A well met to 0.0001 us/ft, which gives all errors seven decimals, and one of equal values, whose R2 is -1e6."""
    result = _result(3, False)
    close, flat = (w.measured + 1e-4 for w in result.wells[:2])
    result.wells[0] = replace(result.wells[0], q=np.tile(close, (19, 1)))
    result.wells[1] = replace(result.wells[1], measured=90.0 + 0.001 * (flat - 90.0))
    assert [f for sheet in evaluation_sheets(result, result.wells) for f in faults(sheet)] == []


def test_the_crossplots_hold_what_was_missed_by_most():
    """P50 of 150 us/ft where 70 to 110 were measured is drawn, not left off a plot of the measured range."""
    result = _result(2, False)
    result.wells[1] = replace(result.wells[1], q=result.wells[1].q + 60.0)
    dots = [m for m in evaluation_sheets(result, result.wells)[-1].marks() if isinstance(m, Stroke) and m.round]
    assert min(len(m.parts) for m in dots) > 290


def test_wells_of_one_name_have_scores_of_their_own():
    """Two wells called W0, P50 of the second 20 us/ft too high: each crossplot has the errors of its own well."""
    result = _result(2, False)
    result.wells[1] = replace(result.wells[0], q=result.wells[0].q + 20.0)
    words = [m.text for m in evaluation_sheets(result, result.wells)[-1].marks() if isinstance(m, Words)]
    assert [text for text in words if text.startswith("RMSE")] == [
        "RMSE 2.93, bias -0.03, held 82 %",
        "RMSE 20.2, bias 20.0, held 0 %",
    ]


def test_measured_samples_without_a_prediction_are_counted():
    """Of each well's 310 measured samples 300 were predicted, in a well without inputs none: the page and the terminal
    say so, since no score speaks of the others.
    """
    result = _result(2, False)
    none = np.empty(0)
    whole = none.astype(int)
    no = none.astype(bool)
    nothing = Blind("bare", 310, whole, none, none, np.empty((19, 0)), none, none, none, no, whole, no, no)
    result.wells.append(nothing)
    text = " ".join(m.text for m in evaluation_sheets(result, result.wells)[0].marks() if isinstance(m, Words))
    assert "3 blind wells, 600 samples with a prediction, of 930 measured." in text
    assert "600 of 930 measured samples have a prediction" in result.as_text()


def test_wells_whose_long_names_end_apart_stay_apart():
    """Cut after 25 letters, three sidetracks of one well looked like one."""
    names = [f"NORTH SEA BLOCK 15/9 WELL F-11 {letter}" for letter in "ABC"]
    result = _result(3, False)
    wells = [replace(well, well=name) for well, name in zip(result.wells, names, strict=True)]
    lines = replace(result, wells=wells).as_text()[2:5]
    assert [line[:27] for line in lines] == [f"NORTH SEA BL…9 WELL F-11 {letter} " for letter in "ABC"]


def test_resistivities_are_judged_in_decades():
    """P50 ten times too high in every sample, 0.4 to 4000 ohm.m: the errors are one decade, in words, tables, bars."""
    y = np.geomspace(0.4, 4000.0, 300)
    q = y * 10 ** (1.0 + 0.2 * ndtri(LEVELS)[:, None])
    row, one = np.arange(300), np.ones(300)
    well = Blind("W", 300, row, 1000.0 + row, y, q, one, one, y / 4000, y < 1, np.full(300, 3), y > 0, y < 0)
    result = EvaluationResult("RDEP", "ohm.m", "train-test", [well], {"linear": [well]})
    pages = pypdf.PdfReader(io.BytesIO(render_evaluation(result, result.wells))).pages
    text = " ".join(p.extract_text() for p in pages).replace("\n", " ")
    for said in ("by 1.00 decades (root", "Each well [decades]", "P10 to P90 in decades", "pinball loss [decades]"):
        assert said in text
    assert "RMSE 1.00, bias 1.00, held 0 %" in text
    lines = result.as_text()
    assert "1 blind well, 300 samples." in text and lines[0].endswith("train-test, 1 blind well")
    assert lines[-3] == "P10-P90 holds 0 % of the measured values, 0 % in the worst well"
    assert lines[-2] == "of all measured values 100 % lie below P10, 0 % above P90"
    assert "errors, CRPS, pinball and width in decades" in lines[0]
    row = next(line for line in lines if line.startswith("W ")).split()
    assert row[2:5] == ["1.00", "1.00", "1.00"] and row[-4] == "0.51"
    pooled = result.as_json()["pooled"]
    assert pooled["bias"] > 1000 and np.isclose(pooled["bias_decades"], 1.0)
    assert {"rmse_decades", "mae_decades", "width_decades"} <= set(pooled)
    assert "rmse_decades" not in _result(1).as_json()["pooled"]


def _pinball(y, q):
    """Twice the quantile loss at 10, 50 and 90 %, by its definition."""
    miss = y - q[[1, 9, 17]]
    level = np.array([[0.1], [0.5], [0.9]])
    return 2 * np.mean(np.where(miss > 0, level * miss, (level - 1) * miss))


def test_ours_is_compared_with_a_rival_well_by_well_at_the_rival_s_samples():
    """Of four wells a rival answers in the first half of three, 5 us/ft too high in one and with a band of 3 about the
    truth in two: ours is lower in one, by the difference that the definition gives, in JSON, terminal and print.
    """
    ours = _result(4, False)
    half = slice(0, 150)
    rival = []
    for w, shift in zip(ours.wells[:3], (5.0, 0.0, 0.0), strict=False):
        y = w.measured[half]
        per_sample = ("row", "depth_m", "measured", "bad_hole", "flag", "rock", "no_rock")
        cut = {n: getattr(w, n)[half] for n in per_sample}
        q = y + shift + 3 * ndtri(LEVELS)[:, None]
        rival.append(replace(w, **cut, q=q, nll=None, crps=None, pit=None, beside=w.q[:, half]))
    one = replace(ours, baselines={"line": rival})
    found = one.as_json()["baselines"]["line"]["paired_pinball"]
    by_hand = [_pinball(w.measured, w.beside) - _pinball(w.measured, w.q) for w in rival]
    assert (found["wells"], found["ours_lower"], found["unit"]) == (3, 1, "us/ft")
    assert sorted(np.array(by_hand) < 0) == [False, False, True]
    assert np.isclose(found["difference"], np.mean(by_hand))
    assert min(by_hand) <= found["difference_p05"] < found["difference"] < found["difference_p95"] <= max(by_hand)
    lines = one.as_text()
    head = next(i for i, line in enumerate(lines) if line.startswith("pinball of ours against"))
    interval = f"{found['difference_p05']:.2f} to {found['difference_p95']:.2f}"
    assert lines[head + 1].split(maxsplit=4)[:4] == ["line", "1", "of", "3"]
    assert lines[head + 1].endswith(interval) and f"{found['difference']:.2f}" in lines[head + 1]
    text = " ".join(m.text for m in evaluation_sheets(one, one.wells)[0].marks() if isinstance(m, Words))
    assert f"1 of 3 {found['difference']:.2f} {interval}" in text


def test_resistivities_are_compared_with_a_rival_in_decades():
    """A rival whose P50 is ten times too high has a pinball loss that is higher by a tenth of decades, not by ohm.m."""
    y = np.geomspace(0.4, 4000.0, 300)
    band = 0.2 * ndtri(LEVELS)[:, None]
    row, one = np.arange(300), np.ones(300)
    well = Blind("W", 300, row, 1000.0 + row, y, y * 10**band, one, one, y / 4000, y < 1, np.full(300, 3), y > 0, y < 0)
    rival = replace(well, q=10 * well.q, beside=well.q)
    found = EvaluationResult("RDEP", "ohm.m", "train-test", [well], {"line": [rival]}).as_json()["baselines"]["line"]
    by_hand = _pinball(np.log10(y), np.log10(well.q)) - _pinball(np.log10(y), np.log10(rival.q))
    assert np.isclose(found["paired_pinball"]["difference"], by_hand) and found["paired_pinball"]["unit"] == "decades"
    assert found["paired_pinball"]["difference_p05"] is None  # one well: there is nothing to resample


def test_a_one_sided_band_is_seen():
    """P10 to P90 moved down by 2 us/ft: few values lie below it, many above, in JSON, terminal and print."""
    result = _result(2, False)
    result.wells[:] = [replace(w, q=w.q - 2.0) for w in result.wells]
    y = np.concatenate([w.measured for w in result.wells])
    low, high = (np.concatenate([w.q[i] for w in result.wells]) for i in (1, 17))
    below, above = float(np.mean(y < low)), float(np.mean(y > high))
    pooled = result.as_json()["pooled"]
    assert (pooled["below_p10"], pooled["above_p90"]) == (below, above) and 0.01 < below < 0.05 < 0.2 < above
    assert np.isclose(pooled["cover"] + below + above, 1.0)
    said = f"{100 * below:.0f} % lie below P10, {100 * above:.0f} % above P90"
    text = " ".join(m.text for m in evaluation_sheets(result, result.wells)[0].marks() if isinstance(m, Words))
    assert f"of all measured values {said}" in result.as_text() and said in text
    row = next(line for line in result.as_text() if line.startswith("all rows")).split()
    assert row[-3:] == [f"{100 * share:.0f}%" for share in (below, pooled["cover"], above)]


def test_samples_are_scored_by_what_they_were_predicted_from():
    """Errors of 3 us/ft, and 20 more where the flag is 4: only that row of the table has them, and P90 below them."""
    result = _result(3, False)
    for w in result.wells:
        w.q[:, w.flag == 4] -= 20.0
    found = result.as_json()["predicted_from"]
    assert [(name, s["flag"], s["rows"]) for name, s in found.items()] == [
        ("most_inputs", 3, 300),
        ("outside_range", 4, 300),
        ("few_inputs", 6, 300),
    ]
    for s in found.values():
        parts = [(w.measured[w.flag == s["flag"]], w.q[:, w.flag == s["flag"]]) for w in result.wells]
        y, q = np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts], axis=1)
        assert np.isclose(s["rmse"], np.sqrt(np.mean((y - q[9]) ** 2))) and np.isclose(s["pinball"], _pinball(y, q))
        assert s["cover"] == np.mean((y >= q[1]) & (y <= q[17]))
    assert found["outside_range"]["rmse"] > 19 > 4 > found["most_inputs"]["rmse"]
    lines = result.as_text()
    head = next(i for i, line in enumerate(lines) if line.startswith("flag "))
    assert [line.split()[:3] for line in lines[head + 1 : head + 4]] == [
        ["3", "most", "inputs"],
        ["4", "outside", "range"],
        ["6", "few", "inputs"],
    ]
    text = " ".join(m.text for m in evaluation_sheets(result, result.wells)[0].marks() if isinstance(m, Words))
    assert "flag 4: outside range 300" in text


def test_readings_of_a_pad_tool_in_bad_hole_are_told_apart_in_words():
    """A density whose 20 samples in bad hole of 300 lie off the band: the sentence gives both shares; a sonic's is
    silent, since its tool needs no wall.
    """
    sonic = _result(2, False)
    wells = [replace(w, measured=w.measured / 40, q=w.q / 40) for w in sonic.wells]
    for w in wells:
        w.measured[w.bad_hole] -= 2.0
    density = replace(sonic, target="RHOB", unit="g/cm3", wells=wells)
    held = [np.mean(np.concatenate([((w.measured >= w.q[1]) & (w.measured <= w.q[17]))[hole(w)] for w in wells]))
            for hole in (lambda w: ~w.bad_hole, lambda w: w.bad_hole)]  # fmt: skip
    said = f"{100 * held[0]:.0f} % in good hole, 0 % in bad hole, whose 40 readings of a pad tool count as measured"
    assert held[1] == 0 and any(line.startswith(said) for line in density.as_text())
    for one, is_said in ((density, True), (sonic, False)):
        text = " ".join(m.text for m in evaluation_sheets(one, one.wells)[0].marks() if isinstance(m, Words))
        assert (f"It holds {said}" in text) == is_said
    assert not any("in good hole" in line for line in sonic.as_text())


def test_a_table_on_the_terminal_is_as_narrow_as_its_cells():
    """Twenty wells of some 100,000 samples and five rivals fit a terminal of 100 columns; all columns stand below each
    other.
    """
    result = _result(20)
    rivals = ("mean by depth", "linear", "HistGradientBoosting", "lightgbm", "ngboost")
    lines = replace(result, baselines=dict.fromkeys(rivals, result.baselines["linear"])).as_text()
    assert max(map(len, lines)) <= 100
    table = [line for line in lines[1:] if line.endswith("%")]
    assert len({len(line) for line in table}) == 1 and len(table) > 25


def test_a_predictor_of_fewer_rows_is_not_compared_in_silence():
    """A bar of a predictor that answers where there is density only says on how many of the rows it stands."""
    result = _result(3)
    few = [replace(w, nll=None, crps=None, pit=None).at(w.row < 150) for w in result.wells]
    one = EvaluationResult("DTC", "us/ft", "leave-one-well-out", result.wells, {"Gardner": few})
    pages = pypdf.PdfReader(io.BytesIO(render_evaluation(one, one.wells))).pages
    assert "Gardner, on 450 of 900 rows:" in "\n".join(p.extract_text() for p in pages)


def test_equal_results_give_equal_bytes_and_no_baselines_are_needed():
    """No date and no random name gets into the file."""
    one, two = (render_evaluation(r, r.wells) for r in (_result(2, False), _result(2, False)))
    assert one == two


def test_an_existing_report_is_not_overwritten_unasked(tmp_path):
    """Other bytes at the path are an OutputError; with overwrite they are replaced."""
    path = tmp_path / "e.pdf"
    path.write_bytes(b"mine")
    with pytest.raises(OutputError):
        write_evaluation(path, _result(1))
    write_evaluation(path, _result(1), overwrite=True)
    assert path.read_bytes().startswith(b"%PDF")


def test_crossplots_follow_the_comparison_where_there_is_room():
    """Six predictors begin a page; the crossplots of two wells stand below them, not on a page of their own."""
    result = _result(2)
    result = replace(result, baselines={f"predictor {i}": result.wells for i in range(6)})
    assert ["Comparison", "Crossplots"] in [
        [title for title, _ in sheet.sections] for sheet in evaluation_sheets(result, result.wells)
    ]


def test_a_share_that_prints_as_the_limit_is_not_marked():
    """A band that holds 90.4 % prints 90 %, and is not marked as more than 90 %; one of 91 % is. 69.5 % prints 70 %."""

    def marked(held):
        flow = Flow(Paper.of("a4"))
        score_table(flow, "Shares", (("rows", "rows"), ("cover", "held")), [("W1", {"rows": 9, "cover": held})])
        return "◄" in [mark.text for mark in flow.sheet.marks() if isinstance(mark, Words)]

    assert [marked(held) for held in (0.904, 0.91, 0.695, 0.69)] == [False, True, False, True]


def test_a_share_of_a_few_samples_does_not_print_as_none():
    """Two of 900 values below P10 are under 1 %, as on the terminal; none of them are 0 %."""
    result = _result(3, False)
    for well in result.wells:
        well.measured[:] = well.q[9]
    result.wells[0].measured[:2] -= 90.0
    text = " ".join(m.text for m in evaluation_sheets(result, result.wells)[0].marks() if isinstance(m, Words))
    assert "under 1 % lie below P10, 0 % above P90" in text and "<1 %" in text
    assert any(line.startswith("all rows") and " <1% " in line for line in result.as_text())


def test_an_axis_of_counts_has_whole_ticks():
    """Ten epochs are not ticked at 2.5 and 7.5, nor two at 0.5."""
    assert Axis(2.0, 12.0, whole=True).ticks() == [2.0, 4.0, 6.0, 8.0, 10.0, 12.0]
    assert Axis(0.0, 2.0, whole=True).ticks() == [0.0, 1.0, 2.0]
    assert all(t == int(t) for t in Axis(1.0, 12.0, whole=True).ticks())


def test_labels_of_many_decades_keep_apart():
    """Seven decades each have a label, nine do not."""
    assert Axis(0.01, 1e4, log=True).ticks() == [0.01, 0.1, 1.0, 10.0, 100.0, 1e3, 1e4]
    assert Axis(1e-3, 1e5, log=True).ticks() == [1e-3, 0.1, 10.0, 1e3, 1e5]
