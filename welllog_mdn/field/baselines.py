"""What a user could do instead: simple predictors and boosting, on the same wells, inputs and split.

Each baseline learns from features and targets of the training wells and answers with the values of the 19
`LEVELS` (19, n), NaN where its inputs are missing. The features are the model's own (see `features`); boosting sees
exactly what it sees. Targets are on the model's scale: a line through resistivities in ohm.m would be no rival.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec

import numpy as np

from welllog_mdn.arrays import Features, Floats
from welllog_mdn.features import FeaturePlan
from welllog_mdn.logs.kinds import LogKind
from welllog_mdn.mdn.decades import to_decades
from welllog_mdn.mdn.thinning import stride_of
from welllog_mdn.scores import LEVELS

_BIN = 100.0  # metres of a depth bin
_ROWS = 60_000  # most training rows of a boosted baseline: samples are alike over more than the step between them


@dataclass(frozen=True)
class Lesson:
    """What a baseline learns from: features (n, d), target (n,) and depth (n,) in metres; `kind` is the
    target's, on the scale of `scores.to_scale`.
    """

    x: Features
    y: Floats
    depth_m: Floats
    plan: FeaturePlan
    kind: LogKind
    seed: int = 0

    def column(self, x: Features, name: str) -> Floats:
        """Values of an input of the plan."""
        return x[:, self.plan.columns(name).start].astype(np.float64)


Answer = Callable[[Features, Floats], Floats]  # features and depth of a blind well -> (19, n)
Baseline = Callable[[Lesson], Answer]


def available_baselines(kind: LogKind, plan: FeaturePlan) -> dict[str, Baseline]:
    """Baselines that make sense for the target and inputs, and whose packages are installed."""
    found: dict[str, Baseline] = {"mean by depth": mean_by_depth, "linear": linear}
    if kind.name == "DTC" and "RHOB" in plan.inputs:
        found["Gardner"] = gardner
    if kind.name == "DTC" and "RDEP" in plan.inputs:
        found["Faust"] = faust
    found["HistGradientBoosting"] = hist_gradient_boosting
    optional = {"lightgbm": light_gbm, "catboost": cat_boost, "ngboost": ng_boost}
    return found | {name: made for name, made in optional.items() if find_spec(name) is not None}


def _spread(residuals: Floats) -> Floats:
    """Quantiles (19, 1) of training residuals."""
    return np.quantile(residuals, LEVELS)[:, None]


def mean_by_depth(lesson: Lesson) -> Answer:
    """The training wells' quantiles in bins of 100 m; the nearest bin where there is none."""
    cell = np.floor(lesson.depth_m / _BIN)
    cells = np.unique(cell)
    table = np.stack([np.quantile(lesson.y[cell == c], LEVELS) for c in cells], axis=1)

    def answer(x: Features, depth_m: Floats) -> Floats:
        near = np.abs(np.floor(depth_m / _BIN)[:, None] - cells)
        return np.asarray(table[:, near.argmin(axis=1)])

    return answer


def linear(lesson: Lesson) -> Answer:
    """Ordinary least squares on the inputs' values, means for missing ones, and masks."""
    columns = np.r_[np.arange(int(lesson.plan.use_depth)), lesson.plan.value_columns()]
    mean = _means(lesson.x[:, columns])

    def design(x: Features) -> Floats:
        part = x[:, columns].astype(np.float64)
        there = np.isfinite(part)
        return np.column_stack([np.where(there, part, mean), there, np.ones(len(x))])

    weights = np.linalg.lstsq(design(lesson.x), lesson.y, rcond=None)[0]
    spread = _spread(lesson.y - design(lesson.x) @ weights)
    return lambda x, depth_m: (design(x) @ weights)[None] + spread


def gardner(lesson: Lesson) -> Answer:
    """Density to slowness, DTC = a RHOB^b, fitted in logarithms (Gardner, Gardner and Gregory 1974)."""
    return _power_law(lesson, lambda x, depth_m: lesson.column(x, "RHOB"), log10=False)


def faust(lesson: Lesson) -> Answer:
    """Resistivity and depth to slowness, DTC = a (Z R)^b, fitted in logarithms (Faust 1953: b = -1/6)."""

    def product(x: Features, depth_m: Floats) -> Floats:
        return np.asarray(np.log10(np.maximum(depth_m, 1.0)) + lesson.column(x, "RDEP"))

    return _power_law(lesson, product, log10=True)


