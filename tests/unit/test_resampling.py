"""Bootstrap intervals of medians: compared with the definition and with SciPy, and their coverage measured."""

import duckdb
import numpy as np
import pytest
from dbt.adapters.duckdb.credentials import DuckDBCredentials
from scipy import stats

from orchestration.transform.resampling import draw_counts, median_intervals, resampled_medians
from orchestration.transform.sql_functions import Plugin

pytestmark = pytest.mark.unit


def _clustered(random, clusters):
    """Log-normal pay of clusters of very different sizes, whose members resemble each other; the true median is 1."""
    sizes = random.geometric(0.3, clusters)
    cluster = np.repeat(np.arange(clusters), sizes)
    return np.exp(random.normal(0, 0.3, clusters)[cluster] + random.normal(0, 0.1, sizes.sum())), cluster


def test_clusters_are_drawn_once_on_average_with_a_variance_of_one_and_never_none_of_them():
    counts = draw_counts(13, 4_000)
    assert counts.shape == (13, 4_000)
    # Standard errors of the mean and the variance of 52,000 Poisson variables of mean one: 0.0044, 0.0076.
    assert counts.mean() == pytest.approx(1, abs=0.02)
    assert counts.var() == pytest.approx(1, abs=0.03)
    assert counts[:10].sum(axis=0).min() >= 1


def test_more_clusters_leave_the_draws_of_the_first_as_they_are():
    assert (draw_counts(600, 1_000)[:13] == draw_counts(13, 1_000)).all()


@pytest.mark.parametrize("clusters", [10, 11, 40, 900])
def test_replicates_are_the_medians_of_the_drawn_values(clusters):
    values, cluster = _clustered(np.random.default_rng(clusters), clusters)
    counts = draw_counts(clusters, 50)
    expected = [np.median(np.repeat(values, drawn[cluster].astype(int))) for drawn in counts.T]
    assert resampled_medians(values, cluster, 50) == pytest.approx(expected, rel=1e-15)


def test_a_median_far_from_the_middle_rank_is_computed():
    # One cluster has half of all values, the highest: where it is drawn twice, or not at all, the median lies far off.
    values, cluster = np.arange(800.0), np.minimum(np.arange(800) * 399 // 400, 399)
    expected = [np.median(np.repeat(values, drawn[cluster].astype(int))) for drawn in draw_counts(400, 200).T]
    assert resampled_medians(values, cluster, 200).tolist() == expected


def test_computing_the_replicates_in_batches_changes_nothing(monkeypatch):
    values, cluster = _clustered(np.random.default_rng(5), 30)
    whole = resampled_medians(values, cluster)
    monkeypatch.setattr("orchestration.transform.resampling._CELLS_AT_ONCE", 7 * len(values))
    assert (resampled_medians(values, cluster) == whole).all()


def test_the_order_of_the_values_changes_nothing():
    random = np.random.default_rng(6)
    values, cluster = _clustered(random, 30)
    shuffled = random.permutation(len(values))
    assert median_intervals([(values, cluster)]) == median_intervals([(values[shuffled], cluster[shuffled])])


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_clusters_of_one_give_scipy_s_bootstrap(seed):
    values = np.random.default_rng(seed).lognormal(12, 0.3, 80)
    expected = stats.bootstrap(
        (values,), np.median, n_resamples=20_000, method="percentile", vectorized=True, rng=np.random.default_rng(0)
    ).confidence_interval
    (interval,) = median_intervals([(values, np.arange(80))], replicates=20_000)
    # Two streams of random numbers: the ends may lie an order statistic apart.
    ranks = [np.searchsorted(np.sort(values), ends) for ends in (interval, expected)]
    assert abs(ranks[0] - ranks[1]).max() <= 1


def test_the_clustered_interval_covers_the_true_median_at_its_nominal_rate_and_an_unclustered_one_does_not():
    random = np.random.default_rng(7)
    samples = [_clustered(random, 40) for _ in range(300)]
    by_cluster = median_intervals(samples)
    unclustered = median_intervals([(values, np.arange(len(values))) for values, _ in samples])
    # 95 of 100, give or take what 300 samples may be off.
    assert 0.91 < np.mean([low <= 1 <= high for low, high in by_cluster]) < 0.985
    assert np.mean([low <= 1 <= high for low, high in unclustered]) < 0.85


def test_many_clusters_are_drawn_in_groups_and_give_an_interval_of_the_same_width():
    ranks = np.random.default_rng(9).permutation(50_000)
    ((low, high),) = median_intervals([(ranks.astype(float), np.arange(50_000))])
    # The rank of the median of n values has a standard error of sqrt(n) / 2.
    assert high - low == pytest.approx(2 * 1.96 * np.sqrt(50_000) / 2, rel=0.1)
    assert (low + high) / 2 == pytest.approx(25_000, abs=40)


def test_few_clusters_have_no_interval():
    values = np.arange(90.0)
    nine, ten, none = median_intervals([(values, values % 9), (values, values % 10), (values[:0], values[:0])])
    assert nine is None
    assert ten is not None
    assert none is None


def test_sql_gives_each_row_its_own_interval():
    random = np.random.default_rng(8)
    groups = [_clustered(random, clusters) for clusters in (25, 4, 12)]
    with duckdb.connect() as connection:
        Plugin("sql_functions", {}, DuckDBCredentials()).configure_connection(connection)
        connection.execute("create table pay (place integer, value double, company ubigint)")
        for place, (values, cluster) in enumerate(groups):
            members = [(place, float(value), int(company)) for value, company in zip(values, cluster, strict=True)]
            connection.executemany("insert into pay values (?, ?, ?)", members)
        connection.execute("insert into pay values (3, null, null)")
        rows = connection.execute(
            "select place, resampled_median(array_agg(value) filter (where value is not null), "
            "array_agg(company) filter (where value is not null)) from pay group by place order by place"
        ).fetchall()
    expected = [interval and {"low": interval[0], "high": interval[1]} for interval in median_intervals(groups)]
    assert rows == list(enumerate([*expected, None]))
