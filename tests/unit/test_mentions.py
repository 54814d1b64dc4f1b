"""Mentions as rows: spans, sections, strength, flags, order."""

import pyarrow as pa
import pytest

from extraction_fixtures import FILLER, Extraction, observe
from ingestion.extraction.mentions import scan
from ingestion.schemas import MENTIONS

pytestmark = pytest.mark.unit

POSTING = """Senior AI Engineer (Remote)

About us

Crumb bakes. We raised a $45M Series B, and our team comes from Docker.

What you'll do

- Build AI agents and RAG pipelines with Python
- Work directly with customers

Requirements

- 5+ years of experience with Python and SQL
- Zero Java
- Azure DevOps is a plus
- BS in Computer Science

Nice to have

- Rust

Benefits

- The base salary range is $120k–150k
- We give you Docker
"""


@pytest.fixture(scope="module")
def extraction(tmp_path_factory):
    return Extraction(tmp_path_factory.mktemp("seeds"))


@pytest.fixture(scope="module")
def rows(extraction):
    return scan(extraction.versions(POSTING + FILLER), extraction.rules).to_pylist()


def strengths(rows, skill):
    return [(row["section"], row["strength"]) for row in rows if row["canonical_id"] == skill]


def test_every_row_states_the_words_of_its_span(extraction):
    texts = (
        POSTING + FILLER,
        "\u0130stanbul Baker\n\nIt\u2019s \u20ac65k\u201370k gross salary, Python \U0001f680 & Rust" + FILLER,
    )
    versions = extraction.versions(*texts)
    by_id = {row["version_id"]: row["text"] for row in versions.to_pylist()}
    rows = scan(versions, extraction.rules).to_pylist()
    assert {row["kind"] for row in rows} >= {"skill", "pay", "level", "work_mode", "flag", "role_signal", "degree"}
    for row in rows:
        text = by_id[row["version_id"]]
        assert row["matched_text"] == text[row["start_offset"] : row["end_offset"]] != ""
        assert row["matched_text"] == row["matched_text"].strip()


def test_requirements_are_required_and_nice_to_haves_preferred(rows):
    assert strengths(rows, "SQL") == [("requirements", "required")]
    assert strengths(rows, "Rust") == [("nice_to_have", "preferred")]
    assert strengths(rows, "Python") == [("responsibilities", "mentioned"), ("requirements", "required")]


def test_cues_of_the_sentence_win_over_the_section(rows):
    assert strengths(rows, "Azure DevOps") == [("requirements", "preferred")]
    assert strengths(rows, "Java") == [("requirements", "negated")]
    assert strengths(rows, "Docker") == [("company", "mentioned"), ("benefits", "boilerplate")]


@pytest.mark.parametrize(
    ("line", "strength"),
    [
        ("Python is a plus", "preferred"),
        ("Preferably Python", "preferred"),
        ("You must have Python", "required"),
        ("Python is required", "required"),
        ("Python is not required", "negated"),
        ("You must have Java, and Python is a plus", "preferred"),
        ("Python is required, and three years of it are preferred", "preferred"),
        ("Our customers include Python, which is required", "boilerplate"),
        ("Our customers include Python, which is not required", "negated"),
        ("No prior Python needed", "negated"),
        ("Our customers include Python", "boilerplate"),
        ("Rust is a plus. Python all day", "mentioned"),
        ("Rust is a plus; Python all day", "mentioned"),
        ("zero Java, but Python all day", "mentioned"),
        ("Rust is a plus• Python all day", "mentioned"),
    ],
)
def test_strength_follows_the_cues_of_the_sentence(extraction, line, strength):
    rows = extraction.of_kind("skill", f"What you'll do\n\n- {line}\n")
    assert [row["strength"] for row in rows if row["canonical_id"] == "Python"] == [strength]


@pytest.mark.parametrize(
    "line",
    [
        "No Python experience required",
        "No Python here: we bake by hand",
        "No deep Python knowledge",
        "No Java, Rust or Python experience required",
        "You won't have to write any Python",
        "You do not need to know Python; another team does",
        "Python isn't needed",
        "Prior Java and Python experience is not required.",
        "Come without Python experience",
        "Rust at heart (zero Python)",
        "Rust, not just Python",
    ],
)
def test_a_skill_that_is_not_needed_is_negated(extraction, line):
    rows = extraction.of_kind("skill", f"Requirements\n\n- {line}\n")
    assert [row["strength"] for row in rows if row["canonical_id"] == "Python"] == ["negated"]


