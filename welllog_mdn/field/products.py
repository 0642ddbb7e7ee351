"""One well's products: a LAS copy with new curves and their provenance, and the report."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from welllog_mdn import __version__
from welllog_mdn.arrays import Bools, Floats, nearest_place
from welllog_mdn.errors import Notice, OutputError, WelllogError, one_line
from welllog_mdn.field.curves import (
    TargetCurves,
    TargetName,
    cumulative,
    new_mnemonics,
    output_unit,
    target_curves,
)
from welllog_mdn.field.reading import all_notices
from welllog_mdn.flags import COUNTED, FLAGS, REPLACED, is_given
from welllog_mdn.logs.kinds import PREDICTION, bare_name, predicted_name, unit_factor
from welllog_mdn.model.prediction import STRETCH
from welllog_mdn.model.rock import not_rock, rock_values
from welllog_mdn.model.verdict import share_without
from welllog_mdn.report.agreement import error_text, unseen_scores
from welllog_mdn.report.appraisal import Appraisal, appraise
from welllog_mdn.report.predicted_log import PredictedLog, Target
from welllog_mdn.report.report import Report, ReportOptions
from welllog_mdn.report.view import intervals, require_inside
from welllog_mdn.system.files import backed_up, real_path, safe_stem, sha256_file
from welllog_mdn.system.locks import lock
from welllog_mdn.wells.las import read_las
from welllog_mdn.wells.splice import check_names, check_once, write_las
from welllog_mdn.wells.steps import local_steps
from welllog_mdn.wells.trusted import STUCK
from welllog_mdn.wells.values import is_null
from welllog_mdn.wells.well import METRES
from welllog_mdn.words import counted, depth_range, some_of, tenths

if TYPE_CHECKING:
    from welllog_mdn.field.options import Writing
    from welllog_mdn.model.log_model import LogModel
    from welllog_mdn.wells.splice import NewCurve
    from welllog_mdn.wells.trusted import TrustedLogs
    from welllog_mdn.wells.well import Well

MOSTLY = 0.9  # share of the predicted samples beside readings, from which these say what the prediction is worth
UNCHECKED = "no other well checked the band: blocks of the training wells themselves stopped and calibrated it"
HEAD = 1 << 20  # bytes of a file in which its ~Parameter section is looked for
_MODEL_MARK = re.compile(rb"^[ \t]*WMDN_(\S+)_MODEL[ \t]*\.", re.MULTILINE)
_DATA = re.compile(rb"^[ \t]*~A", re.MULTILINE | re.IGNORECASE)
_OUR_MARK = re.compile(rb"^[ \t]*WMDN_VERSION[ \t]*\.", re.MULTILINE)  # a mere mention in a remark is none


@dataclass(frozen=True)
class TargetResult:
    """What one target came to in one well."""

    log: PredictedLog
    curves: TargetCurves
    appraisal: Appraisal

    @property
    def predicted(self) -> int:
        """Number of rows with a prediction."""
        return int(self.log.prediction.predicted.sum())


def predict_target(
    logs: TrustedLogs,
    target: TargetName,
    model: LogModel,
    writing: Writing,
    own_trained: bool,
) -> TargetResult:
    """Predict one target in one well.

    Parameters
    ----------
    own_trained : whether a file of the same well trained the model, even if the model does not know this one. Then the
        well's readings also draw the prediction between them, see `Prediction.given`.

    Where the well trained, its measured samples are checked by members that never saw them, if the model can tell them.
    """
    unit, logs = output_unit(logs, target.kind, writing.target_unit), model.as_read(logs)
    prediction = model.predict(logs)
    known = model.known(logs)
    compared = rock_values(logs, target.kind)
    readings = compared if own_trained else None
    check = None
    if known.place is not None and target.kind.name in logs.logs:  # the other rows only bear on what readings draw
        check = model.predict_held_out(logs, None if own_trained else np.isfinite(compared))
    if readings is not None:
        prediction = prediction.given(readings)
    curves = target_curves(logs, prediction, target, writing, unit, model.seed_)
    refilled = None
    if readings is not None and check is not None and _beside(logs.well, readings, is_given(curves.flag)):
        refilled = check.refilled(readings)
    printed, learnt = Target(target.kind, target.curve, unit), own_trained or known.taught
    log = PredictedLog(
        logs, model, prediction, printed, curves.flag, curves.kept, curves.band, check, refilled, own_trained=learnt
    )
    return TargetResult(log, curves, appraise(log))


def _beside(well: Well, readings: Floats, given: Bools) -> bool:
    """Say whether what is predicted for the completed log lies beside readings (n,) of the well, within `STRETCH`."""
    known = np.sort(well.depth_m[np.isfinite(readings) & np.isfinite(well.depth_m)])
    asked = well.depth_m[given & np.isfinite(well.depth_m)]
    if not len(known) or not len(asked):
        return False
    near = np.abs(asked - known[nearest_place(known, asked)]) <= STRETCH
    return bool(near.mean() >= MOSTLY)


def result_notices(logs: TrustedLogs, result: TargetResult) -> list[Notice]:
    """Return what a user must know of one target's prediction, in order."""
    found = [*replaced_curves(logs.well, result.log.target, result.curves.curves), *result.log.model.fit_notices_]
    found += [*result.log.prediction.notices, *_on_drawn_inputs(logs, result)]
    name = result.log.target.name
    if not result.predicted:
        found.append(Notice(name, "no row has the inputs that a prediction needs: nothing was predicted"))
    if not result.log.model.checked_on_other_wells_:
        found.append(Notice(name, f"{UNCHECKED}; the true uncertainty is probably wider than P10-P90"))
    found += _replaced_values(logs, result)
    log = logs.logs.get(result.log.target.kind.name)
    stuck = int((result.curves.kept & ((log.flags & STUCK) > 0)).sum()) if log is not None else 0
    if stuck:
        found.append(Notice(name, f"{stuck} measured values are stuck; {name}_SYN has them as measured", "info"))
    if log is not None and (drawn := not_rock(logs, result.log.target.kind)).any():
        said = f"{counted(int(drawn.sum()), 'measured value')} drawn by hand, interpolated or through casing, not"
        said += f" formation data: in {log.mnemonic} ({_depths(logs.well, drawn)}); not learnt from, not compared"
        kept = int((drawn & result.curves.kept).sum())  # the rest gave way to P50, as in bad hole
        them = "them" if kept == drawn.sum() else f"{kept:,} of them" if kept else "none of them"
        found.append(Notice(name, f"{said} with the prediction; {name}_SYN keeps {them} as measured"))
    return found


