"""Statistics on arrays: intervals and tests of shares, odds and ratios over clusters, false discovery, survival.

Here: vectorised closed forms; a missing value is NaN, and so is every result computed from it. Not here: how SQL
calls them (`sql_functions.py`), or intervals by resampling (`resampling.py`).
"""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

# Not scipy.stats, which takes half a second to import.
from scipy import special

Floats = npt.NDArray[np.float64]

CONFIDENCE = 0.95
_UPPER_TAIL = 0.5 + CONFIDENCE / 2
Z = float(special.ndtri(_UPPER_TAIL))
"""The quantile of the normal distribution for an interval at 95 %: 1.95996."""
# A sum of squared residuals below this part of the sum of squares is a rounding error, not a variance.
_ROUNDING = 1e-11


class Interval(NamedTuple):
    """The ends of a 95 % interval."""

    low: Floats
    high: Floats


class ZeroTest(NamedTuple):
    """The 95 % interval of an estimate and the two-sided p of the hypothesis that it is 0."""

    low: Floats
    high: Floats
    p_value: Floats


class OddsRatio(NamedTuple):
    """An odds ratio, its 95 % interval and the two-sided p of the hypothesis that it is 1."""

    ratio: Floats
    low: Floats
    high: Floats
    p_value: Floats


class Ratio(NamedTuple):
    """A ratio of two sums over clusters, its standard error, 95 % interval and the two-sided p of its being 0."""

    estimate: Floats
    error: Floats
    low: Floats
    high: Floats
    p_value: Floats


class Steps(NamedTuple):
    """For each step: how many units are met, of how many clusters they are, and the effective n of their share."""

    n: Floats
    cluster_n: Floats
    effective_n: Floats


class Survival(NamedTuple):
    """A row per day on which any closed: number at risk and closed, share still open, its error and 95 % interval."""

    day_number: Floats
    at_risk_n: Floats
    closed_n: Floats
    survival: Floats
    survival_error: Floats
    survival_low: Floats
    survival_high: Floats


@np.errstate(divide="ignore", invalid="ignore")
def wilson_interval(n: Floats, population_n: Floats) -> Interval:
    """Return Wilson's score interval of n / population_n (Journal of the American Statistical Association 22, 1927).

    The counts may be fractions, as an effective n is. NaN where the population is 0.
    """
    # Not the normal interval of a share: that leaves the range from 0 to 1 and covers too little at small counts.
    population_n = np.where(population_n > 0, population_n, np.nan)
    center = n + Z**2 / 2
    half = Z * np.sqrt(n * (population_n - n) / population_n + Z**2 / 4)
    low, high = ((center + side * half) / (population_n + Z**2) for side in (-1, 1))
    return Interval(np.maximum(low, 0), np.minimum(high, 1))


def t_quantile(df: Floats) -> Floats:
    """Return the 97.5 % quantile of Student's t; NaN below one degree of freedom."""
    return _float(special.stdtrit(np.where(df >= 1, df, np.nan), _UPPER_TAIL))


def normal_test(estimate: Floats, error: Floats) -> ZeroTest:
    """Return interval and p of an estimate by its standard error and the normal distribution; no p at an error of 0."""
    return ZeroTest(estimate - Z * error, estimate + Z * error, _normal_p(_quotient(estimate, error)))


def t_test(estimate: Floats, error: Floats, df: Floats) -> ZeroTest:
    """Return interval and p of an estimate by its standard error and Student's t with `df` degrees of freedom."""
    half = t_quantile(df) * error
    t = _quotient(estimate, error)
    p_value = 2 * special.stdtr(np.where(df >= 1, df, np.nan), -np.abs(t))
    return ZeroTest(estimate - half, estimate + half, _float(p_value))


def odds_ratio(both: Floats, first_only: Floats, second_only: Floats, neither: Floats) -> OddsRatio:
    """Return the odds ratio of two-by-two tables, by the normal approximation of its logarithm (Woolf 1955).

    The arguments are the four cells: units with both properties, with one of the two, and with neither.
    """
    # A half is added to every cell, whether or not one is empty (Haldane 1956, Anscombe 1956): nothing is infinite, and
    # the logarithm has less bias.
    cells = [cell + 0.5 for cell in (both, first_only, second_only, neither)]
    ratio = cells[0] * cells[3] / (cells[1] * cells[2])
    error = np.sqrt(sum(1 / cell for cell in cells))
    return OddsRatio(ratio, ratio * np.exp(-Z * error), ratio * np.exp(Z * error), _normal_p(np.log(ratio) / error))


@np.errstate(divide="ignore", invalid="ignore")
def effective_n(n: Floats, population_n: Floats, cluster_n: Floats, yy: Floats, xy: Floats, xx: Floats) -> Floats:
    """Return how many independent units would give the share n / population_n the variance that it has over clusters.

    Of each cluster, y units out of x have the property; yy, xy and xx are the sums of y * y, x * y and x * x over the
    `cluster_n` clusters. The result is a fraction and never exceeds the population; NaN for fewer than two clusters.
    """
    # The share is a ratio of two sums over clusters. Its variance is that of the linearised ratio,
    # m / (m - 1) * sum((y - share * x)^2) / N^2 over m clusters (Cochran, Sampling Techniques, 1977, chapters 6, 9A).
    # The effective n is the size of the simple random sample with the same variance, at most N, and scaled by quantiles
    # of t for m - 1 and N - 1 degrees of freedom (Korn and Graubard, Survey Methodology 24, 1998). Wilson's interval of
    # it stays between 0 and 1 (Dean and Pagano, Journal of Survey Statistics and Methodology 3, 2015).
    cluster_n = np.where(cluster_n > 1, cluster_n, np.nan)
    # Without residuals every unit counts in full: the floor keeps the quotient finite, and the minimum below gives N.
    residuals = np.maximum(_residual_squares(n / population_n, yy, xy, xx), 1e-9)
    linearised = n * (population_n - n) * (cluster_n - 1) / (cluster_n * residuals)
    # At shares of 0 and 1 clusters cannot show how alike their units are: each counts as if all of its units were one
    # (Kish, Survey Sampling, 1965).
    alike = population_n**2 / np.where(xx > 0, xx, np.nan)
    is_inside = (n > 0) & (n < population_n)
    scale = (t_quantile(population_n - 1) / t_quantile(cluster_n - 1)) ** 2
    return np.where(is_inside, np.minimum(population_n, linearised), alike) * scale