@pytest.mark.parametrize(
    "line",
    [
        "No prior Python experience is a problem",
        "Not only Rust but also Python",
        "Not just Python but also Rust",
        "No two days are the same, and Python is among the skills",
        "Ship without compromising on Python",
        "No-code tools and Python",
        "Build products from zero to one with Python",
        "Plenty of Python, though Java is not required",
        "Python at work (Java is not required)",
        "No Java experience required, but Python all day",
    ],
)
def test_a_negation_of_something_else_leaves_a_skill_alone(extraction, line):
    rows = extraction.of_kind("skill", f"What you'll do\n\n- {line}\n")
    assert [row["strength"] for row in rows if row["canonical_id"] == "Python"] == ["mentioned"]


@pytest.mark.parametrize(
    "line",
    [
        "Python is a plus, not a must",
        "Python (bonus points, not required)",
        "Python is a big plus, but not mandatory",
        "Python is not required, but very useful",
        "Bonus points: Python",
    ],
)
def test_a_nice_to_have_that_is_not_required_stays_preferred(extraction, line):
    rows = extraction.of_kind("skill", f"Requirements\n\n- {line}\n")
    assert [row["strength"] for row in rows if row["canonical_id"] == "Python"] == ["preferred"]


@pytest.mark.parametrize(
    ("line", "strength"),
    [
        ("Python (a second language is a plus)", "required"),
        ("Clouds (preferably AWS) and Python", "required"),
        ("Python (considered a plus)", "preferred"),
        ("Rust (preferred), or Python", "required"),
        ("Java or Python (preferred), or Rust", "preferred"),
        ("(Nice to have) Baked with Python, on a large oven", "preferred"),
        ("(Bonus) Have baked with Python", "preferred"),
        ("(Extra bonus) Have 10 years of Python", "preferred"),
    ],
)
def test_a_cue_in_parentheses_reaches_them_or_the_name_before(extraction, line, strength):
    rows = extraction.of_kind("skill", f"Requirements\n\n- {line}\n")
    assert [row["strength"] for row in rows if row["canonical_id"] == "Python"] == [strength]


@pytest.mark.parametrize(
    ("line", "strength"),
    [
        ("5+ years of Python", "required"),
        ("Strong command of a language, knowledge of Python", "required"),
        ("Familiarity with Python", "required"),
        ("You have five years or more, or extensive experience with Python", "mentioned"),
        ("You have extensive experience with Python", "required"),
        ("You are familiar with Python", "required"),
        ("Strong ovens for Python", "mentioned"),
        ("Share your experience of Python", "mentioned"),
    ],
)
def test_a_demand_among_duties_is_required(extraction, line, strength):
    rows = extraction.of_kind("skill", f"What you'll do\n\n- Bake\n- {line}\n- Sweep\n")
    assert [row["strength"] for row in rows if row["canonical_id"] == "Python"] == [strength]


@pytest.mark.parametrize(
    ("line", "strength"),
    [
        ("We give every engineer a Docker subscription.", "boilerplate"),
        ("A Docker licence for everybody who wants one", "boilerplate"),
        ("A Docker seat from your first day", "boilerplate"),
        ("Customers like Python, Rust and Docker trust us", "boilerplate"),
        ("A degree in baking, Docker or a related field", "boilerplate"),
        ("A degree in baking and experience with Docker", "mentioned"),
        ("Bake with care, collaborating with Docker engineers", "boilerplate"),
        ("Collaborate with bakers to run Docker", "mentioned"),
        ("You know the subscription business and Docker", "mentioned"),
        ("A front-row seat to every change of Docker", "mentioned"),
        ("Work at the forefront of Docker", "mentioned"),
        ("Logs that are used by our Docker hosts", "mentioned"),
    ],
)
def test_perks_and_customers_are_no_demand(extraction, line, strength):
    rows = extraction.of_kind("skill", f"What you'll do\n\n- {line}\n")
    assert {row["strength"] for row in rows} == {strength}