def _replaced_values(logs: TrustedLogs, result: TargetResult) -> list[Notice]:
    """Say how many measured values gave way to P50; a warning where none was believed to be of the target at all."""
    name, replaced = result.log.target.name, int((result.curves.flag == REPLACED).sum())
    aside = logs.set_aside.get(result.log.target.kind.name)
    if not replaced:
        return []
    if aside is None:
        why = "range, spike, cycle skip, bad hole"
        text = f"{counted(replaced, 'measured value')} cannot be trusted ({why}); {name}_SYN has P50 there"
        return [Notice(name, text, "info")]
    held = int(aside.sum())
    text = f"none of the file's {counted(held, 'measured value')} of {result.log.target.kind.name} is trusted"
    where = "there" if replaced == held else f"in place of {replaced:,} of them"
    return [Notice(name, f"{text}; {name}_SYN has P50 {where}")]


def _on_drawn_inputs(logs: TrustedLogs, result: TargetResult) -> list[Notice]:
    """Warn of each input that is read in long stretches, or at many predicted depths, where it is no rock."""
    found = []
    for kind, drawn in result.log.drawn_inputs.items():
        said = f"{counted(int(drawn.sum()), 'value')} drawn by hand, interpolated or through casing, not formation data"
        said += f" ({_depths(logs.well, drawn)}), are read as an input; the band may be too narrow there"
        found.append(Notice(logs.logs[kind].mnemonic, said))
    return found


