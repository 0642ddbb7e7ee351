"""Probabilistic log prediction: LAS in, P10/P50/P90 and a PDF out.

The public names are loaded when first used, so that `import welllog_mdn` and the command line's help stay quick.

The rooms, from the ground up; an import goes to a lower one, or stays in its room.

    arrays            what the arrays hold that pass from room to room
    levels            P10, P50, P90, and how wide a normal band is
    errors            what can go wrong, in words that a user can act on; notices
    words             numbers as a reader sees them
    flags             the values of the flag curve, and what each says of a depth
    system/           what the program asks of the machine that it runs on
        pickling      frozen records on their way to another process
        signals       who hears SIGINT and SIGTERM, and how a run ends by them
        processes     which processes are alive, on this host or another
        files         paths and bytes: whole files or none, what may be written where
        locks         one run at a time writes a file
    logs/             what a log is, before any file is opened
        kinds         kinds of logs: their aliases, units, physical ranges
    wells/            a well, from its file and back
        codec         which encodings its text can be in
        scan          the bytes of a LAS file: container, lines, sections, tokens
        reading       what is known of a file while it is read, and how it is refused
        rows          the data section: delimiter, records, cells as numbers
        values        its columns as curves: what is missing
        index         its depth index: unit and order
        las           LAS text to a Well
        text          where everything stands in that text, for a writer
        splice        new curves into that text, all else kept to the byte
        well          a well as read: Well, Curve
        steps         the step along depth, gaps, the thickness of a sample
        line          tests along depth: spikes, cycle skips, stuck tools
        still         logs that do not move: a dead tool, or still rock
        beds          thin beds, which are no spikes
        hole          where the hole is too bad for pad tools
        casing        where logs begin within a casing
        off_depth     logs that show the beds deeper, or shallower, than others do
        unit_fit      which units a log can be in, as its values tell
        quality       what of a curve can be trusted: all those tests, in order
        trusted       what they find: the logs of a well, and why samples are flagged
        identity      which files are of one well, or of a sidetrack of it
        last_well     what was found of the well asked for last, for who needs it again
    mdn/              the mathematics: knows nothing of wells
        mixture       Gaussian mixtures, many at a time
        bounded       the same of a log or its log10, within bounds
        components    where the components of a network start
        network       a backbone with heads of weights, means and spreads
        gradient      the negative log likelihood and its gradient
        quasi_newton  limited-memory BFGS
        training      minimises that likelihood
        trees         boosted trees
        forest        extremely randomised trees
        surface       a quadratic surface
        regression    the point regression that the network reads, of these three
        calibration   held-out values to a calibrated mixture
        coherence     how alike errors are over depth
        kriging       errors known at some depths, carried to those between
        decades       values of logs that are modelled in decades
        seeds         the largest seed of the random numbers
        thinning      fewer rows, evenly spaced
    features          wells to numbers: which logs a model reads, and what it sees of them
    scores            a predictive distribution against what was measured
    score_rows        scores as rows and cells of tables
    model/            learns from wells, says what a log is in another, and what that is worth
        stack         the learner: a regression, then networks that read its answer
        held_out      samples as members predict them that never saw them
        prediction    what a model says of one well: Prediction
        rock          which samples are rock: not drawn by hand, not through casing
        leader        the log that a target follows, predicted where a well lacks it
        training_well where a target can be learnt from, and its folds
        left_out      what of an evaluation's wells did not teach or was not scored
        known_wells   which training well a well is, and which members never saw it
        training_range where a well is unlike those that taught
        remarks       what is said of a well's inputs beside its prediction
        bounds        what a log can physically be
        misfit        where in a well measured values part from the prediction
        modelfile     a fitted model as a file, and back
        log_model     fits on wells, predicts a well: LogModel
        verdict       how far a predicted log can be used
    report/           the PDF of a well, of a whole run, of an evaluation
        style         page sizes, colours, what quantiles are called
        fonts         TrueType subsets
        text          how wide text is, where it is cut and wrapped
        pdf           a small writer of PDF
        sheet         one sheet of paper, in millimetres
        predicted_log a predicted log, its name and its unit in print: PredictedLog, Target
        scales        on which ends a log is drawn: Scale
        view          what is shown of one well, gathered once
        plot          a small plot on a sheet
        flow          pages filled from top to bottom: headings, paragraphs, tables
        tracks        tracks of a log print
        layout        which tracks a well gets, and pages at a true scale
        strip         a whole well of the samples that paper can show, kept in its report
        agreement     how far measured values agree with predictions
        appraisal     what a completed log is worth: verdict, scores, widths
        report        what is reported of one log, and how: Report
        answer        the sentences of page one that support the verdict
        front         page one, drawn
        zones         means between tops, and what is known of them
        score_table   scores, one row for each well or predictor
        evidence      what unseen wells say about the band
        card          the cards of a model and of an evaluation
        pages         the report of one well
        evaluation    the report of blind wells
        field_report  the report of a whole run
    field/            the jobs that a user asks for; they return results, and never print
        options       what a user may ask of a job
        listener      who hears what a job is doing
        threads       how many threads the mathematics may use
        digest        what was found in many wells, in a few lines
        refusals      a fault as the refusal of a well
        aliases       which log a mnemonic means
        reading       LAS files as trusted logs, read as the user asked
        inventory     what files hold, before any run
        same_wells    files of one well among many, and which of them is kept
        training      which wells may train a model, and training on them
        models        a saved model, and what records say of one
        curves        a prediction as curves of a LAS file
        products      one well's products: LAS copy, provenance, report
        predict       wells in, LAS copies and reports out
        earlier       what an earlier run left, and --resume may replace
        field_models  the models of a run over a folder
        worker        what a worker does with a well
        crew          workers: processes, or a Dask cluster
        summary       the table of a batch
        batch         a folder of wells, restartable
        baselines     simpler predictors, to compare with
        splits        which wells train, and which are blind
        score_lines   the scores of blind wells as lines to read
        evaluation    blind wells once they were predicted, and their scores
        evaluate      trains without each blind well, and predicts it
    benchmarks/       problems whose true densities are known
        toys          the two toy problems
        toy_training  learning them
        toy_benchmark scores of that against the truth
        toy_report    figures of it
        demo_wells    a synthetic field; writes wells/
    cli               the command line: parses, calls, prints
    __main__          python -m welllog_mdn
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from welllog_mdn.errors import WelllogError

if TYPE_CHECKING:
    from welllog_mdn.field.evaluate import evaluate
    from welllog_mdn.field.options import Learning, Reading, Writing
    from welllog_mdn.field.predict import WellResult, predict_well
    from welllog_mdn.mdn.mixture import GaussianMixture
    from welllog_mdn.model.log_model import LogModel
    from welllog_mdn.model.prediction import Prediction
    from welllog_mdn.wells.las import read_las
    from welllog_mdn.wells.well import Curve, Well

__version__ = "0.10.17"

_HOME = {
    "read_las": "wells.las",
    "Well": "wells.well",
    "Curve": "wells.well",
    "LogModel": "model.log_model",
    "Prediction": "model.prediction",
    "GaussianMixture": "mdn.mixture",
    "WellResult": "field.predict",
    "predict_well": "field.predict",
    "Reading": "field.options",
    "Learning": "field.options",
    "Writing": "field.options",
    "evaluate": "field.evaluate",
}

__all__ = [
    "Curve",
    "GaussianMixture",
    "Learning",
    "LogModel",
    "Prediction",
    "Reading",
    "Well",
    "WellResult",
    "WelllogError",
    "Writing",
    "evaluate",
    "predict_well",
    "read_las",
]


def __getattr__(name: str) -> Any:
    """Load a public name from its room."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    """Name what is public, loaded or not, so that a notebook completes it."""
    return sorted({*globals(), *__all__})
