"""The skill taxonomy as data: unique aliases, resolvable references, explained ambiguity.

Here: expectations about `skill.csv`, `skill_alias.csv` and `skill_context_rule.csv` as files. Not here: whether
a context_rule's examples pass through the matcher, which is a test of the matcher.
"""

import re
from collections import Counter, defaultdict

import pytest

from ingestion.storage.layout import PROJECT_ROOT, SEEDS
from ingestion.storage.seeds import load_seed

pytestmark = pytest.mark.unit

SKILLS = "skill"
ALIASES = "skill_alias"
GUARDS = "skill_context_rule"
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
def context_rules():
    return {row["context_rule_id"]: row for row in load_seed(GUARDS)}


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


def test_ids_are_slugs(skills, context_rules):
    assert [i for i in (*skills, *context_rules) if not SLUG.fullmatch(i)] == []


def test_every_reference_resolves(skills, aliases, context_rules):
    assert [row["alias"] for row in aliases if row["skill_id"] not in skills] == []
    assert [
        row["alias"] for row in aliases if row["context_rule_id"] and row["context_rule_id"] not in context_rules
    ] == []
    assert [i for i, row in skills.items() if row["parent_skill_id"] and row["parent_skill_id"] not in skills] == []


def test_every_context_rule_is_used(aliases, context_rules):
    assert set(context_rules) == {row["context_rule_id"] for row in aliases} - {""}


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
    ambiguous = [row for row in aliases if row["match"] == "exact" or row["context_rule_id"]]
    assert ambiguous
    assert [row["alias"] for row in ambiguous if not row["reason"]] == []


def test_every_context_rule_says_why_and_gives_an_example_of_each_verdict(context_rules):
    for context_rule_id, row in context_rules.items():
        assert row["reason"], context_rule_id
        assert row["accepts"], context_rule_id
        assert row["rejects"], context_rule_id


def test_the_examples_of_a_context_rule_contain_an_alias_it_context_rules(aliases, context_rules):
    ambiguous = defaultdict(list)
    for row in aliases:
        if row["context_rule_id"]:
            ambiguous[row["context_rule_id"]].append(row)
    for context_rule_id, row in context_rules.items():
        for example in (row["accepts"], row["rejects"]):
            assert any(_stands_in(alias, example) for alias in ambiguous[context_rule_id]), (
                f"{context_rule_id}: {example}"
            )


def _stands_in(alias, text):
    flags = 0 if alias["match"] == "exact" else re.IGNORECASE
    return re.search(rf"(?<!\w){re.escape(alias['alias'])}(?!\w)", text, flags)


def test_context_rules_restrict_something_and_their_windows_are_sane(context_rules):
    columns = ("needs_near", "not_before", "not_after", "not_near")
    for context_rule_id, row in context_rules.items():
        assert any(row[column] for column in columns) or row["not_own_company"] == "true", context_rule_id
        assert 20 <= int(row["window"]) <= 200, context_rule_id
        assert row["not_own_company"] in {"true", "false"}, context_rule_id


def test_context_rule_phrases_are_lower_case_and_none_is_empty(context_rules):
    for context_rule_id, row in context_rules.items():
        for column in ("needs_near", "not_before", "not_after", "not_near"):
            phrases = row[column].split("|") if row[column] else []
            assert all(phrase.strip() and phrase == phrase.lower() for phrase in phrases), f"{context_rule_id}.{column}"


def test_an_alias_joined_by_a_slash_hides_no_other_skill(skills, aliases):
    owner = {row["alias"].casefold(): row["skill_id"] for row in aliases}
    for row in aliases:
        parts = {owner.get(part.strip()) for part in row["alias"].casefold().split("/")} - {None}
        hidden = parts - {row["skill_id"], *_ancestors(row["skill_id"], skills)}
        assert not (hidden and row["skill_id"] in parts), f"{row['alias']} hides {hidden}"


def _ancestors(skill_id, skills):
    reached = []
    while skill_id := skills[skill_id]["parent_skill_id"]:
        reached.append(skill_id)
    return reached


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


def test_seed_files_are_sorted_and_end_lines_with_line_feeds(skills, aliases, context_rules):
    assert list(skills) == sorted(skills)
    assert list(context_rules) == sorted(context_rules)
    assert [row["alias"].lower() for row in aliases] == sorted(row["alias"].lower() for row in aliases)
    for name in (SKILLS, ALIASES, GUARDS):
        content = (SEEDS / f"{name}.csv").read_bytes()
        assert content.endswith(b"\n"), name
        assert b"\r" not in content, name