def _depths(well: Well, here: Bools) -> str:
    """Return where samples (n,) lie: the thickest stretches in order of depth, in the unit of the file."""
    order = np.argsort(well.depth, kind="stable")
    depth = well.depth[order]
    found = intervals(depth, here[order], steps=local_steps(depth), join=10.0 / METRES[well.depth_unit])
    chosen = sorted(sorted(found, key=lambda run: run[0] - run[1])[:3])
    shown = ", ".join(depth_range(top, base) for top, base in chosen)
    return f"{shown} {well.depth_unit}" + (f" and {len(found) - 3} more" if len(found) > 3 else "")


@dataclass(kw_only=True)
class TargetRecord:
    """What records say of one target of a well: its unit, the samples of each flag, how far it can be used; as it is,
    of a target that came to nothing.

    `predicted` counts the samples with a prediction, measured ones too; `kept` those at which the completed log holds a
    measured value, also where nothing is predicted beside it. `given_outside`, `given_few` and `given_drawn` count
    those at which it holds a predicted value, in place of a measured one too, with an input outside the training range,
    from few inputs, and with an input drawn by hand, see `drawn_inputs`: a flag tells one of what is so of a sample.
    `band` is its mean width where the completed log is predicted. It, and the errors, are in the unit of the
    curves, or decades as `blind_scores` has them.
    """

    unit: str = ""
    predicted: int = 0
    measured: int = 0  # this and those below by their names in `COUNTED`
    replaced: int = 0
    most_inputs: int = 0
    extrapolated: int = 0
    few_inputs: int = 0
    not_predicted: int = 0
    kept: int = 0
    given_outside: int = 0
    given_few: int = 0
    given_drawn: int = 0
    verdict: str = ""
    finding: str = ""
    band: Mapping[str, Any] = field(default_factory=dict)
    blind: Mapping[str, Any] = field(default_factory=dict)
    refilled: Mapping[str, Any] = field(default_factory=dict)
    misfit: Mapping[str, Any] = field(default_factory=dict)


NO_RECORD: Mapping[str, Any] = MappingProxyType(asdict(TargetRecord()))


def target_record(result: TargetResult) -> TargetRecord:
    """Return what records say of one target of a well."""
    flag, found, prediction = result.curves.flag, result.appraisal, result.log.prediction
    given = is_given(flag)
    return TargetRecord(
        unit=result.curves.unit,
        predicted=result.predicted,
        kept=int(result.curves.kept[np.isfinite(prediction.depth_m)].sum()),
        given_outside=int((given & prediction.extrapolated).sum()),
        given_few=int((given & prediction.few_inputs).sum()),
        given_drawn=int((given & result.log.hand_drawn).sum()),
        verdict=found.verdict.sentence,
        finding=found.verdict.finding.key,
        band={} if found.band is None else _rounded({"width": found.band, "unit": result.log.target.error_unit}),
        blind=blind_scores(result),
        refilled=refilled_scores(result),
        misfit=misfit_scores(result),
        **{name: int((flag == code).sum()) for name, code in COUNTED.items()},
    )


def blind_scores(result: TargetResult) -> dict[str, Any]:
    """Return how the prediction that never saw the well did on its measured samples of rock; {} without any.

    `cover` is the share between P10 and P90, `r2` that of P50; `rmse`, `bias` of P50 and `width` of the band are in
    `unit`: that of the curves, or decades where the target is read on a logarithmic scale.
    `well_trained` says that the well trained the model: these scores are of the members that left it out, not of the
    curves.
    """
    found = _recorded(result.log.target, result.appraisal.own) if result.appraisal.unseen else {}
    return {**found, "well_trained": result.log.own_trained} if found else {}


def refilled_scores(result: TargetResult) -> dict[str, Any]:
    """Return how the well's readings were filled in where stretches of them were hidden, `stretch_m` thick; {} where
    they do not draw the prediction, or much of it lies further from any.
    """
    found = _recorded(result.log.target, result.appraisal.refilled)
    return {"stretch_m": STRETCH, **found} if found else {}


