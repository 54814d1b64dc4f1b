"""The real postings in a whole build: counts, the record types that values come from, the accounting of records.

No text of the postings is in this file; expected figures are computed from the corpus where that is possible.
"""

import csv
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from january import FEBRUARY, FRAME

from ingestion.inputs.registry import Registry
from ingestion.storage.layout import Layout
from orchestration.build import build
from orchestration.queries import database

pytestmark = pytest.mark.corpus

PAGES_ON = date(2026, 2, 27)


def _one(layout: Layout, sql: str) -> tuple:
    _, rows = database.run_query(layout, sql)
    assert len(rows) == 1
    return rows[0]


def _cards(corpus: Path) -> dict[str, dict[str, str]]:
    with (corpus / "ai-engineer-2026-01" / "listing_2026-02-04.csv").open(encoding="utf-8") as stream:
        return {row["link"].rsplit("/", 1)[1]: row for row in csv.DictReader(stream)}


def test_981_postings_895_with_text_and_86_from_cards_alone(january):
    counts = _one(
        january, "select count(*), count(*) filter (has_text), count(*) filter (not has_text) from marts.fct_posting"
    )
    assert counts == (981, 895, 86)


def test_one_posting_was_read_leniently_and_is_flagged(january):
    assert _one(january, "select lenient_count from reports.rpt_coverage") == (1,)
    uri, notes = _one(january, "select uri, notes from meta.observation where is_lenient")
    assert "7412075" in uri
    assert notes


def test_every_record_is_accounted_for(january):
    read, observed, labelled, rejected = _one(
        january, "select record_count, observation_count, annotation_count, reject_count from reports.rpt_coverage"
    )
    assert (read, observed, labelled, rejected) == (895 + 895 + 1416, 895 + 1416, 895, 0)


def test_cards_alone_are_outside_every_share_of_text(january):
    _, rows = database.run_query(
        january, "select distinct population_n from reports.rpt_role_types where counting_policy = 'postings'"
    )
    assert len(rows) == 1
    assert rows[0][0] <= 895
    assert _one(
        january,
        """select count(*) from marts.bridge_posting_skill
        inner join marts.fct_posting using (posting_id) where not has_text""",
    ) == (0,)


def test_level_and_work_mode_come_from_the_card(january):
    _, rows = database.run_query(
        january,
        """select field_name, record_type, count(*) from meta.posting_field
        where field_name in ('level', 'work_mode') group by all""",
    )
    counts = {(field, record_type): count for field, record_type, count in rows}
    assert counts["level", "card"] == 981
    assert ("level", "file") not in counts
    assert counts["work_mode", "card"] >= 960


def test_levels_are_those_of_the_cards(january, corpus):
    labels = {
        "Senior level": "senior",
        "Mid level": "mid",
        "Expert/Leader": "lead",
        "Junior": "junior",
        "Internship": "intern",
        "Entry level": "entry",
    }
    expected = Counter(labels[card["level"]] for card in _cards(corpus).values())
    _, rows = database.run_query(january, "select level, count(*) from marts.fct_posting group by level")
    assert dict(rows) == expected


def test_pay_is_that_of_the_card_or_the_exact_amounts_that_it_rounds_and_placeholders_are_not_pay(january, corpus):
    pay_of_cards = {posting: card["compensation"] for posting, card in _cards(corpus).items() if card["compensation"]}
    _, rows = database.run_query(january, "select external_id from marts.fct_posting where has_text")
    with_text = {row[0] for row in rows}
    assert len(with_text & pay_of_cards.keys()) == 553
    _, rows = database.run_query(
        january,
        """select p.external_id from meta.posting_field as f inner join marts.fct_posting as p using (posting_id)
        where f.field_name = 'pay' and f.record_type = 'card'""",
    )
    paid = {row[0] for row in rows}
    assert paid <= pay_of_cards.keys()
    _, rows = database.run_query(
        january,
        """select p.external_id, p.salary_min, p.salary_max from meta.posting_field as f
        inner join marts.fct_posting as p using (posting_id) where f.field_name = 'pay' and f.record_type = 'text'""",
    )
    # The amounts of the text are preferred only where the card rounds them to whole thousands.
    exact = {row[0]: row[1:] for row in rows if row[0] in pay_of_cards}
    for posting, ends in exact.items():
        assert all(f"{int(end / 1_000 + 0.5)}K" in pay_of_cards[posting] for end in ends if end >= 1_000), pay_of_cards[
            posting
        ]
    left_out = {pay_of_cards[posting] for posting in pay_of_cards.keys() - paid - exact.keys()}
    assert "3-5 Annually" in left_out
    # Only amounts that cannot be pay for a year are left out.
    assert all(text.endswith("Annually") and int(text.split("-")[0]) < 1_000 for text in left_out), left_out