@pytest.mark.parametrize(
    ("title", "levels"),
    [
        ("Senior Baker", ["senior"]),
        ("Sr. Baker", ["senior"]),
        ("Member of Technical Staff", []),
        ("Staff Baker", ["staff"]),
        ("Product Manager, Bread", []),
        ("Engineering Manager, Bread", ["manager"]),
        ("Baker II", ["mid"]),
        ("Baking Intern", ["intern"]),
        ("Lead Generation Baker", []),
        ("Bread Engineer 2", ["mid"]),
        ("Bread Engineer I", ["entry"]),
        ("Baking Apprenticeship", ["intern"]),
        ("Entry-Level Baking Apprenticeship", ["entry"]),
        ("Distinguished Baker, Office of the CTO", ["principal"]),
        ("Baker", []),
    ],
)
def test_level_is_read_from_the_title(extraction, title, levels):
    rows = extraction.of_kind("level", "Our senior staff will lead you.", title=title)
    assert [row["canonical_id"] for row in rows] == levels


@pytest.mark.parametrize(
    ("body", "levels"),
    [
        ("As a senior baker, you lead our ovens.", ["senior"]),
        ("We are looking for a Staff Baker.", ["staff"]),
        ("The bakery is seeking a VP-level baker.", ["director"]),
        ("You have worked at a mid to senior level.", ["mid"]),
        ("This is an entry-level role.", ["entry"]),
        ("Ten years of experience as a senior baker", []),
        ("You report to a senior baker and mentor junior bakers.", []),
        ("We are looking for senior leaders and bakers.", []),
    ],
)
def test_a_level_that_the_text_states_of_the_job_is_read(extraction, body, levels):
    assert [row["canonical_id"] for row in extraction.of_kind("level", body)] == levels


@pytest.mark.parametrize(
    ("body", "degrees"),
    [
        ("A degree in food science or similar", ["bachelor"]),
        ("CS degree OR equivalent", ["bachelor"]),
        ("A Bachelorʼs degree", ["bachelor"]),
        ("Master's degree in food science", ["master"]),
        ("MSc or PhD degree in food science", ["master", "phd"]),
        ("Bread of PhD-level quality", []),
        ("We employ dropouts, PhD candidates and everyone else.", []),
        ("You work with a high degree of autonomy.", []),
        ("A degree is not required.", []),
    ],
)
def test_degrees_are_read_with_and_without_their_names(extraction, body, degrees):
    assert [row["canonical_id"] for row in extraction.of_kind("degree", body)] == degrees


@pytest.mark.parametrize(
    ("body", "modes"),
    [
        ("This is a fully remote position.", {"remote"}),
        ("This is not a remote position.", set()),
        ("Location: hybrid, three days in the Leeds office", {"hybrid"}),
        ("You build hybrid search over remote sensing data", set()),
        ("Location: Remote - US", {"remote"}),
        ("Hybrid or remote, as you like", {"remote"}),
        ("A remote work setup budget", set()),
        ("Hybrid roles will be specified.", set()),
        ("If this role is remote, you visit us twice.", set()),
        ("#LI-Remote", {"remote"}),
        ("#LI-Hybrid", {"hybrid"}),
        ("Options for working from home", {"hybrid"}),
        ("You work from home one day a week.", {"hybrid"}),
        ("This role is based in our Porto office.", {"onsite"}),
        ("This role is based in Porto.", set()),
        ("The last step is an on-site interview.", set()),
        ("Catered lunch in the office", set()),
    ],
)
def test_work_mode_is_distinguished_from_hybrid_search_and_remote_sensing(extraction, body, modes):
    assert {row["canonical_id"] for row in extraction.of_kind("work_mode", body)} == modes


@pytest.mark.parametrize(
    ("body", "modes"),
    [
        ("3 days a week in our Leeds office", ["hybrid"]),
        ("You are at the office 2-3 days each week.", ["hybrid"]),
        ("Office days: two designated office days each week", ["hybrid"]),
        ("You come to our office twice a week.", ["hybrid"]),
        ("Our office expects you 4+ days per week.", ["hybrid"]),
        ("5 days a week at our HQ", ["onsite"]),
        ("At the office 40% of the time", ["hybrid"]),
        ("At our office eight days a month", ["hybrid"]),
        ("Office presence on Tuesdays", ["hybrid"]),
        ("From home up to 3 days per week", ["hybrid"]),
        ("You work from home five days a week.", []),
        ("You bake five days a week.", []),
        ("Lunch at the office 3 days a week", []),
        ("You travel to client offices 2 days a week.", []),
        ("Office hours are Monday to Friday.", []),
    ],
)
def test_days_at_a_place_are_a_work_mode(extraction, body, modes):
    rows = extraction.of_kind("work_mode", body)
    assert [row["canonical_id"] for row in rows if row["rule_id"] == "days:at_a_place"] == modes


