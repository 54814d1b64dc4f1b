"""Openings of the real postings, compared with pairs labelled by reading, and with a comparison of every two texts.

Here: precision and recall on `gold/openings.csv`, and that the selection of candidates misses no opening. Not here: how
the labels were made (`gold/OPENINGS.md`), the truth of the synthetic corpus (`test_openings.py`).
"""

import re

import duckdb
import opening_pairs
import pytest

from ingestion.storage.layout import Layout

pytestmark = pytest.mark.corpus

EVERY_TWO = """candidates as (

    select earlier.text_variant_number as earlier_number, later.text_variant_number
    from text_variants as earlier
    inner join text_variants as later
        on
            earlier.text_variant_number < later.text_variant_number
            and earlier.title_marks is not distinct from later.title_marks
            and (earlier.company_base_name = later.company_base_name or earlier.title_words = later.title_words)

),

pairs as ("""
AGREEMENT = r"\n\s*and len\(list_intersect\(earlier\.signature.*?(?=\n\),)"


def test_openings_agree_with_pairs_labelled_by_reading(january):
    score = opening_pairs.score_openings(january, opening_pairs.read_pairs())
    assert score.true_count == 30
    assert score.precision >= 0.97
    assert score.recall >= 0.95


def _links(layout: Layout, *, of_every_two: bool) -> set[frozenset[str]]:
    compiled = layout.work / "dbt/compiled/job_postings/models/intermediate/int_text_variants__links.sql"
    sql = compiled.read_text(encoding="utf-8")
    if of_every_two:
        sql, replaced = re.subn(r"candidates as \(.*?pairs as \(", EVERY_TWO, sql, flags=re.DOTALL)
        sql, dropped = re.subn(AGREEMENT, "", sql, flags=re.DOTALL)
        assert (replaced, dropped) == (1, 1)
    with duckdb.connect(str(layout.work / "warehouse.duckdb"), read_only=True) as database:
        return {frozenset(row[:2]) for row in database.execute(sql).fetchall()}


def test_comparing_every_two_texts_gives_the_same_openings(january):
    links, all_links = _links(january, of_every_two=False), _links(january, of_every_two=True)
    assert links < all_links
    with duckdb.connect(str(january.work / "warehouse.duckdb"), read_only=True) as database:
        openings = dict(
            database.execute(
                """select text_variant_id, opening_id from intermediate.int_postings__text_variants
                inner join intermediate.int_postings__openings using (posting_id)"""
            ).fetchall()
        )
    assert len(all_links) > 80
    assert [link for link in all_links if len({openings[text_variant] for text_variant in link}) > 1] == []
