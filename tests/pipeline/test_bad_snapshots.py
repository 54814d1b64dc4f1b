"""Faulty snapshots: builds treat each as `docs/operations.md` states.

Here: one data directory with an incomplete crawl, two folders of one day, an id used again, a renamed board and dates
in the future. Not here: files that cannot be read (`test_hostile_files.py`).
"""

from datetime import date
from pathlib import Path

import pytest

from ingestion.inputs.registry import Registry
from ingestion.storage.layout import Layout
from orchestration.build import build
from orchestration.queries import build_summary, database

pytestmark = pytest.mark.pipeline

HEADER = "title,company,location,link,posted_date"
DAYS = [date(2026, 1, 5), date(2026, 2, 2), date(2026, 3, 2), date(2026, 4, 6)]
WORDS = " ".join(f"You build part {number} of a planner for ferries with Python." for number in range(12))


def _listing(path: Path, ids: list[int], titles: dict[int, str] | None = None) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [
        f"{(titles or {}).get(number, f'Ferry Planner {number}')},Alder Lines,,https://jobs.example.com/job/x/{number},"
        for number in ids
    ]
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return path


def _text(path: Path, number: int, title: str, posted: str = "2026-01-02") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f"job_id: {number}\ntitle: {title}\ncompany: Alder Lines\nlocation: Porto, Portugal\n"
        f"description: |\n  {WORDS}\nposted_date: {posted}\nurl: https://jobs.example.com/job/x/{number}\n",
        encoding="utf-8",
    )
    return path


def _rows(layout: Layout, sql: str) -> list[tuple]:
    return database.run_query(layout, sql)[1]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory) -> Layout:
    root = tmp_path_factory.mktemp("bad")
    layout = Layout(root / "data")
    registry = Registry(layout)

    def add(path: Path, on: date, source: str = "ferries") -> None:
        registry.add(str(path), None, on, source, None)

    all_ids = list(range(5001, 5031))
    add(_listing(root / "one/listing.csv", all_ids), DAYS[0])
    add(_text(root / "one_texts/5001.yaml", 5001, "Ferry Planner 5001").parent, DAYS[0])
    # An incomplete crawl, and then a listing in two folders, in which an id is used for another job.
    add(_listing(root / "two/listing.csv", [5001, 5002]), DAYS[1])
    add(_listing(root / "three/a/listing.csv", all_ids[:20], {5003: "Harbour Nurse"}), DAYS[2])
    add(_listing(root / "three/b/listing.csv", all_ids[10:25]), DAYS[2])
    # The board under another name, with one of its texts, whose date of posting is in the future.
    add(_text(root / "renamed/9001.yaml", 9001, "Ferry Planner 5001", "2031-01-01").parent, DAYS[3], "ferries-new")
    outcome = build(layout)
    assert outcome.succeeded, outcome.failures
    return layout


def test_a_snapshot_that_shrinks_by_nine_tenths_warns_and_closes_no_posting(warehouse):
    assert _rows(
        warehouse,
        f"""select posting_count, still_count, gone_count, crawl_fault from reports.rpt_coverage
        where source = 'ferries' and snapshot_on = '{DAYS[1]}'""",
    ) == [(2, 2, None, "shrunk")]
    assert _rows(
        warehouse,
        f"select count(*) from marts.fct_posting_lifetime where closed_by_on = '{DAYS[1]}' or is_reopened",
    ) == [(0,)]
    lines = build_summary.lines_of(build_summary.summarize(warehouse.current))
    assert any("warned: shrunk (ferries, 2026-02-02)" in line for line in lines)


def test_two_folders_of_one_source_and_day_are_one_snapshot(warehouse):
    assert _rows(
        warehouse,
        f"""select document_count, record_count, posting_count, duplicate_count, gone_count
        from reports.rpt_coverage where source = 'ferries' and snapshot_on = '{DAYS[2]}'""",
    ) == [(2, 35, 25, 10, 5)]
    assert _rows(warehouse, "select count(*) from marts.fct_posting_lifetime where is_closed") == [(5,)]


def test_an_id_used_for_another_job_is_one_posting_that_is_flagged(warehouse):
    assert _rows(
        warehouse,
        """select change_kind, value_before, value_after from marts.fct_posting_change
        where posting_id = 'ferries:5003' order by change_kind""",
    ) == [(kind, "Ferry Planner 5003", "Harbour Nurse") for kind in ("other_job", "title")]
    assert _rows(warehouse, "select posting_id from marts.fct_posting_lifetime where is_id_reused") == [
        ("ferries:5003",)
    ]
    assert _rows(warehouse, "select count(*) from marts.fct_posting where external_id = '5003'") == [(1,)]


def test_a_renamed_board_closes_no_posting_and_its_postings_join_their_openings(warehouse):
    assert _rows(
        warehouse,
        "select count(distinct opening_id), count(*) from marts.fct_posting where external_id in ('5001', '9001')",
    ) == [(1, 2)]
    assert _rows(warehouse, "select is_closed from marts.fct_posting_lifetime where posting_id = 'ferries:5001'") == [
        (False,)
    ]


def test_a_date_in_the_future_is_published_unchanged_and_no_age_is_computed_from_it(warehouse):
    assert _rows(
        warehouse,
        """select posted_on, listed_from_on, is_start_known, days_listed from marts.fct_posting_lifetime
        inner join marts.fct_posting using (posting_id) where external_id = '9001'""",
    ) == [(date(2031, 1, 1), DAYS[3], False, 0)]
