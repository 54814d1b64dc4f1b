"""The closed forms of the macros, run in DuckDB and held to SciPy or to their definitions written out in NumPy.

Here: `macros/statistics.sql` and `macros/clusters.sql` as they are. Not here: which shares carry them, which the unit
tests beside the models and the invariants hold.
"""

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from jinja2 import Environment
from scipy import stats

pytestmark = pytest.mark.unit

MACROS = Path(__file__).parents[2] / "dbt_project" / "macros"
TABLES = [(0, 7, 5, 20), (28, 2, 3, 400), (1, 1, 1, 1), (90, 10, 30, 70), (0, 0, 0, 12)]


@pytest.fixture(scope="module")
def macros():
    source = "\n".join((MACROS / name).read_text(encoding="utf-8") for name in ("statistics.sql", "clusters.sql"))
    return Environment().from_string(source).module


def _one(sql, **values):
    with duckdb.connect() as connection:
        return connection.execute(f"select {sql} from (select {_columns(values)})").fetchone()


def _columns(values):
    return ", ".join(f"{value} as {name}" for name, value in values.items())


def _rows(sql, rows):
    with duckdb.connect() as connection:
        connection.register("rows_given", rows)
        return connection.execute(sql).df()


def _companies(seed, company_n, share):
    """Counts of companies of very different sizes whose postings resemble each other: hits and sizes."""
    random = np.random.default_rng(seed)
    sizes = random.geometric(0.3, company_n)
    return random.binomial(sizes, random.beta(share, 1 - share, company_n)), sizes


def _effective(macros, hits, sizes):
    values = {
        "n": hits.sum(), "population_n": sizes.sum(), "company_n": len(sizes),
        "yy": float((hits**2).sum()), "xy": float((hits * sizes).sum()), "xx": float((sizes**2).sum()),
    }  # fmt: skip
    return _one(macros.effective_n(*values), **values)[0]


@pytest.mark.parametrize(("n", "population"), [(0, 30), (1, 30), (28, 895), (400, 895), (30, 30)])
def test_wilson_is_scipy_s(macros, n, population):
    expected = stats.binomtest(n, population).proportion_ci(method="wilson")
    found = _one(f"{macros.wilson_low('n', 'population')}, {macros.wilson_high('n', 'population')}",
                 n=n, population=population)  # fmt: skip
    assert found == pytest.approx((expected.low, expected.high), abs=1e-5)


def test_wilson_of_nothing_is_nothing(macros):
    assert _one(macros.wilson_low("n", "population"), n=0, population=0) == (None,)


@pytest.mark.parametrize("df", [1, 2, 3, 4, 7, 10, 30, 400])
def test_quantiles_of_t_are_scipy_s(macros, df):
    assert _one(macros.t_quantile("df"), df=df)[0] == pytest.approx(
        stats.t.ppf(0.975, df), abs=4e-3 if df < 10 else 1e-5
    )


def test_there_is_no_quantile_without_degrees_of_freedom(macros):
    assert _one(macros.t_quantile("df"), df=0) == (None,)


@pytest.mark.parametrize("z", [0.0, 0.5, 1.96, 3.0, 5.0])
def test_two_sided_p_is_the_normal_s(macros, z):
    assert _one(macros.two_sided_p("z", "1.0"), z=z)[0] == pytest.approx(2 * stats.norm.sf(z), abs=2e-7)


@pytest.mark.parametrize("df", [3, 5, 20, 300])
@pytest.mark.parametrize("t", [0.0, 0.7, 2.0, 4.0])
def test_two_sided_p_by_t_is_scipy_s(macros, t, df):
    assert _one(macros.two_sided_t("t", "1.0", "df"), t=t, df=df)[0] == pytest.approx(2 * stats.t.sf(t, df), abs=3e-3)


@pytest.mark.parametrize("table", TABLES)
def test_odds_ratio_and_its_interval_are_those_of_the_table_with_a_half_more_in_each_cell(macros, table):
    # SciPy takes whole counts: the table with a half added, doubled, has the same ratio and half the variance.
    doubled = 2 * np.reshape(table, (2, 2)) + 1
    expected = stats.contingency.odds_ratio(doubled, kind="sample")
    confidence = 2 * stats.norm.cdf(stats.norm.ppf(0.975) * np.sqrt(2)) - 1
    interval = expected.confidence_interval(confidence)
    found = _one(macros.odds_ratio_columns(*"abcd"), **dict(zip("abcd", table, strict=True)))
    assert found == pytest.approx((expected.statistic, interval.low, interval.high), rel=1e-6)


@pytest.mark.parametrize("seed", range(5))
def test_effective_n_is_what_random_sampling_needs_for_the_variance_of_the_ratio(macros, seed):
    hits, sizes = _companies(seed, company_n=60, share=0.3)
    share, m, population = hits.sum() / sizes.sum(), len(sizes), sizes.sum()
    variance = np.var(hits - share * sizes, ddof=1) * m / population**2
    expected = min(population, share * (1 - share) / variance)
    expected *= (stats.t.ppf(0.975, population - 1) / stats.t.ppf(0.975, m - 1)) ** 2
    assert _effective(macros, hits, sizes) == pytest.approx(expected, rel=1e-5)


def test_the_error_of_a_ratio_is_what_resampling_the_companies_finds(macros):
    hits, sizes = _companies(7, company_n=300, share=0.3)
    share = hits.sum() / sizes.sum()
    resampled = stats.bootstrap(
        (hits, sizes), lambda y, x, axis: y.sum(axis) / x.sum(axis), paired=True, method="basic",
        n_resamples=4000, rng=np.random.default_rng(1),
    )  # fmt: skip
    closed = np.sqrt(share * (1 - share) / _effective(macros, hits, sizes))
    assert closed == pytest.approx(resampled.standard_error, rel=0.05)