def misfit_scores(result: TargetResult) -> dict[str, Any]:
    """Return the interval that most of the error of `refilled` lies in, or of `blind` where nothing is refilled: `top`
    and `base` in `depth_unit`, the scores of its samples, and those of the others with `elsewhere_`; {} where none
    does.
    """
    found, target = result.appraisal.misfit, result.log.target
    if found is None:
        return {}
    others = _recorded(target, found.elsewhere)
    del others["unit"]
    depths = {"top": found.top, "base": found.base, "depth_unit": result.log.logs.well.depth_unit}
    return {**depths, **_recorded(target, found.inside), **{f"elsewhere_{name}": v for name, v in others.items()}}


def _recorded(target: Target, scores: Mapping[str, Any]) -> dict[str, Any]:
    """Return of scores on the well's own samples what records hold; {} of none."""
    names = ("cover", "rmse", "bias", "r2", "width")
    if not scores["rows"]:
        return {}
    return _rounded({"rows": scores["rows"], "unit": target.error_unit, **{name: scores[name] for name in names}})


def _rounded(scores: Mapping[str, Any]) -> dict[str, Any]:
    """Return scores as records hold them."""
    return {name: float(f"{v:.5g}") if isinstance(v, float) else v for name, v in scores.items()}


def replaced_curves(well: Well, target: Target, curves: Sequence[NewCurve]) -> list[Notice]:
    """Return the warning that curves of the file give way to those of a target, and where their unit changes."""
    units = {bare_name(c.mnemonic).upper(): c.unit for c in well.curves}
    pairs = [(units[c.mnemonic.upper()], c) for c in curves if c.mnemonic.upper() in units]
    if not pairs:
        return []
    text = f"replaced: {', '.join(c.mnemonic for _, c in pairs)}, which the file held"
    moves = {(old, c.unit) for old, c in pairs if unit_factor(target.kind, old) != unit_factor(target.kind, c.unit)}
    text += "".join(f"; unit {old or 'none'} before, {new or 'none'} now" for old, new in sorted(moves))
    return [Notice(target.name, text)]


def provenance(logs: TrustedLogs, results: Sequence[TargetResult], writing: Writing, config: str) -> list[tuple]:
    """Return the items for ~Parameter: what made the new curves, from what, and how far they were checked."""
    items = [
        ("WMDN_VERSION", __version__, "program welllog_mdn, version"),
        ("WMDN_INPUT", f"sha256-{logs.well.sha256}", "checksum of the file that was read"),
        ("WMDN_CONFIG", f"sha256-{config}", "checksum of the options and of everything that trained"),
        ("WMDN_CONVENTION", writing.convention, _convention_text(writing.convention)),
    ]
    if writing.replace_curves:
        number = _next_run(logs.well, results)
        items = [(name + number, value, said) for name, value, said in items]
    for result in results:
        items += _target_items(result)
    if writing.replace_curves:
        said = {item[0] for item in items}
        checks = {f"WMDN_{r.log.target.name}_{check}" for r in results for check in CHECKS}
        items += [(name, "none", "not known of this prediction") for name in logs.well.header if name in checks - said]
    return items


def _next_run(well: Well, results: Sequence[TargetResult]) -> str:
    """Return the number behind the items of a run that replaces curves; none where they are all that was predicted: of
    what other runs made, the items stay.
    """
    others = {found[1] for name in well.header if (found := re.fullmatch(r"WMDN_(.+)_MODEL", name))}
    last = max(_numbered_runs(well), default=1)
    return f"_{last + 1}" if last > 1 or others.difference(r.log.target.name for r in results) else ""


def _numbered_runs(well: Well) -> list[int]:
    """Return the numbers of the runs over what this program had made already."""
    return [int(name[11:]) for name in well.header if re.fullmatch(r"WMDN_INPUT_\d{1,6}", name)]


CHECKS = ("RMSE", "ALONE", "COVER", "WORST")
"""Items of a target that not every model, or well, has: an earlier prediction's do not stay beside another's."""


