"""How long postings are listed, compared with the truth of the synthetic corpus and with reference implementations.

Here: closings, reopenings, reposts and edits as published; the Kaplan–Meier curves compared with SciPy and with the
product-limit formula. Not here: which crawl is complete (dbt's unit tests beside the models).
"""

from collections import defaultdict
from datetime import date
from itertools import pairwise

import duckdb
import numpy as np
import pytest
from scipy.stats import CensoredData, ecdf

from ingestion.storage.layout import Layout
from ingestion.synthetic import generate
from orchestration.queries import database
from orchestration.transform.sql_functions import Plugin

pytestmark = pytest.mark.pipeline


def _rows(layout: Layout, sql: str) -> list[tuple]:
    return database.run_query(layout, sql)[1]


def _assert_agreement(true: set[tuple], published: set[tuple]) -> None:
    assert len(true & published) >= 0.97 * len(published), sorted(published - true)
    assert len(true & published) >= 0.97 * len(true), sorted(true - published)


@pytest.fixture(scope="module")
def sightings() -> dict[str, list[date]]:
    """The snapshots that show each posting, by the truth of the corpus."""
    seen = defaultdict(set)
    for row in generate().truth.records.to_pylist():
        if row["record_type"] != "annotation":
            seen[row["external_id"]].add(row["snapshot_on"])
    return {posting: sorted(dates) for posting, dates in seen.items()}


@pytest.fixture(scope="module")
def snapshots(sightings) -> list[date]:
    return sorted({on for dates in sightings.values() for on in dates})


def test_closings_agree_with_the_truth(synthetic_warehouse, sightings, snapshots):
    after = dict(pairwise(snapshots))
    true = {(posting, after[dates[-1]]) for posting, dates in sightings.items() if dates[-1] in after}
    sql = """select external_id, closed_by_on from marts.fct_posting_lifetime
        inner join marts.fct_posting using (posting_id) where is_closed"""
    _assert_agreement(true, set(_rows(synthetic_warehouse, sql)))


def test_reopenings_agree_with_the_truth(synthetic_warehouse, sightings, snapshots):
    place = {on: position for position, on in enumerate(snapshots)}
    true = {
        (posting, later)
        for posting, dates in sightings.items()
        for earlier, later in pairwise(dates)
        if place[later] > place[earlier] + 1
    }
    sql = """select external_id, reopened_on from marts.fct_posting_lifetime
        inner join marts.fct_posting using (posting_id) where is_reopened"""
    assert true
    _assert_agreement(true, set(_rows(synthetic_warehouse, sql)))


def test_reposts_agree_with_the_truth(synthetic_warehouse):
    openings = defaultdict(dict)
    for row in generate().truth.postings.to_pylist():
        openings[row["opening_id"]].setdefault(row["copy_kind"], row["external_id"])
    true = {(kinds["single"], kinds["repost"]) for kinds in openings.values() if {"single", "repost"} <= kinds.keys()}
    sql = """select gone.external_id, again.external_id from marts.fct_posting_lifetime as lifetimes
        inner join marts.fct_posting as gone on lifetimes.posting_id = gone.posting_id
        inner join marts.fct_posting as again on lifetimes.reposted_as = again.posting_id"""
    assert true
    _assert_agreement(true, set(_rows(synthetic_warehouse, sql)))


def _lifetimes(layout: Layout) -> np.ndarray:
    sql = """select days_at_first_sight, days_listed, is_closed::int from marts.fct_posting_lifetime
        where is_start_known and not is_id_reused and days_listed > days_at_first_sight"""
    return np.array(_rows(layout, sql))


def test_survival_equals_the_product_limit_with_delayed_entry(synthetic_warehouse):
    entries, exits, closed = _lifetimes(synthetic_warehouse).T
    curve, survival, greenwood = [], 1.0, 0.0
    for day in np.unique(exits[closed == 1]):
        at_risk = int(((entries < day) & (exits >= day)).sum())
        gone = int(((exits == day) & (closed == 1)).sum())
        survival *= 1 - gone / at_risk
        greenwood += gone / (at_risk * (at_risk - gone)) if gone < at_risk else 0
        curve.append((day, at_risk, gone, survival, survival * greenwood**0.5))
    published = _rows(
        synthetic_warehouse,
        """select day_number, at_risk_n, closed_n, survival, survival_error from marts.fct_posting_survival
        where dimension = 'all' order by day_number""",
    )
    assert len(published) > 50
    np.testing.assert_allclose(np.array(published, dtype=float), np.array(curve), rtol=1e-9)


def test_survival_and_its_interval_equal_scipys_where_all_are_seen_from_their_first_day(synthetic_warehouse):
    compiled = synthetic_warehouse.work / "dbt/compiled/job_postings/models/marts/fct_posting_survival.sql"
    sql = compiled.read_text(encoding="utf-8").replace('"warehouse".', "")
    random = np.random.default_rng(7)
    days, closed = random.integers(1, 60, 300), random.random(300) < 0.6
    with duckdb.connect() as database:
        Plugin("test", {}).configure_connection(database)
        database.execute("create schema marts")
        database.execute(
            """create table marts.fct_posting_lifetime as select unnest(?) as days_listed, unnest(?) as is_closed,
            'board' as source, 'p' as posting_id, true as is_start_known, false as is_id_reused,
            0 as days_at_first_sight""",
            [days.tolist(), closed.tolist()],
        )
        database.execute(
            "create table marts.fct_posting as select 'p' as posting_id, null as role_type, 'mid' as level,"
            " 'l' as location_key, 1 as salary_min, 2 as salary_max"
        )
        database.execute("create table marts.dim_location as select 'l' as location_key, 'PRT' as country")
        published = np.array(
            database.sql(sql)
            .filter("dimension = 'all'")
            .order("day_number")
            .project("day_number, survival, survival_low, survival_high")
            .fetchall(),
            dtype=float,
        )
    reference = ecdf(CensoredData(uncensored=days[closed], right=days[~closed])).sf
    bounds = reference.confidence_interval(method="log-log")
    at = np.searchsorted(reference.quantiles, published[:, 0])
    np.testing.assert_allclose(published[:, 1], reference.probabilities[at], rtol=1e-9)
    last = published[:, 1] > 0
    np.testing.assert_allclose(published[last, 2], bounds.low.probabilities[at][last], rtol=1e-9)
    np.testing.assert_allclose(published[last, 3], bounds.high.probabilities[at][last], rtol=1e-9)


def test_edits_agree_with_the_truth(synthetic_warehouse):
    truth = generate().truth
    english = {row["external_id"] for row in truth.postings.to_pylist() if row["language"] == "en"}
    true = {
        (row["external_id"], row["snapshot_on"], row["change_kind"], row["skill_id"] or "")
        for row in truth.edits.to_pylist()
        if row["external_id"] in english
    }
    sql = """select external_id, snapshot_on, change_kind, skill_id from marts.fct_posting_change
        inner join marts.fct_posting using (posting_id) where language = 'en'"""
    published = set(_rows(synthetic_warehouse, sql))
    assert {kind for _, _, kind, _ in true} == {"text", "pay", "skill_dropped"}
    _assert_agreement(true, published)
