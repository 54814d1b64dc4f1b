"""Statistics compared with SciPy or with their definitions, in Python and as SQL calls them.

Here: `transform/statistics.py`, its functions in DuckDB, and `macros/statistics.sql`. Not here: the tables that have
them (dbt's unit tests beside the models, and its invariants).
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
    """Return units with the property, and sizes, of clusters of very different sizes whose units are alike."""
    random = np.random.default_rng(seed)
    sizes = random.geometric(0.3, cluster_n)
    return random.binomial(sizes, random.beta(share, 1 - share, cluster_n)), sizes


def _sums(with_property, sizes):
    return float(with_property @ with_property), float(with_property @ sizes), float(sizes @ sizes)


def _effective(with_property, sizes):
    return statistics.effective_n(*_floats(with_property.sum(), sizes.sum(), len(sizes), *_sums(with_property, sizes)))[
        0
    ]


@given(COUNTS)
def test_wilson_intervals_equal_scipys(counts):
    n, population_n = counts
    expected = stats.binomtest(n, population_n).proportion_ci(method="wilson")
    low, high = statistics.wilson_interval(*_floats(n, population_n))
    assert (low[0], high[0]) == pytest.approx((expected.low, expected.high), abs=1e-12)


@pytest.mark.parametrize(("n", "population_n"), [(0, 0), (np.nan, 10), (3, np.nan)])
def test_the_wilson_interval_of_an_empty_or_missing_count_is_nan(n, population_n):
    assert np.isnan(statistics.wilson_interval(*_floats(n, population_n))).all()


def test_quantiles_of_t_equal_scipys():
    df = np.arange(1.0, 400.0)
    assert statistics.t_quantile(df) == pytest.approx(stats.t.ppf(0.975, df), rel=1e-12)
    assert np.isnan(statistics.t_quantile(np.array([0.0, 0.5, np.nan]))).all()


@given(st.floats(-40, 40), st.floats(0.01, 10), st.integers(1, 3_000))
def test_tests_of_an_estimate_equal_scipys(estimate, error, df):
    for result, distribution in (
        (statistics.normal_test(*_floats(estimate, error)), stats.norm(estimate, error)),
        (statistics.t_test(*_floats(estimate, error, df)), stats.t(df, estimate, error)),
    ):
        assert (result.low[0], result.high[0]) == pytest.approx(distribution.interval(0.95), rel=1e-9, abs=1e-9)
        # The probability of the tail beyond zero.
        tail = min(distribution.cdf(0.0), distribution.sf(0.0))
        assert result.p_value[0] == pytest.approx(2 * tail, rel=1e-9, abs=1e-300)


def test_a_small_p_keeps_its_digits():
    assert statistics.normal_test(*_floats(12, 1)).p_value[0] == pytest.approx(2 * stats.norm.sf(12), rel=1e-12)


def test_an_estimate_without_error_or_degrees_of_freedom_has_no_p():
    assert np.isnan(statistics.normal_test(*_floats(1, 0)).p_value).all()
    assert np.isnan(statistics.t_test(*_floats(1, 0, 9)).p_value).all()
    assert np.isnan(statistics.t_test(*_floats(1, 1, 0))).all()


@pytest.mark.parametrize("table", TABLES)
def test_an_odds_ratio_is_that_of_the_table_with_a_half_added_to_each_cell(table):
    # SciPy takes whole counts: the table with a half added, doubled, has the same ratio and half the variance.
    expected = stats.contingency.odds_ratio(2 * np.reshape(table, (2, 2)) + 1, kind="sample")
    interval = expected.confidence_interval(2 * stats.norm.cdf(stats.norm.ppf(0.975) * np.sqrt(2)) - 1)
    result = statistics.odds_ratio(*_floats(*table))
    assert np.ravel(result[:3]) == pytest.approx([expected.statistic, interval.low, interval.high], rel=1e-9)
    error = np.log(interval.high / interval.low) / 2 / stats.norm.ppf(0.975)
    assert result.p_value[0] == pytest.approx(2 * stats.norm.sf(abs(np.log(expected.statistic)) / error), rel=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_effective_n_is_the_random_sample_with_the_variance_of_the_ratio(seed):
    with_property, sizes = _clusters(seed, cluster_n=60, share=0.3)
    share, m, population_n = with_property.sum() / sizes.sum(), len(sizes), sizes.sum()
    variance = np.var(with_property - share * sizes, ddof=1) * m / population_n**2
    expected = min(population_n, share * (1 - share) / variance)
    expected *= (stats.t.ppf(0.975, population_n - 1) / stats.t.ppf(0.975, m - 1)) ** 2
    assert _effective(with_property, sizes) == pytest.approx(expected, rel=1e-9)


def test_the_error_of_a_ratio_is_close_to_that_of_resampled_clusters():
    with_property, sizes = _clusters(7, cluster_n=300, share=0.3)
    share = with_property.sum() / sizes.sum()
    resampled = stats.bootstrap(
        (with_property, sizes), lambda y, x, axis: y.sum(axis) / x.sum(axis), paired=True, method="basic",
        n_resamples=4000, rng=np.random.default_rng(1),
    )  # fmt: skip
    closed = np.sqrt(share * (1 - share) / _effective(with_property, sizes))
    assert closed == pytest.approx(resampled.standard_error, rel=0.05)


def test_a_cluster_of_equal_units_counts_once():
    sizes = np.full(40, 25)
    with_property = np.where(np.arange(40) < 12, 25, 0)
    # 40, less one for the mean, and the wider quantile of 39 degrees of freedom.
    expected = 39 * (stats.t.ppf(0.975, 999) / stats.t.ppf(0.975, 39)) ** 2
    assert _effective(with_property, sizes) == pytest.approx(expected)


def test_clusters_of_one_unit_do_not_change_n():
    assert _effective(np.where(np.arange(200) < 60, 1, 0), np.ones(200, dtype=int)) == pytest.approx(199)


@pytest.mark.parametrize("share", [0, 1])
def test_at_shares_of_0_and_1_each_cluster_counts_once(share):
    sizes = np.full(40, 25)
    expected = 40 * (stats.t.ppf(0.975, 999) / stats.t.ppf(0.975, 39)) ** 2
    assert _effective(share * sizes, sizes) == pytest.approx(expected)


def test_one_cluster_has_no_effective_n():
    assert np.isnan(_effective(np.array([3]), np.array([9])))


@pytest.mark.parametrize("seed", range(5))
def test_slope_and_error_equal_those_of_a_regression_with_a_constant_for_each_cell(seed):
    random = np.random.default_rng(seed)
    cluster, cell, is_in = random.integers(0, 25, 400), random.integers(0, 4, 400), random.integers(0, 2, 400)
    pay = 0.2 * is_in + 0.5 * cell + random.normal(0, 0.3, 25)[cluster] + random.normal(0, 0.1, 400)
    # The full regression, with a constant for each cell, by least squares and the sandwich over clusters.
    design = np.column_stack([is_in, cell[:, None] == np.arange(4)])
    beta, *_ = np.linalg.lstsq(design, pay, rcond=None)
    bread = np.linalg.inv(design.T @ design)
    scores = np.array([design[cluster == c].T @ (pay - design @ beta)[cluster == c] for c in range(25)])
    error = np.sqrt((bread @ scores.T @ scores @ bread)[0, 0] * 25 / 24)
    # As in SQL: both variables are centred in their cells, then summed over clusters.
    x, y = (values - (np.bincount(cell, values) / np.bincount(cell))[cell] for values in (is_in, pay))
    xy, xx = np.bincount(cluster, x * y), np.bincount(cluster, x * x)
    result = statistics.clustered_ratio(*_floats(25, xy.sum(), xx.sum(), *_sums(xy, xx)))
    expected = stats.t(24, beta[0], error)
    p_value = 2 * expected.cdf(0)
    assert np.ravel(result) == pytest.approx([beta[0], error, *expected.interval(0.95), p_value], rel=1e-6)


def test_equal_clusters_or_a_single_one_give_no_error():
    y, x = np.array([1.0, 2.0, 4.0]), np.array([2.0, 4.0, 8.0])
    same = statistics.clustered_ratio(*_floats(3, y.sum(), x.sum(), *_sums(y, x)))
    alone = statistics.clustered_ratio(*_floats(1, 2, 4, 4.1, 8, 16))
    nothing = statistics.clustered_ratio(*_floats(3, 1, 0, 1, 0, 0))
    assert (same.estimate[0], alone.estimate[0]) == (0.5, 0.5)
    assert np.isnan([same[1:], alone[1:], nothing[1:]]).all()
    assert np.isnan(nothing.estimate).all()


def test_steps_count_the_units_met_so_far():
    random = np.random.default_rng(4)
    step, cluster = random.integers(0, 4, 200), random.integers(100, 130, 200)
    result = statistics.clustered_steps(step, cluster, 3)
    sizes = np.array([(cluster == c).sum() for c in np.unique(cluster)])
    for place in range(3):
        is_in = (step > 0) & (step <= place + 1)
        with_property = np.array([(is_in & (cluster == c)).sum() for c in np.unique(cluster)])
        expected = (is_in.sum(), (with_property > 0).sum(), _effective(with_property, sizes))
        assert [field[place] for field in result] == pytest.approx(expected)


@given(P_VALUES)
def test_q_values_equal_scipys(p_values):
    result = statistics.benjamini_hochberg(np.array(p_values))
    assert result == pytest.approx(stats.false_discovery_control(p_values), rel=1e-12)


def test_a_missing_p_does_not_count_in_the_family():
    result = statistics.benjamini_hochberg(np.array([0.04, np.nan, 0.01]))
    assert np.isnan(result[1])
    assert result[[0, 2]] == pytest.approx([0.04, 0.02])


@pytest.mark.parametrize("seed", range(5))
def test_survival_curves_equal_scipys(seed):
    random = np.random.default_rng(seed)
    left, is_closed = random.integers(1, 20, 60), random.random(60) < 0.7
    result = statistics.kaplan_meier(np.zeros(60), left.astype(float), is_closed)
    expected = stats.ecdf(stats.CensoredData.right_censored(left, ~is_closed)).sf
    places = np.searchsorted(expected.quantiles, result.day_number)
    assert result.survival == pytest.approx(expected.probabilities[places])
    assert result.closed_n.sum() == is_closed.sum()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # SciPy divides by zero where the last has closed
        interval = expected.confidence_interval(method="log-log")
    inside = result.survival > 0
    for field, bound in ((result.survival_low, interval.low), (result.survival_high, interval.high)):
        assert field[inside] == pytest.approx(bound.probabilities[places][inside])


def test_a_unit_that_enters_later_is_not_at_risk_before():
    entered, left = np.array([0.0, 0, 0, 0, 15]), np.array([10.0, 12, 14, 20, 30])
    result = statistics.kaplan_meier(entered, left, np.array([True, False, False, True, True]))
    assert result.day_number.tolist() == [10, 20, 30]
    assert result.at_risk_n.tolist() == [4, 2, 1]
    assert result.survival.tolist() == [0.75, 0.375, 0]
    # Greenwood: S * sqrt(sum of closed / (at risk * (at risk - closed))).
    assert result.survival_error[:2] == pytest.approx([0.75 * np.sqrt(1 / 12), 0.375 * np.sqrt(1 / 12 + 1 / 2)])
    assert np.isnan([result.survival_error[2], result.survival_low[2], result.survival_high[2]]).all()


@pytest.mark.parametrize("name", sorted(BY_ROW))
def test_sql_gives_each_row_the_value_of_the_function(connection, name):
    function, count, fields = BY_ROW[name]
    # More rows than DuckDB passes to a function at a time, with nulls among them.
    rows = pd.DataFrame(np.random.default_rng(2).integers(1, 60, (5_000, count)).astype(float)).add_prefix("c")
    rows = rows.mask(np.random.default_rng(3).random(rows.shape) < 0.01)
    expected = function(*(rows[column].to_numpy() for column in rows))
    selected = [f"called.{field}" for field in fields] or ["called"]
    fetched = connection.execute(
        f"select {', '.join(selected)} from (select {name}({', '.join(rows)}) as called, place "
        "from (select row_number() over () as place, * from rows)) order by place"
    ).fetchnumpy()
    for column, values in zip(fetched.values(), expected if fields else [expected], strict=True):
        np.testing.assert_array_equal(np.ma.filled(column, np.nan), values)


def test_sql_gives_a_null_where_there_is_no_value(connection):
    fetched = connection.execute(
        "select effective_n(3, 9, 1, 1, 1, 1), wilson_interval(0, 0).low, wilson_interval(null, 3).high"
    ).fetchone()
    assert fetched == (None, None, None)


def test_sql_calls_survival_by_group(connection):
    fetched = connection.execute(
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
        for name, step in sorted(fetched, key=str)
    ]
    assert days == [("a", 10, pytest.approx(2 / 3), False), ("a", 14, 0, True), ("c", 4, 0, True)]


def test_sql_calls_steps_by_group(connection):
    fetched = connection.execute(
        """
        with units (name, step, cluster) as (values ('a', 1, 7), ('a', 0, 7), ('a', 2, 9), ('b', 0, 9), ('b', 1, 8))
        select name, clustered_steps(array_agg(step), array_agg(cast(cluster as ubigint)), 2)
        from units group by name order by name
        """
    ).fetchall()
    assert [(name, [(step["n"], step["cluster_n"]) for step in steps]) for name, steps in fetched] == [
        ("a", [(1, 1), (2, 2)]),
        ("b", [(1, 1), (1, 1)]),
    ]


def test_the_macro_gives_each_row_its_q_within_its_family(connection, macros):
    random = np.random.default_rng(3)
    families = {name: np.append(random.uniform(0, 0.2, 20).round(2), [0.04, 0.04, 1.0]) for name in "ab"}
    rows = pd.DataFrame(
        [(family, place, p) for family, ps in families.items() for place, p in enumerate(ps)] + [("a", 99, None)],
        columns=["family", "place", "p_value"],
    )
    connection.register("tested", rows)
    sql = macros.with_q_values("tested", ["family"])
    fetched = connection.execute(f"select * from ({sql}) order by family, place").df()
    assert list(fetched) == ["family", "place", "p_value", "q_value"]
    q_values = fetched.set_index(["family", "place"])["q_value"]
    assert np.isnan(q_values["a", 99])
    for family, ps in families.items():
        assert q_values[family].dropna().to_numpy() == pytest.approx(stats.false_discovery_control(ps))


@pytest.mark.parametrize("seed", range(5))
def test_the_clustered_interval_contains_the_unclustered_one_and_stays_within_0_and_1(connection, macros, seed):
    with_property, sizes = _clusters(seed, cluster_n=12, share=0.05 + 0.2 * seed)
    connection.register("companies", pd.DataFrame({"with_property": with_property, "size": sizes}))
    effective_n = macros.effective_n_of_companies("with_property", "size")
    counts = f"select sum(with_property) as n, sum(size) as population_n, {effective_n} as effective_n from companies"
    columns = macros.share_columns("n", "population_n")
    clustered = macros.clustered_share_columns("n", "population_n", "effective_n")
    fetched = connection.execute(f"select effective_n, {columns}, {clustered} from ({counts})").df()
    effective_n, share, low, high, clustered_low, clustered_high = fetched.iloc[0]
    assert effective_n == pytest.approx(_effective(with_property, sizes))
    assert np.diff([0.0, clustered_low, low, share, high, clustered_high, 1.0]).min() >= -1e-12