def _convention_text(convention: str) -> str:
    if convention == "exceedance":
        return "P10 is the high value, 10 % of outcomes are above it"
    return "P10 is the low value, 10 % of outcomes are below it"


def _target_items(result: TargetResult) -> list[tuple]:
    """Return the provenance of one target; each mnemonic carries the target's name."""
    model, name = result.log.model, result.log.target.name
    used = " ".join(f"{kind}={about['mnemonic']}" for kind, about in result.log.prediction.inputs.items())
    trained = f"{counted(len(model.training_wells_), 'well')}, {model.training_rows_} rows"
    check = "held-out wells" if model.checked_on_other_wells_ else UNCHECKED.replace(":", ",")
    own = f"its own samples {'trained' if result.log.own_trained else 'did not train'}"
    own += " and draw P50 between them" * (result.log.prediction.conditioned is not None)
    return [
        (
            f"WMDN_{name}_MODEL",
            f"sha256-{model.sha256_}",
            f"checksum of the model of {result.log.target.kind.name}",
        ),
        (f"WMDN_{name}_SEED", str(model.seed_), "seed of the training"),
        (f"WMDN_{name}_TRAINED", trained, f"what trained, {own}"),
        (f"WMDN_{name}_INPUTS", used, "log kinds and the curves that served"),
        (f"WMDN_{name}_ROWS", f"{result.predicted} of {len(result.log.prediction.depth)}", "rows predicted"),
        (f"WMDN_{name}_CHECK", check, "what checked P10 and P90"),
        *_held_out_items(result),
    ]


def _held_out_items(result: TargetResult) -> list[tuple]:
    """Return how the target was predicted where it was held out of training, in the unit of the new curves."""
    model, name, target = result.log.model, result.log.target.name, result.log.target
    scores, wells = unseen_scores(target, model)
    if scores.get("rmse") is None:
        return []
    what = "samples of held-out wells" if model.checked_on_other_wells_ else "held-out samples of the training wells"
    found = [
        (f"WMDN_{name}_RMSE", f"{error_text(scores['rmse'])} {target.error_unit}", f"RMSE of P50 at {what}"),
        *_alone_item(result, target),
        (f"WMDN_{name}_COVER", f"{tenths(scores['cover'])} percent", f"{what} between P10 and P90, 80 % wanted"),
    ]
    if len(wells) > 1 and scores.get("cover_worst_well") is not None:
        worst = f"{tenths(scores['cover_worst_well'])} percent"
        found.append((f"WMDN_{name}_WORST", worst, "the same share in the well that it is least in"))
    return found


def _alone_item(result: TargetResult, target: Target) -> list[tuple]:
    """Return the error without the logs that the target follows, where they are missing at predicted depths."""
    model = result.log.model
    error, given = model.scores_.get("rmse_without_leader"), is_given(result.curves.flag)
    if error is None or not share_without(model.relatives, given, result.log.prediction.available):
        return []
    alone = f"{error_text(target.error(error))} {target.error_unit}"
    said = f"the same without {' and '.join(model.relatives)}, as at some depths here or all"
    return [(f"WMDN_{result.log.target.name}_ALONE", alone, said)]


def las_name(path: Path, target: TargetName) -> str:
    """Return the name of a well's LAS product.

    >>> from welllog_mdn.logs.kinds import default_table
    >>> las_name(Path("31_6-5.las"), TargetName("dt", default_table().target("DT")))
    '31_6-5_DT.las'
    """
    return f"{safe_stem(path)}_{target.curve}.las"


def _of_ours(path: Path) -> Well | None:
    """Return the well of a LAS file that this program wrote, else None."""
    try:
        well = read_las(path)
    except Exception:  # whatever it is, it is not ours
        return None
    return well if well.written_by_us else None


def is_our_las(path: Path) -> bool:
    """Say whether this program wrote the LAS file at `path`."""
    return _of_ours(path) is not None


