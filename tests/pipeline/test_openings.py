"""Openings compared with the truth of the synthetic corpus: reposts, copies per city and by brands of one company.

Here: pairs of postings that are one job, by the truth and as published. Not here: each rule by itself (dbt's unit tests
beside the models).
"""

from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations

import pytest

from ingestion.storage.layout import Layout
from ingestion.synthetic import generate
from orchestration.queries import database

pytestmark = pytest.mark.pipeline


def _pairs(groups: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    members = defaultdict(list)
    for posting, group in groups:
        members[group].append(posting)
    return {pair for postings in members.values() for pair in combinations(sorted(postings), 2)}


@pytest.fixture(scope="module")
def truth() -> list[dict[str, object]]:
    return generate().truth.postings.to_pylist()


def _rows(layout: Layout, sql: str) -> list[tuple]:
    return database.run_query(layout, sql)[1]


def test_openings_have_high_precision_and_recall(synthetic_warehouse, truth):
    true = _pairs((str(row["external_id"]), str(row["opening_id"])) for row in truth)
    published = _pairs(_rows(synthetic_warehouse, "select external_id, opening_id from marts.fct_posting"))
    assert len(true & published) >= 0.97 * len(published)
    assert len(true & published) >= 0.97 * len(true)


def test_openings_of_postings_with_text_equal_the_truth(synthetic_warehouse, truth):
    true = _pairs((str(row["external_id"]), str(row["opening_id"])) for row in truth if row["has_text"])
    published = _pairs(
        _rows(synthetic_warehouse, "select external_id, opening_id from marts.fct_posting where has_text")
    )
    assert true == published


def test_every_duplicate_posting_of_an_opening_has_a_link_with_a_reason(synthetic_warehouse):
    assert _rows(
        synthetic_warehouse,
        """select count(*) from marts.fct_posting as p
        where not is_canonical and not exists (
            select 1 from meta.opening_link as l
            where p.posting_id in (l.posting_id, l.linked_posting_id) and l.reason <> ''
        )""",
    ) == [(0,)]


def test_brands_of_one_company_share_openings_and_remain_separate_companies(synthetic_warehouse):
    (openings, linked) = _rows(
        synthetic_warehouse,
        """select count(*), count(*) filter (opening_id in (
            select opening_id from meta.opening_link where link_kind = 'other_company'))
        from (select opening_id from marts.fct_posting group by opening_id having count(distinct company_key) > 1)""",
    )[0]
    assert openings == linked > 0


def test_every_location_of_a_duplicate_posting_is_in_the_bridge(synthetic_warehouse):
    assert _rows(
        synthetic_warehouse,
        """select count(*) from marts.fct_posting as p left join marts.bridge_posting_location as b using (posting_id)
        where not p.is_canonical and p.location_key is not null and b.posting_id is null""",
    ) == [(0,)]
