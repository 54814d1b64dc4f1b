"""Statistics held to SciPy, or to their definitions written out, and the same again as SQL calls them.

Here: `transform/statistics.py`, its functions in DuckDB, and `macros/statistics.sql` as it is. Not here: which tables
carry them, which the unit tests beside the models and the invariants hold.
"""

import warnings
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment
from scipy import stats

from orchestration.transform import statistics
from orchestration.transform.sql_functions import BY_ROW, Plugin

pytestmark = pytest.mark.unit

MACROS = Path(__file__).parents[2] / "dbt_project" / "macros"
TABLES = [(0, 7, 5, 20), (28, 2, 3, 400), (1, 1, 1, 1), (90, 10, 30, 70), (0, 0, 0, 12)]
COUNTS = st.tuples(st.integers(0, 2_000), st.integers(1, 2_000)).map(sorted)
P_VALUES = st.lists(st.floats(0, 1) | st.sampled_from([0.0, 0.01, 0.05, 1.0]), min_size=1, max_size=40)


@pytest.fixture(scope="module")
def connection():
    with duckdb.connect() as database:
        Plugin("test", {}).configure_connection(database)
        yield database


@pytest.fixture(scope="module")
def macros():
    return Environment().from_string((MACROS / "statistics.sql").read_text(encoding="utf-8")).module


def _floats(*values):
    return [np.array([value], dtype=float) for value in values]


def _clusters(seed, cluster_n, share):
    """Counts of clusters of very different sizes whose units resemble each other: hits and sizes."""
    random = np.random.default_rng(seed)
    sizes = random.geometric(0.3, cluster_n)
    return random.binomial(sizes, random.beta(share, 1 - share, cluster_n)), sizes


def _sums(hits, sizes):
    return float(hits @ hits), float(hits @ sizes), float(sizes @ sizes)


def _effective(hits, sizes):
    return statistics.effective_n(*_floats(hits.sum(), sizes.sum(), len(sizes), *_sums(hits, sizes)))[0]


@given(COUNTS)
def test_wilson_is_scipy_s(counts):
    n, population_n = counts
    expected = stats.binomtest(n, population_n).proportion_ci(method="wilson")
    low, high = statistics.wilson_interval(*_floats(n, population_n))
    assert (low[0], high[0]) == pytest.approx((expected.low, expected.high), abs=1e-12)


@pytest.mark.parametrize(("n", "population_n"), [(0, 0), (np.nan, 10), (3, np.nan)])
def test_wilson_of_what_is_not_there_is_nothing(n, population_n):
    assert np.isnan(statistics.wilson_interval(*_floats(n, population_n))).all()


def test_quantiles_of_t_are_scipy_s():
    df = np.arange(1.0, 400.0)
    assert statistics.t_quantile(df) == pytest.approx(stats.t.ppf(0.975, df), rel=1e-12)
    assert np.isnan(statistics.t_quantile(np.array([0.0, 0.5, np.nan]))).all()


@given(st.floats(-40, 40), st.floats(0.01, 10), st.integers(1, 3_000))
def test_tests_of_an_estimate_are_scipy_s(estimate, error, df):
    for found, distribution in (
        (statistics.normal_test(*_floats(estimate, error)), stats.norm(estimate, error)),
        (statistics.t_test(*_floats(estimate, error, df)), stats.t(df, estimate, error)),
    ):
        assert (found.low[0], found.high[0]) == pytest.approx(distribution.interval(0.95), rel=1e-9, abs=1e-9)
        # How far zero lies from the estimate, in the tail that it lies in.
        tail = min(distribution.cdf(0.0), distribution.sf(0.0))
        assert found.p_value[0] == pytest.approx(2 * tail, rel=1e-9, abs=1e-300)


def test_a_small_p_keeps_its_digits():
    assert statistics.normal_test(*_floats(12, 1)).p_value[0] == pytest.approx(2 * stats.norm.sf(12), rel=1e-12)


def test_an_estimate_without_error_or_degrees_of_freedom_has_no_p():
    assert np.isnan(statistics.normal_test(*_floats(1, 0)).p_value).all()
    assert np.isnan(statistics.t_test(*_floats(1, 0, 9)).p_value).all()
    assert np.isnan(statistics.t_test(*_floats(1, 1, 0))).all()