def test_a_company_s_postings_that_are_all_alike_are_one_vote(macros):
    sizes = np.full(40, 25)
    hits = np.where(np.arange(40) < 12, 25, 0)
    # 40 votes, less one for the mean, and the wider quantile of 39 degrees of freedom.
    assert _effective(macros, hits, sizes) == pytest.approx(39 * (1.96234 / 2.02269) ** 2, rel=1e-3)


def test_companies_of_one_posting_leave_n_as_it_is(macros):
    hits = np.where(np.arange(200) < 60, 1, 0)
    assert _effective(macros, hits, np.ones(200, dtype=int)) == pytest.approx(199)


@pytest.mark.parametrize("all_of_them", [False, True])
def test_where_none_or_all_have_it_each_company_is_one_vote(macros, all_of_them):
    sizes = np.full(40, 25)
    hits = sizes if all_of_them else np.zeros(40, dtype=int)
    assert _effective(macros, hits, sizes) == pytest.approx(40 * (1.96234 / 2.02269) ** 2, rel=1e-4)


def test_one_company_tells_nothing_of_others(macros):
    assert _effective(macros, np.array([3]), np.array([9])) is None


@pytest.mark.parametrize("seed", range(5))
def test_the_clustered_interval_holds_wilson_s_and_stays_between_none_and_all(macros, seed):
    hits, sizes = _companies(seed, company_n=12, share=0.05 + 0.2 * seed)
    values = {"n": hits.sum(), "population_n": sizes.sum(), "effective_n": _effective(macros, hits, sizes)}
    columns = f"{macros.share_columns('n', 'population_n')}, {macros.clustered_share_columns(*values)}"
    share, low, high, clustered_low, clustered_high = _one(columns, **values)
    ends = [0.0, clustered_low, low, share, high, clustered_high, 1.0]
    assert np.diff(ends).min() >= -1e-12


def _difference(macros, rows):
    sql = macros.clustered_difference("rows_given", ["pair"])
    return _rows(f"select * from ({sql}) order by pair", rows)


def test_the_difference_of_two_shares_is_that_of_the_companies(macros):
    first, second = _companies(1, 80, 0.3), _companies(2, 80, 0.4)
    rows = pd.DataFrame({
        "pair": "a", "first_n": first[0], "first_population_n": first[1],
        "second_n": second[0], "second_population_n": second[1],
    })  # fmt: skip
    found = _difference(macros, rows).iloc[0]
    shares = [hits.sum() / sizes.sum() for hits, sizes in (first, second)]
    parts = [(hits - share * sizes) / sizes.sum() for (hits, sizes), share in zip((first, second), shares, strict=True)]
    error = np.sqrt(80) * np.std(parts[0] - parts[1], ddof=1)
    half = stats.t.ppf(0.975, 79) * error
    difference = shares[0] - shares[1]
    assert found["difference"] == pytest.approx(difference)
    assert found["difference_error"] == pytest.approx(error)
    assert (found["difference_low"], found["difference_high"]) == pytest.approx((difference - half, difference + half))
    assert found["p_value"] == pytest.approx(2 * stats.t.sf(abs(difference) / error, 79), abs=3e-3)


def test_two_groups_of_independent_companies_differ_as_by_welch_s_test(macros):
    # With one posting each the companies' shares are means, and the error is that of the two-sample test.
    first, second = np.arange(300) % 3 == 0, np.arange(500) % 5 < 2
    nothing = {"first_n": 0, "first_population_n": 0, "second_n": 0, "second_population_n": 0}
    rows = pd.DataFrame(
        [{**nothing, "pair": "a", "first_n": int(hit), "first_population_n": 1} for hit in first]
        + [{**nothing, "pair": "a", "second_n": int(hit), "second_population_n": 1} for hit in second]
    )
    expected = stats.ttest_ind(first.astype(float), second.astype(float), equal_var=False)
    assert _difference(macros, rows).iloc[0]["p_value"] == pytest.approx(expected.pvalue, rel=0.02)


def test_companies_that_do_not_differ_and_one_alone_give_no_p(macros):
    rows = pd.DataFrame({
        "pair": ["same", "same", "one"], "first_n": [1, 2, 1], "first_population_n": [2, 4, 4],
        "second_n": [1, 2, 3], "second_population_n": [4, 8, 4],
    })  # fmt: skip
    found = _difference(macros, rows)
    assert found["p_value"].isna().all()
    assert found["difference"].tolist() == [-0.5, 0.25]


def test_q_values_are_benjamini_and_hochberg_s_in_each_family(macros):
    random = np.random.default_rng(3)
    families = {name: np.append(random.uniform(0, 0.2, 20).round(2), [0.04, 0.04, 1.0]) for name in "ab"}
    rows = pd.DataFrame(
        [
            {"family": family, "place": place, "p_value": p}
            for family, ps in families.items()
            for place, p in enumerate(ps)
        ]
        + [{"family": "a", "place": 99, "p_value": None}]
    )
    sql = macros.with_q_values("rows_given", ["family"])
    found = _rows(f"select * from ({sql}) order by family, place", rows).set_index(["family", "place"])["q_value"]
    assert np.isnan(found["a", 99])
    for family, ps in families.items():
        assert found[family].dropna().to_numpy() == pytest.approx(stats.false_discovery_control(ps))