def is_foreign(path: Path) -> bool:
    """Say whether a file is a well that this program did not write; of one with its mark the data are not read."""
    try:
        return not has_our_mark(path) and not read_las(path).written_by_us
    except (WelllogError, OSError):  # damaged, or none
        return False


def is_surely_foreign(path: Path) -> bool:
    """Say whether the start of a LAS file shows that this program did not write it: the data follow, and no mark came.
    Where that is not so, or it cannot be read, only reading it whole can tell.
    """
    try:
        start = _start(path)
    except OSError:
        return False
    return _DATA.search(start) is not None and _OUR_MARK.search(start) is None


def has_our_mark(path: Path) -> bool:
    """Say whether the start of a LAS file bears the mark of this program. Raises OSError where it cannot be read."""
    return _OUR_MARK.search(_start(path)) is not None


def logs_predicted(path: Path) -> list[str]:
    """Return the logs that the start of a LAS file says were predicted, as their curves are called; none where this
    program did not write it. Raises OSError where it cannot be read.
    """
    return [name.decode("utf-8", "replace") for name in _MODEL_MARK.findall(_start(path))]


def _start(path: Path) -> bytes:
    """Return the start of a file, in which the marks of this program stand. Raises OSError where it cannot be read."""
    with open(path, "rb") as file:
        return file.read(HEAD)


def is_our_report(path: Path, at_a_glance: bool = False) -> bool:
    """Say whether this program wrote the PDF at `path`; `at_a_glance`: by its end alone."""
    if not path.is_file():
        return False
    from welllog_mdn.report.pdf import is_our_pdf  # loads what draws: only where there is a report

    return is_our_pdf(path, at_a_glance)


def made_by(path: Path, sha256: str, config: str) -> bool:
    """Say whether the LAS file at `path` is what this program made of that input under that configuration."""
    well = _of_ours(path)
    if well is None:
        return False
    last = max(_numbered_runs(well), default=0)
    made = (well.header.get(f"WMDN_{name}" + f"_{last}" * (last > 0)) for name in ("INPUT", "CONFIG"))
    return tuple(made) == (f"sha256-{sha256}", f"sha256-{config}")


def check_curves(well: Well, targets: Sequence[TargetName], writing: Writing) -> None:
    """Raise OutputError where the new curves would not go with what the well has.

    That is so where the well has curves of their names that may not, or cannot, be replaced; curves of an earlier
    prediction that would stay beside them; a NULL that is a value of the flag curve; or an encoding that lacks a letter
    of their names. Raised, too, where the interval to be printed lies outside the well.
    """
    for target in targets:
        check_names(well, new_mnemonics(target, writing), f"name the target {target.kind.name}")
    new = {name for target in targets for name in new_mnemonics(target, writing)}
    there = [c.mnemonic for c in well.curves if bare_name(c.mnemonic).upper() in new]
    ours = [c.mnemonic for c in well.curves if well.written_by_us and c.kind == PREDICTION.name]
    rest = [m for m in ours if bare_name(m).upper() not in new]
    stale = [m for m in rest if predicted_name(bare_name(m)) in {target.curve for target in targets}]
    if there and not writing.replace_curves:
        hint = "--replace-curves replaces them"
        if stale:
            hint += f", but not {_shown(stale)}: ask for these again with --quantiles and --extra"
            hint += ", or predict the file without all of them"
        raise OutputError(f"curves to be written exist already: {_shown(there)}", file=well.file, hint=hint)
    check_once(well, there)
    _check_earlier(well, rest, stale, writing)
    if is_null(np.repeat(FLAGS, 2), well.null).any():
        curves = _shown([f"{target.curve}_FLAG" for target in targets])
        cause = f"NULL is {well.null}, which is a value of the flag curve ({curves})"
        raise OutputError(cause, file=well.file, hint="give the file another NULL, such as -999.25")
    if writing.interval is not None and writing.report:
        require_inside(writing.interval, well.span, well.depth_unit, well.file)