@pytest.mark.parametrize("table", TABLES)
def test_an_odds_ratio_is_that_of_the_table_with_a_half_more_in_each_cell(table):
    # SciPy takes whole counts: the table with a half added, doubled, has the same ratio and half the variance.
    expected = stats.contingency.odds_ratio(2 * np.reshape(table, (2, 2)) + 1, kind="sample")
    interval = expected.confidence_interval(2 * stats.norm.cdf(stats.norm.ppf(0.975) * np.sqrt(2)) - 1)
    found = statistics.odds_ratio(*_floats(*table))
    assert np.ravel(found[:3]) == pytest.approx([expected.statistic, interval.low, interval.high], rel=1e-9)
    error = np.log(interval.high / interval.low) / 2 / stats.norm.ppf(0.975)
    assert found.p_value[0] == pytest.approx(2 * stats.norm.sf(abs(np.log(expected.statistic)) / error), rel=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_effective_n_is_what_random_sampling_needs_for_the_variance_of_the_ratio(seed):
    hits, sizes = _clusters(seed, cluster_n=60, share=0.3)
    share, m, population_n = hits.sum() / sizes.sum(), len(sizes), sizes.sum()
    variance = np.var(hits - share * sizes, ddof=1) * m / population_n**2
    expected = min(population_n, share * (1 - share) / variance)
    expected *= (stats.t.ppf(0.975, population_n - 1) / stats.t.ppf(0.975, m - 1)) ** 2
    assert _effective(hits, sizes) == pytest.approx(expected, rel=1e-9)


def test_the_error_of_a_ratio_is_what_resampling_the_clusters_finds():
    hits, sizes = _clusters(7, cluster_n=300, share=0.3)
    share = hits.sum() / sizes.sum()
    resampled = stats.bootstrap(
        (hits, sizes), lambda y, x, axis: y.sum(axis) / x.sum(axis), paired=True, method="basic",
        n_resamples=4000, rng=np.random.default_rng(1),
    )  # fmt: skip
    closed = np.sqrt(share * (1 - share) / _effective(hits, sizes))
    assert closed == pytest.approx(resampled.standard_error, rel=0.05)


def test_units_of_a_cluster_that_are_all_alike_count_once():
    sizes = np.full(40, 25)
    hits = np.where(np.arange(40) < 12, 25, 0)
    # 40, less one for the mean, and the wider quantile of 39 degrees of freedom.
    expected = 39 * (stats.t.ppf(0.975, 999) / stats.t.ppf(0.975, 39)) ** 2
    assert _effective(hits, sizes) == pytest.approx(expected)


def test_clusters_of_one_leave_n_as_it_is():
    assert _effective(np.where(np.arange(200) < 60, 1, 0), np.ones(200, dtype=int)) == pytest.approx(199)


@pytest.mark.parametrize("share", [0, 1])
def test_where_none_or_all_have_it_each_cluster_counts_once(share):
    sizes = np.full(40, 25)
    expected = 40 * (stats.t.ppf(0.975, 999) / stats.t.ppf(0.975, 39)) ** 2
    assert _effective(share * sizes, sizes) == pytest.approx(expected)


def test_one_cluster_tells_nothing_of_others():
    assert np.isnan(_effective(np.array([3]), np.array([9])))


@pytest.mark.parametrize("seed", range(5))
def test_the_slope_and_error_of_a_regression_within_cells_are_those_of_its_residuals(seed):
    random = np.random.default_rng(seed)
    cluster, cell, is_in = random.integers(0, 25, 400), random.integers(0, 4, 400), random.integers(0, 2, 400)
    pay = 0.2 * is_in + 0.5 * cell + random.normal(0, 0.3, 25)[cluster] + random.normal(0, 0.1, 400)
    # The full regression, with a constant for each cell, by least squares and the sandwich over clusters.
    design = np.column_stack([is_in, cell[:, None] == np.arange(4)])
    beta, *_ = np.linalg.lstsq(design, pay, rcond=None)
    bread = np.linalg.inv(design.T @ design)
    scores = np.array([design[cluster == c].T @ (pay - design @ beta)[cluster == c] for c in range(25)])
    error = np.sqrt((bread @ scores.T @ scores @ bread)[0, 0] * 25 / 24)
    # What SQL hands over: both centred in their cells, then sums over clusters.
    x, y = (values - (np.bincount(cell, values) / np.bincount(cell))[cell] for values in (is_in, pay))
    xy, xx = np.bincount(cluster, x * y), np.bincount(cluster, x * x)
    found = statistics.clustered_ratio(*_floats(25, xy.sum(), xx.sum(), *_sums(xy, xx)))
    expected = stats.t(24, beta[0], error)
    p_value = 2 * expected.cdf(0)
    assert np.ravel(found) == pytest.approx([beta[0], error, *expected.interval(0.95), p_value], rel=1e-6)


def test_clusters_that_do_not_differ_or_one_alone_give_no_error():
    y, x = np.array([1.0, 2.0, 4.0]), np.array([2.0, 4.0, 8.0])
    same = statistics.clustered_ratio(*_floats(3, y.sum(), x.sum(), *_sums(y, x)))
    alone = statistics.clustered_ratio(*_floats(1, 2, 4, 4.1, 8, 16))
    nothing = statistics.clustered_ratio(*_floats(3, 1, 0, 1, 0, 0))
    assert (same.estimate[0], alone.estimate[0]) == (0.5, 0.5)
    assert np.isnan([same[1:], alone[1:], nothing[1:]]).all()
    assert np.isnan(nothing.estimate).all()


def test_steps_count_what_is_in_so_far():
    random = np.random.default_rng(4)
    step, cluster = random.integers(0, 4, 200), random.integers(100, 130, 200)
    found = statistics.clustered_steps(step, cluster, 3)
    sizes = np.array([(cluster == c).sum() for c in np.unique(cluster)])
    for place in range(3):
        is_in = (step > 0) & (step <= place + 1)
        hits = np.array([(is_in & (cluster == c)).sum() for c in np.unique(cluster)])
        expected = (is_in.sum(), (hits > 0).sum(), _effective(hits, sizes))
        assert [field[place] for field in found] == pytest.approx(expected)


@given(P_VALUES)
def test_q_values_are_scipy_s(p_values):
    found = statistics.benjamini_hochberg(np.array(p_values))
    assert found == pytest.approx(stats.false_discovery_control(p_values), rel=1e-12)


def test_what_has_no_p_is_not_of_the_family():
    found = statistics.benjamini_hochberg(np.array([0.04, np.nan, 0.01]))
    assert np.isnan(found[1])
    assert found[[0, 2]] == pytest.approx([0.04, 0.02])


@pytest.mark.parametrize("seed", range(5))
def test_a_curve_of_survival_is_scipy_s(seed):
    random = np.random.default_rng(seed)
    left, is_closed = random.integers(1, 20, 60), random.random(60) < 0.7
    found = statistics.kaplan_meier(np.zeros(60), left.astype(float), is_closed)
    expected = stats.ecdf(stats.CensoredData.right_censored(left, ~is_closed)).sf
    places = np.searchsorted(expected.quantiles, found.day_number)
    assert found.survival == pytest.approx(expected.probabilities[places])
    assert found.closed_n.sum() == is_closed.sum()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # SciPy divides by zero where the last has closed
        interval = expected.confidence_interval(method="log-log")
    inside = found.survival > 0
    for field, bound in ((found.survival_low, interval.low), (found.survival_high, interval.high)):
        assert field[inside] == pytest.approx(bound.probabilities[places][inside])


def test_who_comes_later_is_not_at_risk_before():
    entered, left = np.array([0.0, 0, 0, 0, 15]), np.array([10.0, 12, 14, 20, 30])
    found = statistics.kaplan_meier(entered, left, np.array([True, False, False, True, True]))
    assert found.day_number.tolist() == [10, 20, 30]
    assert found.at_risk_n.tolist() == [4, 2, 1]
    assert found.survival.tolist() == [0.75, 0.375, 0]
    # Greenwood: S * sqrt(sum of closed / (at risk * (at risk - closed))).
    assert found.survival_error[:2] == pytest.approx([0.75 * np.sqrt(1 / 12), 0.375 * np.sqrt(1 / 12 + 1 / 2)])
    assert np.isnan([found.survival_error[2], found.survival_low[2], found.survival_high[2]]).all()


@pytest.mark.parametrize("name", sorted(BY_ROW))
def test_sql_gives_each_row_what_the_function_gives(connection, name):
    function, count, fields = BY_ROW[name]
    # More rows than DuckDB hands over at once, with nulls among them.
    rows = pd.DataFrame(np.random.default_rng(2).integers(1, 60, (5_000, count)).astype(float)).add_prefix("c")
    rows = rows.mask(np.random.default_rng(3).random(rows.shape) < 0.01)
    expected = function(*(rows[column].to_numpy() for column in rows))
    selected = [f"called.{field}" for field in fields] or ["called"]
    found = connection.execute(
        f"select {', '.join(selected)} from (select {name}({', '.join(rows)}) as called, place "
        "from (select row_number() over () as place, * from rows)) order by place"
    ).fetchnumpy()
    for column, values in zip(found.values(), expected if fields else [expected], strict=True):
        np.testing.assert_array_equal(np.ma.filled(column, np.nan), values)


def test_sql_gives_a_null_where_there_is_no_value(connection):
    found = connection.execute(
        "select effective_n(3, 9, 1, 1, 1, 1), wilson_interval(0, 0).low, wilson_interval(null, 3).high"
    ).fetchone()
    assert found == (None, None, None)


def test_sql_calls_survival_by_group(connection):
    found = connection.execute(
        """
        with units (name, entered, left_on, is_closed) as (
            values ('a', 0, 10, true), ('a', 0, 12, false), ('b', 0, 3, false), ('c', 1, 4, true), ('a', 2, 14, true)
        )
        select name, unnest(kaplan_meier(array_agg(entered), array_agg(left_on), array_agg(is_closed))) as step
        from units group by name order by name
        """
    ).fetchall()
    days = [
        (name, step["day_number"], step["survival"], step["survival_low"] is None)
        for name, step in sorted(found, key=str)
    ]
    assert days == [("a", 10, pytest.approx(2 / 3), False), ("a", 14, 0, True), ("c", 4, 0, True)]


def test_sql_calls_steps_by_group(connection):
    found = connection.execute(
        """
        with units (name, step, cluster) as (values ('a', 1, 7), ('a', 0, 7), ('a', 2, 9), ('b', 0, 9), ('b', 1, 8))
        select name, clustered_steps(array_agg(step), array_agg(cast(cluster as ubigint)), 2)
        from units group by name order by name
        """
    ).fetchall()
    assert [(name, [(step["n"], step["cluster_n"]) for step in steps]) for name, steps in found] == [
        ("a", [(1, 1), (2, 2)]),
        ("b", [(1, 1), (1, 1)]),
    ]


def test_the_macro_gives_each_row_its_q_among_its_family(connection, macros):
    random = np.random.default_rng(3)
    families = {name: np.append(random.uniform(0, 0.2, 20).round(2), [0.04, 0.04, 1.0]) for name in "ab"}
    rows = pd.DataFrame(
        [(family, place, p) for family, ps in families.items() for place, p in enumerate(ps)] + [("a", 99, None)],
        columns=["family", "place", "p_value"],
    )
    connection.register("tested", rows)
    sql = macros.with_q_values("tested", ["family"])
    found = connection.execute(f"select * from ({sql}) order by family, place").df()
    assert list(found) == ["family", "place", "p_value", "q_value"]
    q_values = found.set_index(["family", "place"])["q_value"]
    assert np.isnan(q_values["a", 99])
    for family, ps in families.items():
        assert q_values[family].dropna().to_numpy() == pytest.approx(stats.false_discovery_control(ps))


@pytest.mark.parametrize("seed", range(5))
def test_the_clustered_interval_holds_wilson_s_and_stays_between_none_and_all(connection, macros, seed):
    hits, sizes = _clusters(seed, cluster_n=12, share=0.05 + 0.2 * seed)
    connection.register("companies", pd.DataFrame({"hits": hits, "size": sizes}))
    counted = f"select sum(hits) as n, sum(size) as population_n, {macros.effective_n_of_companies('hits', 'size')}"
    columns = macros.share_columns("n", "population_n")
    clustered = macros.clustered_share_columns("n", "population_n", "effective_n")
    found = connection.execute(
        f"select effective_n, {columns}, {clustered} from ({counted} as effective_n from companies)"
    ).df()
    effective_n, share, low, high, clustered_low, clustered_high = found.iloc[0]
    assert effective_n == pytest.approx(_effective(hits, sizes))
    assert np.diff([0.0, clustered_low, low, share, high, clustered_high, 1.0]).min() >= -1e-12