@np.errstate(divide="ignore", invalid="ignore")
def clustered_ratio(cluster_n: Floats, y: Floats, x: Floats, yy: Floats, xy: Floats, xx: Floats) -> Ratio:
    """Return y / x, sums over clusters, with its linearised error and a t test of `cluster_n` - 1 degrees of freedom.

    yy, xy and xx are the sums of y * y, x * y and x * x over the clusters. The error is NaN where there is only one
    cluster, or where the clusters differ by no more than rounding.
    """
    # With y the products and x the squares of a centred regressor this is the slope of a regression with the error of
    # Liang and Zeger (Biometrika 73, 1986), scaled by m / (m - 1).
    estimate = _quotient(y, x)
    residuals = _residual_squares(estimate, yy, xy, xx)
    residuals = np.where((residuals > _ROUNDING * yy) & (cluster_n > 1), residuals, np.nan)
    error = np.sqrt(residuals * cluster_n / (cluster_n - 1)) / x
    return Ratio(estimate, error, *t_test(estimate, error, cluster_n - 1))


def clustered_steps(step: npt.NDArray[Any], cluster: npt.NDArray[Any], steps: int) -> Steps:
    """Return the units met after each of `steps` steps, where each is met at its `step` (from 1; 0 is never).

    `step` and `cluster` have the shape of the units; each array returned that of the steps.
    """
    numbers = np.unique(cluster, return_inverse=True)[1]
    size = np.bincount(numbers).astype(float)
    met = np.zeros_like(size)
    sums = np.empty((steps, 4))
    for place in range(steps):
        # Units met per cluster; the dot products are the sums that `effective_n` takes.
        met += np.bincount(numbers[step == place + 1], minlength=len(size))
        sums[place] = met.sum(), (met > 0).sum(), met @ met, met @ size
    n, cluster_n, yy, xy = sums.T
    total, clusters, xx = (np.full(steps, value) for value in (size.sum(), len(size), size @ size))
    return Steps(n, cluster_n, effective_n(n, total, clusters, yy, xy, xx))


def benjamini_hochberg(p_values: Floats) -> Floats:
    """Return the q of each p of a family: the lowest false-discovery rate at which it is still significant.

    Equal p have equal q. A NaN has none and is not counted in the family. (Benjamini and Hochberg, Journal of the Royal
    Statistical Society B 57, 1995.)
    """
    q_values = np.full(len(p_values), np.nan)
    places = np.flatnonzero(~np.isnan(p_values))
    falling = places[np.argsort(-p_values[places])]
    ranks = np.arange(len(falling), 0, -1)
    # Downwards from the largest p, whose q is itself: no q above that of a larger p, and none above one.
    q_values[falling] = np.minimum.accumulate(p_values[falling] * len(falling) / ranks)
    return q_values


@np.errstate(divide="ignore", invalid="ignore")
def kaplan_meier(entered: Floats, left: Floats, is_closed: npt.NDArray[Any]) -> Survival:
    """Return the share still open after each day on which any unit closed.

    A unit is observed from after day `entered` until day `left`, where it closed or, without `is_closed`, was last
    seen open. Once the last unit at risk has closed the share is 0, without error and interval.
    """
    # Kaplan and Meier (Journal of the American Statistical Association 53, 1958) with delayed entry: postings that were
    # open before they were first seen must not count as at risk on days on which their closing could not be seen. The
    # error is Greenwood's (1926). The interval is computed for log(-log S), where it stays within 0 and 1 (Kalbfleisch
    # and Prentice 1980).
    day, closed = np.unique(left[is_closed.astype(bool)], return_counts=True)
    # Both counts leave out the day itself: who enters on it is not at risk yet, who leaves on it still is.
    at_risk = np.searchsorted(np.sort(entered), day) - np.searchsorted(np.sort(left), day)
    survival = np.cumprod(1 - closed / at_risk)
    greenwood = np.sqrt(np.cumsum(closed / (at_risk * (at_risk - closed))))
    half = Z * greenwood / -np.log(survival)
    bounds = (survival ** np.exp(side * half) for side in (1, -1))
    return Survival(_float(day), _float(at_risk), _float(closed), survival, survival * greenwood, *bounds)


def _residual_squares(ratio: Floats, yy: Floats, xy: Floats, xx: Floats) -> Floats:
    """Return the sum of (y - ratio * x)^2."""
    return yy - 2 * ratio * xy + ratio**2 * xx


def _quotient(numerator: Floats, denominator: Floats) -> Floats:
    """Return the quotient; NaN where the denominator is 0."""
    return numerator / np.where(denominator == 0, np.nan, denominator)


def _normal_p(z: Floats) -> Floats:
    # The lower tail of -|z|: 1 - Phi(|z|) would lose all digits of a small p.
    return _float(2 * special.ndtr(-np.abs(z)))


def _float(values: Any) -> Floats:  # noqa: ANN401 - SciPy's special functions have no types
    return np.asarray(values, dtype=np.float64)