@pytest.mark.parametrize(
    ("skill", "narrow", "wide", "share"),
    [("rag", r"\brags?\b|retrieval[\s-]+augment", r"\brag|retriev", 0.20), ("docker", r"\bdocker", r"docker", 0.35)],
)
def test_labels_without_support_are_those_that_a_regular_expression_does_not_find(january, skill, narrow, wide, share):
    labelled = f"""select v.version_text from marts.bridge_posting_label as l
        inner join meta.posting_version as v using (version_id) where l.is_labelled and l.skill_id = '{skill}'"""
    texts = [str(text) for (text,) in database.run_query(january, labelled)[1]]
    least, most = (sum(not re.search(pattern, text, re.IGNORECASE) for text in texts) for pattern in (wide, narrow))
    counts = f"select label_n, label_unnamed_n from reports.rpt_label_agreement where label_value = '{skill}'"
    label_n, label_unnamed_n = _one(january, counts)
    assert label_n == len(texts)
    assert least <= label_unnamed_n <= most
    assert label_unnamed_n / label_n == pytest.approx(share, abs=0.02)


def test_annotations_change_no_figure_of_the_text(january, corpus, tmp_path):
    without = Layout(tmp_path / "data")
    for name in ("postings", "listing_2026-02-04.csv"):
        Registry(without).add(str(corpus / "ai-engineer-2026-01" / name), None, FEBRUARY, "builtin", FRAME)
    assert build(without).succeeded
    assert _one(january, "select count(*) from meta.annotation") == (895,)
    for name in (
        "rpt_role_types",
        "rpt_skill_demand",
        "rpt_levels",
        "rpt_work_modes",
        "rpt_titles",
        "rpt_companies",
        "rpt_pay",
    ):
        path = Path("csv") / f"reports.{name}.csv"
        assert (january.current / path).read_bytes() == (without.current / path).read_bytes(), name


def test_28_postings_of_one_company_are_few_openings(january):
    postings, openings = _one(
        january,
        """select count(*), count(distinct opening_id) from marts.fct_posting
        inner join marts.dim_company using (company_key) where company_base_name = 'capital one' and has_text""",
    )
    assert postings == 28
    assert openings <= 8


def test_brands_that_post_the_same_text_are_separate_companies_with_linked_postings(january):
    _, rows = database.run_query(
        january,
        """select count(distinct p.company_key), count(*) from meta.opening_link as l
        inner join marts.fct_posting as p on p.posting_id in (l.posting_id, l.linked_posting_id)
        where l.link_kind = 'other_company' group by l.opening_id""",
    )
    assert rows == [(2, 2)] * 4


@pytest.fixture(scope="module")
def both_crawls(corpus, tmp_path_factory) -> Layout:
    """The listings of both days with January's texts and the saved pages."""
    layout = Layout(tmp_path_factory.mktemp("both") / "data")
    for name in ("ai-engineer-2026-01/postings", "ai-engineer-2026-01/listing_2026-02-04.csv"):
        Registry(layout).add(str(corpus / name), None, FEBRUARY, "builtin", FRAME)
    for name in ("listing_2026-02-27.csv", "builtin-pages-2026-02"):
        Registry(layout).add(str(corpus / name), None, PAGES_ON, "builtin", None)
    outcome = build(layout)
    assert outcome.succeeded, outcome.failures
    return layout


def test_continued_closed_and_new_postings_between_the_two_crawls(both_crawls):
    _, rows = database.run_query(
        both_crawls, "select posting_count, still_count, gone_count, new_count from reports.rpt_coverage order by all"
    )
    assert rows == [(981, 0, None, 981), (1667, 691, 290, 976)]
    assert _one(both_crawls, "select count(*) filter (is_closed) from marts.fct_posting_lifetime") == (290,)


def test_a_trend_between_the_two_crawls_is_refused_with_its_reasons(both_crawls):
    _, rows = database.run_query(both_crawls, "select trend_kind, is_comparable, refusal from marts.fct_trend_basis")
    assert {kind for kind, _, _ in rows} == {"skill", "role_type", "level", "work_mode", "pay", "pay_amount"}
    assert not any(is_comparable for _, is_comparable, _ in rows)
    assert all("a snapshot seldom tells the country" in refusal for _, _, refusal in rows)
    # Of the postings that continue, enough have these two from their earlier cards.
    from_cards = {"level", "pay_amount"}
    assert all("the later snapshot seldom tells it" in refusal for kind, _, refusal in rows if kind not in from_cards)
    assert _one(both_crawls, "select count(*) from marts.fct_trend") == (0,)
    assert _one(both_crawls, "select count(*) from marts.fct_pay_trend") == (0,)


def test_every_saved_page_becomes_a_posting_with_its_places_and_pay(both_crawls):
    assert _one(both_crawls, "select sum(reject_count) from reports.rpt_coverage") == (0,)
    of_pages = """from meta.observation as o inner join marts.fct_posting_snapshot as s using (posting_id, snapshot_on)
        {join} where o.record_type = 'page'"""
    pages, placed, places = _one(
        both_crawls,
        "select count(distinct o.posting_id), count(distinct l.posting_id), count(*) "
        + of_pages.format(join="left join marts.bridge_posting_location as l using (posting_id)"),
    )
    assert (pages, placed) == (40, 40)
    # Twenty-five pages name one place; fifteen name several.
    assert places > 80
    (paid,) = _one(both_crawls, "select count(s.salary_min) " + of_pages.format(join=""))
    assert paid >= 14