def test_flags_and_role_signals_have_their_matched_text(rows):
    flags = {(row["canonical_id"], row["matched_text"]) for row in rows if row["kind"] == "flag"}
    assert ("is_customer_facing", "directly with customers") in flags
    signals = {row["canonical_id"] for row in rows if row["kind"] == "role_signal"}
    assert {"ai_title", "agents", "rag"} <= signals


@pytest.mark.parametrize(
    ("body", "flags"),
    [
        ("You sit down with customers and learn how they bake.", {"is_customer_facing"}),
        ("We grow fast, with customers including three ports.", set()),
        ("We partner with customers across the globe.", set()),
        ("Work with bakers and customers to improve the oven.", {"is_customer_facing"}),
        ("Three years in a customer-facing job.", {"is_customer_facing"}),
        ("Build tools for our customer-facing teams.", set()),
        ("Three years of shipping customer-facing ML products.", set()),
        ("Move client-facing KPIs.", set()),
        ("You mentor a small team of bakers.", {"is_management"}),
        ("Technical influence rather than direct people management.", set()),
        ("This job doesn't involve people management.", set()),
        ("You know tools of application performance management.", set()),
        ("We are committed to hiring and developing from within.", set()),
        ("Lead and manage pilots of new ovens.", set()),
    ],
)
def test_flags_are_of_the_job_and_not_of_products_firms_or_other_teams(extraction, body, flags):
    assert {row["canonical_id"] for row in extraction.of_kind("flag", body)} == flags


@pytest.mark.parametrize(
    ("title", "flags"),
    [
        ("Solutions Engineer", {"is_customer_facing"}),
        ("AI Solutions Engineer", set()),
        ("Bakery Technical Lead", {"is_management"}),
        ("Lead Baker", set()),
        ("Developer Relations Manager", {"is_customer_facing"}),
    ],
)
def test_flags_of_a_title(extraction, title, flags):
    assert {row["canonical_id"] for row in extraction.of_kind("flag", "", title=title)} == flags


@pytest.mark.parametrize(
    ("title", "body", "signal"),
    [
        ("Baker", "Rate and rank answers, and say which is best.", "human_feedback"),
        ("Product Marketing Lead, AI", "", "around_title"),
        ("Technical Recruiter, AI Teams", "", "business_title"),
    ],
)
def test_work_around_models_is_recognised_by_its_phrases(extraction, title, body, signal):
    assert signal in {row["canonical_id"] for row in extraction.of_kind("role_signal", body, title=title)}


def test_cues_become_no_rows(rows):
    assert {row["kind"] for row in rows}.isdisjoint({"strength", "currency", "pay_cue", "years_cue", "section"})


def test_rows_come_in_order_and_the_same_every_time(extraction):
    versions = extraction.versions(POSTING + FILLER, "Baker\n\nPython" + FILLER)
    first, second = scan(versions, extraction.rules), scan(versions.take([1, 0]), extraction.rules)
    assert first.equals(second)
    keys = [
        (row["version_id"], row["start_offset"], row["end_offset"], row["kind"], row["canonical_id"])
        for row in first.to_pylist()
    ]
    assert keys == sorted(keys)
    assert len(keys) == len(set(keys))


def test_table_and_batch_give_the_same_and_an_empty_one_gives_no_rows(extraction):
    versions = extraction.versions(POSTING + FILLER)
    assert scan(versions.to_batches()[0], extraction.rules).equals(scan(versions, extraction.rules))
    empty = scan(extraction.versions(), extraction.rules)
    assert (empty.num_rows, empty.schema) == (0, MENTIONS)
    assert isinstance(empty, pa.RecordBatch)


def test_other_languages_keep_technologies_and_the_title_but_no_english_phrases(extraction):
    body = (
        "Wir suchen dich für unsere Bäckerei, und du arbeitest mit Python und Docker in einem Team, "
        "das sich auf die Arbeit mit dir freut. Fully remote, work directly with customers."
    )
    rows = scan(extraction.versions(f"Senior AI Engineer\n\n{body}"), extraction.rules).to_pylist()
    assert {(row["kind"], row["canonical_id"]) for row in rows} == {
        ("level", "senior"),
        ("role_signal", "ai_title"),
        ("skill", "Python"),
        ("skill", "Docker"),
    }


def test_observations_that_are_not_primary_have_no_version(extraction):
    assert extraction.versions(POSTING, dedup_status="superseded").num_rows == 0
    assert observe(POSTING).num_rows == 1
