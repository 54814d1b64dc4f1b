"""The skill taxonomy as data: unique aliases, resolvable references, explained ambiguity.

Here: claims about `skill.csv`, `skill_alias.csv` and `skill_guard.csv` as files. Not here: whether
a guard's examples pass through the matcher, which is a test of the matcher.
"""

import re
from collections import Counter, defaultdict

import pytest

from ingestion.storage.layout import PROJECT_ROOT, SEEDS
from ingestion.storage.seeds import load_seed

pytestmark = pytest.mark.unit

SKILLS = "skill"
ALIASES = "skill_alias"
GUARDS = "skill_guard"
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
CATEGORIES = {
    "cloud",
    "compute",
    "data",
    "databases",
    "domains",
    "genai",
    "languages",
    "methods",
    "ml",
    "mobile",
    "ops",
    "security",
    "testing",
    "tools",
    "web",
}


@pytest.fixture(scope="module")
def skills():
    return {row["skill_id"]: row for row in load_seed(SKILLS)}


@pytest.fixture(scope="module")
def aliases():
    return load_seed(ALIASES)


@pytest.fixture(scope="module")
def guards():
    return {row["guard_id"]: row for row in load_seed(GUARDS)}


def test_taxonomy_covers_at_least_380_skills_and_1100_aliases(skills, aliases):
    assert len(skills) >= 380
    assert len(aliases) >= 1100


def test_no_alias_stands_twice_whatever_its_case(aliases):
    counted = Counter(row["alias"].casefold() for row in aliases)
    assert [alias for alias, count in counted.items() if count > 1] == []


def test_every_skill_has_its_own_name_as_an_alias(skills, aliases):
    names = {(row["alias"].casefold(), row["skill_id"]) for row in aliases}
    assert [i for i, row in skills.items() if (row["skill_name"].casefold(), i) not in names] == []


def test_no_two_skills_share_a_name(skills):
    counted = Counter(row["skill_name"].casefold() for row in skills.values())
    assert [name for name, count in counted.items() if count > 1] == []


def test_ids_are_slugs(skills, guards):
    assert [i for i in (*skills, *guards) if not SLUG.fullmatch(i)] == []


def test_every_reference_resolves(skills, aliases, guards):
    assert [row["alias"] for row in aliases if row["skill_id"] not in skills] == []
    assert [row["alias"] for row in aliases if row["guard_id"] and row["guard_id"] not in guards] == []
    assert [i for i, row in skills.items() if row["parent_skill_id"] and row["parent_skill_id"] not in skills] == []


def test_every_guard_is_used(aliases, guards):
    assert set(guards) == {row["guard_id"] for row in aliases} - {""}


def test_parents_never_lead_back_to_their_child(skills):
    for skill_id in skills:
        seen = {skill_id}
        parent = skills[skill_id]["parent_skill_id"]
        while parent:
            assert parent not in seen, f"{skill_id} is its own ancestor through {parent}"
            seen.add(parent)
            parent = skills[parent]["parent_skill_id"]


def test_categories_are_the_known_ones_and_each_is_documented(skills):
    page = (PROJECT_ROOT / "docs" / "taxonomy.md").read_text(encoding="utf-8")
    table = page.partition("## Categories\n")[2].partition("\n## ")[0]
    documented = set(re.findall(r"^\| `([a-z]+)` \|", table, re.M))
    assert {row["category"] for row in skills.values()} == CATEGORIES
    assert documented == CATEGORIES
    assert len(CATEGORIES) <= 16


def test_every_exact_or_guarded_alias_has_a_reason(aliases):
    ambiguous = [row for row in aliases if row["match"] == "exact" or row["guard_id"]]
    assert ambiguous
    assert [row["alias"] for row in ambiguous if not row["reason"]] == []


def test_every_guard_says_why_and_gives_an_example_of_each_verdict(guards):
    for guard_id, row in guards.items():
        assert row["reason"], guard_id
        assert row["accepts"], guard_id
        assert row["rejects"], guard_id


def test_the_examples_of_a_guard_contain_an_alias_it_guards(aliases, guards):
    guarded = defaultdict(list)
    for row in aliases:
        if row["guard_id"]:
            guarded[row["guard_id"]].append(row)
    for guard_id, row in guards.items():
        for example in (row["accepts"], row["rejects"]):
            assert any(_stands_in(alias, example) for alias in guarded[guard_id]), f"{guard_id}: {example}"


def _stands_in(alias, text):
    flags = 0 if alias["match"] == "exact" else re.IGNORECASE
    return re.search(rf"(?<!\w){re.escape(alias['alias'])}(?!\w)", text, flags)


def test_guards_restrict_something_and_their_windows_are_sane(guards):
    columns = ("needs_near", "not_before", "not_after", "not_near")
    for guard_id, row in guards.items():
        assert any(row[column] for column in columns) or row["not_own_company"] == "true", guard_id
        assert 20 <= int(row["window"]) <= 200, guard_id
        assert row["not_own_company"] in {"true", "false"}, guard_id


def test_guard_phrases_are_lower_case_and_none_is_empty(guards):
    for guard_id, row in guards.items():
        for column in ("needs_near", "not_before", "not_after", "not_near"):
            phrases = row[column].split("|") if row[column] else []
            assert all(phrase.strip() and phrase == phrase.lower() for phrase in phrases), f"{guard_id}.{column}"


def test_an_alias_joined_by_a_slash_hides_no_other_skill(skills, aliases):
    owner = {row["alias"].casefold(): row["skill_id"] for row in aliases}
    for row in aliases:
        parts = {owner.get(part.strip()) for part in row["alias"].casefold().split("/")} - {None}
        hidden = parts - {row["skill_id"], *_ancestors(row["skill_id"], skills)}
        assert not (hidden and row["skill_id"] in parts), f"{row['alias']} hides {hidden}"


def _ancestors(skill_id, skills):
    found = []
    while skill_id := skills[skill_id]["parent_skill_id"]:
        found.append(skill_id)
    return found


@pytest.mark.parametrize(
    ("alias", "skill_id"),
    [
        ("React", "react"),
        ("React Native", "react-native"),
        ("Azure OpenAI", "azure-openai"),
        ("Azure DevOps", "azure-devops"),
        ("GitHub Actions", "github-actions"),
        ("SQL Server", "sql-server"),
        ("Postgres", "postgresql"),
        ("k8s", "kubernetes"),
        ("sklearn", "scikit-learn"),
        ("HuggingFace", "hugging-face"),
        ("finetuning", "fine-tuning"),
        ("Amazon Web Services", "aws"),
        ("Google Cloud Platform", "gcp"),
    ],
)
def test_common_spellings_lead_to_their_skill(alias, skill_id, aliases):
    assert {row["alias"].casefold(): row["skill_id"] for row in aliases}[alias.casefold()] == skill_id


def test_seed_files_are_sorted_and_end_lines_with_line_feeds(skills, aliases, guards):
    assert list(skills) == sorted(skills)
    assert list(guards) == sorted(guards)
    assert [row["alias"].lower() for row in aliases] == sorted(row["alias"].lower() for row in aliases)
    for name in (SKILLS, ALIASES, GUARDS):
        content = (SEEDS / f"{name}.csv").read_bytes()
        assert content.endswith(b"\n"), name
        assert b"\r" not in content, name