def _check_earlier(well: Well, rest: Sequence[str], stale: Sequence[str], writing: Writing) -> None:
    """Raise OutputError where the copy would say what is not so of curves of an earlier prediction that would stay: the
    `rest`, some of which are `stale` ones of the same target.
    """
    if stale:
        cause = f"curves of an earlier prediction would stay beside the new ones: {_shown(stale)}"
        hint = "ask for them again with --quantiles and --extra, or predict the file without them"
        raise OutputError(cause, file=well.file, hint=hint)
    said = well.header.get("WMDN_CONVENTION", writing.convention)
    if rest and said != writing.convention:  # the header's item would speak of all of them
        cause = f"curves of an earlier prediction follow the {said} convention: {_shown(rest)}"
        hint = f"ask for --p-convention {said}, or predict the file without them"
        raise OutputError(cause, file=well.file, hint=hint)


def _shown(mnemonics: Sequence[str]) -> str:
    """Return the first few mnemonics as a message shows them."""
    return some_of([one_line(m, 40) for m in mnemonics], 6)


def write_products(
    logs: TrustedLogs,
    results: Sequence[TargetResult],
    las: Path,
    pdf: Path | None,
    writing: Writing,
    config: str,
    notices: Sequence[Sequence[Notice]],
) -> list[Path]:
    """Write the report, with the warnings among the `notices` of each target, then the LAS copy (which says that the
    well is done), and return their paths.

    In place, a symbolic link stays one: the file that it leads to is written, its backup beside it.
    """
    las = real_path(las) if writing.in_place and las.is_symlink() else las
    written: list[Path] = []
    curves = [curve for result in results for curve in result.curves.curves]
    with lock(las):
        if pdf is not None:
            written += _write_report(results, pdf, writing, notices)
        if writing.in_place and sha256_file(las) != logs.well.sha256:
            raise OutputError("has changed since it was read", file=las, hint="predict it again")
        with backed_up(las) if writing.in_place else nullcontext():
            items = provenance(logs, results, writing, config)
            overwrite = writing.overwrite or writing.in_place
            write_las(las, logs.well, curves, items, overwrite=overwrite, replace=writing.replace_curves)
    return [las, *written]


def _write_report(
    results: Sequence[TargetResult], pdf: Path, writing: Writing, notices: Sequence[Sequence[Notice]]
) -> list[Path]:
    """Write the report of one well: all targets in one PDF."""
    from welllog_mdn.report.pages import write_reports  # loads what draws: only where there is a report

    reports = [
        Report(
            result.log,
            result.appraisal,
            warnings=[notice for notice in said if notice.severity == "warn"],
            options=report_options(writing),
        )
        for result, said in zip(results, notices, strict=True)
    ]
    return write_reports(pdf, reports, overwrite=writing.overwrite)


def report_options(writing: Writing) -> ReportOptions:
    """Return how reports are printed."""
    return ReportOptions(
        scale=writing.scale,
        interval=writing.interval,
        page=writing.page,
        tops=writing.formation_tops(),
        convention=writing.convention,
        png=writing.png,
        levels=[cumulative(level, writing.convention) for level in writing.levels],
    )


def tops_notices(logs: TrustedLogs, tops: Sequence[tuple[str, float]]) -> list[Notice]:
    """Say which formation tops the log does not reach; many of them may be depths in another unit, hence a warning."""
    (top, base), unit = logs.well.span, logs.well.depth_unit
    outside = [name for name, at in tops if not top <= at <= base]
    if not outside:
        return []
    where = f"{len(outside)} of {len(tops)} not in {depth_range(top, base, unit)}, the unit that they are read in"
    text = f"tops lie outside the log: {where}: {some_of(outside, 5)}"
    return [Notice("", text, "warn" if 2 * len(outside) > len(tops) else "info")]


def notices_of(logs: TrustedLogs, result: TargetResult, writing: Writing) -> list[Notice]:
    """Return everything that is to be said of a well and one target of it, each line once."""
    found = [*all_notices(logs), *result_notices(logs, result)]
    if writing.tops is not None and writing.report:
        found += tops_notices(logs, writing.formation_tops())
    return list(dict.fromkeys(found))