def _power_law(lesson: Lesson, reads: Callable[[Features, Floats], Floats], *, log10: bool) -> Answer:
    """Fit log y = a + b log(value); `reads` gives the value, or its logarithm where `log10`."""

    def logs(x: Features, depth_m: Floats) -> Floats:
        value = reads(x, depth_m)
        return value if log10 else to_decades(value)

    v = logs(lesson.x, lesson.depth_m)
    there = np.isfinite(v)
    if len(np.unique(v[there])) < 2:  # the input was not run beside the target, or is one value: no law to fit
        return lambda x, depth_m: np.full((len(LEVELS), len(x)), np.nan)
    slope, start = np.polyfit(v[there], np.log10(lesson.y[there]), 1)
    spread = _spread(np.log10(lesson.y[there]) - (start + slope * v[there]))
    return lambda x, depth_m: 10.0 ** ((start + slope * logs(x, depth_m))[None] + spread)


def _thinned(lesson: Lesson) -> tuple[Features, Floats]:
    """At most `_ROWS` evenly spaced rows."""
    stride = stride_of(len(lesson.y), _ROWS)
    return lesson.x[::stride], lesson.y[::stride]


def _means(x: Features) -> Floats:
    """Return the mean of each input (d,) in training, 0 of one that was never there."""
    return np.array([np.nanmean(c) if np.isfinite(c).any() else 0.0 for c in x.T])


def hist_gradient_boosting(lesson: Lesson) -> Answer:
    """scikit-learn's boosted trees, one quantile loss for each level."""
    from sklearn.ensemble import HistGradientBoostingRegressor as Boosting

    x, y = _thinned(lesson)
    known = np.isfinite(x).any(axis=0)
    models = [
        Boosting(loss="quantile", quantile=q, early_stopping=False, random_state=lesson.seed).fit(x[:, known], y)
        for q in LEVELS
    ]
    return lambda x, depth_m: np.sort(np.stack([m.predict(x[:, known]) for m in models]), axis=0)


def light_gbm(lesson: Lesson) -> Answer:
    """LightGBM, one quantile loss for each level; an input that training never lacked is set to its mean where it is
    missing, since LightGBM knows a missing value only where it has met one, and reads it as zero elsewhere.
    """
    import lightgbm

    x, y = _thinned(lesson)
    mean = np.where(np.isfinite(x).all(axis=0), _means(x), np.nan)
    models = [
        lightgbm.LGBMRegressor(
            objective="quantile", alpha=q, random_state=lesson.seed, verbose=-1, n_jobs=1, deterministic=True
        ).fit(x, y)
        for q in LEVELS
    ]

    def answer(x: Features, depth_m: Floats) -> Floats:
        filled = np.where(np.isfinite(x), x, mean)
        return np.sort(np.stack([np.asarray(m.booster_.predict(filled)) for m in models]), axis=0)

    return answer


def cat_boost(lesson: Lesson) -> Answer:
    """CatBoost, all levels in one model."""
    import catboost

    x, y = _thinned(lesson)
    loss = "MultiQuantile:alpha=" + ",".join(f"{q:g}" for q in LEVELS)
    model = catboost.CatBoostRegressor(
        loss_function=loss, random_seed=lesson.seed, verbose=False, allow_writing_files=False, thread_count=1
    ).fit(x, y)
    return lambda x, depth_m: np.sort(np.asarray(model.predict(x)).T, axis=0)


def ng_boost(lesson: Lesson) -> Answer:
    """NGBoost: a normal distribution at each depth; missing inputs are set to the training mean."""
    import ngboost
    from scipy.special import ndtri

    x, y = _thinned(lesson)
    mean = _means(x)
    model = ngboost.NGBRegressor(random_state=lesson.seed, verbose=False).fit(np.where(np.isfinite(x), x, mean), y)

    def answer(x: Features, depth_m: Floats) -> Floats:
        normal = model.pred_dist(np.where(np.isfinite(x), x, mean)).params
        return np.asarray(normal["loc"][None] + ndtri(LEVELS)[:, None] * normal["scale"][None])

    return answer
