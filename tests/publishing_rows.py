"""Invented rows of published tables for tests of the candidate and the report site, hostile strings included.

Here: values by the names of their columns. Not here: which columns a table has (the manifest of the dbt project lists
them), or writing a database with them (`publishing_fixtures.py`).
"""

from collections.abc import Iterable, Sequence
from datetime import date
from math import sqrt

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

SHARE = "n population_n share share_low share_high"
OF_POLICY = "source counting_policy"

Row = tuple[object, ...]
NamedRow = dict[str, object]


def wilson(n: int, population: int, z: float = 1.959964) -> tuple[float, float, float]:
    share = n / population
    middle = (share + z * z / (2 * population)) / (1 + z * z / population)
    half = z / (1 + z * z / population) * sqrt(share * (1 - share) / population + z * z / (4 * population**2))
    return share, max(0.0, middle - half), min(1.0, middle + half)


def _named(columns: str, rows: Iterable[Row]) -> list[NamedRow]:
    """Return the rows by column names; columns of the table that are not named are null."""
    return [dict(zip(columns.split(), row, strict=True)) for row in rows]


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
    changes = (("skill", SCRIPT, 0.1, True), ("skill", "RAG", -0.04, True), ("pay", "stated", 0.01, False))
    return [
        ("harbour", last, first, kind, name, 90, 300, 120, 300, 0.3, 0.3 + change, change, change / 4, change * 3 / 4,
         change / 2, change, 0.01, is_mover)
        for kind, name, change, is_mover in changes
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
    attributes = (
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
        for basis, kind, value, n in attributes
    ]
    others = (("role_name", SCRIPT, "text", "role_type", "ai-first"), ("country", RTL, "posting", "pay", "stated"),
            ("country_and_level", "Norway · mid", "posting", "work_mode", "remote"),
            ("level", "mid", "text", "years_asked", "2-3"))  # fmt: skip
    return [*rows, *(("harbour", "postings", *group, 9, 40, *wilson(9, 40), True) for group in others)]


def _path() -> list[Row]:
    return [
        ("harbour", "openings", role, aim, step, name, 40, 40 * step, 300, *wilson(40 * step, 300))
        for role in ("all", "ai-first")
        for aim in ("half", "one")
        for step, name in enumerate(("Python", SCRIPT, TEMPLATE), start=1)
    ]


def _comparisons() -> list[Row]:
    compared = ((SCRIPT, 90, 10, 5.1, 2.4, 9.9, 0.001, True), ("Rust", 30, 31, 0.9, 0.4, 1.8, 0.9, False))
    return [
        ("harbour", "openings", "level", "senior", "mid", f"s-{place}", name, n, 300, *wilson(n, 300),
         *wilson(n, 300)[1:], other, 200, *wilson(other, 200), None, None, ratio, low, high, q, differs, other < 10)
        for place, (name, n, other, ratio, low, high, q, differs) in enumerate(compared)
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


def invented_rows() -> dict[str, list[NamedRow]]:
    """Return the rows of the tables that have any, by `schema.table`."""
    day = date(2026, 2, 27)
    reject = "line 3: a mapping was expected; fix the file and build again"
    facts: list[Row] = [(f"harbour:{i}", "harbour", HOSTILE[i % 9], i % 7 > 0, None, day) for i in range(40)]
    mention: Row = ("v1", "harbour:1", "skill", "languages-1", SCRIPT, 120, 126, "requirements", "required", "exact")
    return {
        "reports.rpt_overview": _named(
            "source sampling_frame snapshot_count first_snapshot_on last_snapshot_on posting_count text_posting_count "
            "analysed_posting_count card_only_count other_language_count opening_count company_count "
            "annotation_count reject_count is_synthetic",
            _overview(),
        ),
        "reports.rpt_coverage": _named(
            "source snapshot_on document_count record_count observation_count duplicate_count conflict_count "
            "annotation_count reject_count posting_count text_posting_count",
            _coverage(),
        ),
        "reports.rpt_role_types": _named(f"{OF_POLICY} role_type {SHARE}", _shares(ROLE_TYPES)),
        "reports.rpt_skill_demand": _named(
            f"{OF_POLICY} skill_id skill_name category kind n required_n preferred_n population_n share share_low "
            "share_high rank_in_category",
            _skills(),
        ),
        "reports.rpt_companies": _named(f"{OF_POLICY} company_key company_name {SHARE} rank", _companies()),
        "reports.rpt_survival": _named(
            "source dimension dimension_value at_risk_n closed_count median_days median_low_days median_high_days "
            "listed_15_share listed_30_share listed_30_share_low listed_30_share_high listed_60_share "
            "last_day_number",
            _survival(),
        ),
        "reports.rpt_changes": _named(
            "source snapshot_on change_kind posting_count opening_count company_count",
            [("harbour", day, "other_job", 2, 2, 1), ("harbour", day, "closed", 30, 28, 9)],
        ),
        "reports.rpt_trend_basis": _named(
            "source snapshot_on previous_snapshot_on trend_kind stated_before_share stated_after_share "
            "overlap_before_share overlap_after_share is_comparable refusal",
            [
                ("harbour", day, date(2026, 2, 4), "skill", 0.9, 0.8, 1.0, 1.0, True, None),
                ("harbour", day, date(2026, 2, 4), "level", 0.9, 0.1, 0.4, 1.0, False, SCRIPT),
            ],
        ),
        "reports.rpt_trends": _named(
            "source snapshot_on previous_snapshot_on trend_kind trend_name before_n population_before_n after_n "
            "population_after_n before_share after_share raw_change mix_change within_change within_low "
            "within_high q_value is_mover",
            _trends(date(2026, 2, 4), day),
        ),
        "reports.rpt_field_conflicts": _named(
            f"source field_name document_value text_value is_same {SHARE} text_chosen_n",
            [
                ("harbour", "work_mode", "onsite", "hybrid", False, 30, 90, *wilson(30, 90), 0),
                ("harbour", "work_mode", SCRIPT, SCRIPT, True, 60, 90, *wilson(60, 90), 0),
            ],
        ),
        "reports.rpt_label_agreement": _named(
            "source label_kind label_value label_name total_n label_n text_n both_n label_not_requested_n "
            f"label_unnamed_n text_only_n agreement_share kappa f1 {SHARE} is_small",
            _agreement(),
        ),
        "reports.rpt_label_disagreements": _named(
            "source skill_id skill_name disagreement differ_n place posting_id label_words matched_text section "
            "strength rule_id example_words",
            [
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
        ),
        "reports.rpt_pay_trends": _named(
            "source snapshot_on previous_snapshot_on before_n after_n company_n pay_before_usd pay_after_usd "
            "raw_difference_share mix_difference_share within_difference_share within_difference_share_low "
            "within_difference_share_high is_mover",
            [("harbour", day, date(2026, 2, 4), 90, 120, 40, 1.5e5, 1.6e5, 0.067, 0.03, 0.036, -0.01, 0.08, False)],
        ),
        "marts.fct_posting_survival": _named(
            "source dimension dimension_value day_number at_risk_n survival survival_low survival_high", _curves()
        ),
        "marts.fct_posting_change": _named(
            "posting_id snapshot_on change_kind skill_id", [("harbour:1", day, "skill_added", "s-0")]
        ),
        "reports.rpt_shares": _named(
            f"{OF_POLICY} group_kind group_value basis attribute_kind attribute_value {SHARE} is_small",
            _market_shares(),
        ),
        "reports.rpt_skill_path": _named(f"{OF_POLICY} role_type aim step skill_name gained_n {SHARE}", _path()),
        "reports.rpt_skill_pairs": _named(
            f"{OF_POLICY} skill_id skill_name with_skill_id with_skill_name {SHARE} share_clustered_low "
            "share_clustered_high lift odds_ratio odds_ratio_low odds_ratio_high odds_rank",
            [
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
        ),
        "reports.rpt_skill_comparison": _named(
            f"{OF_POLICY} group_kind first_group second_group skill_id skill_name first_n first_population_n "
            "first_share first_share_low first_share_high first_share_clustered_low first_share_clustered_high "
            "second_n second_population_n second_share second_share_low second_share_high "
            "second_share_clustered_low second_share_clustered_high odds_ratio odds_ratio_low odds_ratio_high "
            "q_value is_significant is_small",
            _comparisons(),
        ),
        "reports.rpt_pay_by": _named(
            f"source pay_dimension dimension_value dimension_name group_level {SHARE} company_n pay_quarter_usd "
            "pay_median_usd pay_median_usd_low pay_median_usd_high pay_three_quarters_usd beside_n "
            "difference_share difference_share_low difference_share_high is_significant",
            _pay_by(),
        ),
        "reports.rpt_company_profiles": _named(
            f"source company_name size_band posting_count opening_count listed_count {SHARE} is_small "
            "entry_level_count remote_count pay_posting_count pay_median_usd title_family_words skill_words "
            "country_words first_seen_on",
            [
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
        ),
        "reports.rpt_titles": _named(f"{OF_POLICY} title title_family {SHARE} rank", _titles()),
        "reports.rpt_title_families": _named(f"{OF_POLICY} title_family {SHARE} ai_first_share", _families()),
        "reports.rpt_pay": _named(
            "source level role_type pay_posting_count population_n pay_min_median_usd pay_min_median_usd_low "
            "pay_min_median_usd_high pay_max_median_usd pay_max_median_usd_low pay_max_median_usd_high",
            _pay(),
        ),
        "reports.rpt_work_modes": _named(f"{OF_POLICY} work_mode {SHARE}", _shares(WORK_MODES)),
        "reports.rpt_levels": _named(f"{OF_POLICY} level {SHARE}", _shares(LEVELS)),
        "reports.rpt_rejects": _named(
            "source snapshot_on rule_id reject_count example_uri example_reason",
            [("harbour", day, "not_yaml", 3, f"postings/{SCRIPT}.yaml", reject)],
        ),
        "reports.rpt_published_figures": _named(
            "source figure_number section figure_name unit published_value as_published_value corrected_value "
            "text_value reading n population_n denominator interval_low interval_high interval_clustered_low "
            "interval_clustered_high labelled_n labelled_without_text_n verdict reason",
            [_figure(source) for source in SOURCES],
        ),
        "meta.published_figure": _named(
            "figure_number rule population subject", [(1, "skill_jobs", "all", "genai/RAG")]
        ),
        "meta.scorecard": _named(
            "label_set measured_field is_in_sample true_count found_count precision_share recall_share f1 f1_low "
            "f1_high measured_on is_current",
            [("gold_frozen", SCRIPT, False, 30, 31, 0.9, 0.93, 0.91, 0.85, None, day, True)],
        ),
        "marts.dim_skill": _named(
            "skill_id skill_name category kind",
            [(f"s-{i}", text, "hostile", "technology") for i, text in enumerate(HOSTILE)],
        ),
        "marts.fct_posting": _named("posting_id source title has_text salary_min posted_on", facts),
        "meta.posting_mention": _named(
            "version_id posting_id kind canonical_id matched_text start_offset end_offset section strength rule_id",
            [mention],
        ),
    }
