"""Which phrase stands where: boundaries, case, containment, context rules."""

import numpy as np
import pytest

from extraction_fixtures import Extraction
from ingestion.extraction.character_classes import codes_of
from ingestion.extraction.context_rules import ContextRule, ContextRules, Occurrences, Surroundings, read_context_rule
from ingestion.storage.seeds import load_seed
from ingestion.text.company_names import company_words, is_own_company
from ingestion.text.folding import fold

pytestmark = pytest.mark.unit

CONTEXT_RULE_ROWS = [row for name in ("context_rule", "skill_context_rule") for row in load_seed(name)]
USES = [
    (row["context_rule_id"], row[column], row["match"])
    for name, column in (("skill_alias", "alias"), ("phrase", "phrase"))
    for row in load_seed(name)
    if row["context_rule_id"]
]


@pytest.fixture(scope="module")
def extraction(tmp_path_factory):
    return Extraction(tmp_path_factory.mktemp("seeds"))


@pytest.mark.parametrize(
    ("body", "skills"),
    [
        ("Apps in React Native.", ["React Native"]),
        ("Apps in React, and React Native.", ["React", "React Native"]),
        ("We use Azure DevOps and GitHub Actions.", ["Azure DevOps", "GitHub Actions"]),
        ("Queries on SQL Server or plain SQL", ["SQL Server", "SQL"]),
        ("C++, C# and .NET", ["C++", "C#", ".NET"]),
        ("C/C++ on Node.js.", ["C", "C++", "Node.js"]),
        ("CI/CD with Python/Go", ["CI/CD", "Python", "Go"]),
        ("AWS's queues; AWS\u2019s mails", ["AWS", "AWS"]),
        ("Javanese and Dockerised and rusty", []),
        ("See python.org or write to us@docker.com", []),
        ("(Python), [Rust] \u201cJava\u201d", ["Python", "Rust", "Java"]),
        ("Python.", ["Python"]),
        ("C—C++ • Python… Go\u2019s 東京 Java", ["C", "C++", "Python", "Go", "Java"]),
    ],
)
def test_skill_names_are_found_whole_and_longest(extraction, body, skills):
    assert extraction.skills(body) == skills


@pytest.mark.parametrize(
    ("body", "skills"),
    [
        ("Go or Python in the backend", ["Go", "Python"]),
        ("We go to market with Python", ["Python"]),
        ("A Go-to person for Python", ["Python"]),
        ("Python, SQL, R", ["Python", "SQL", "R"]),
        ("Python in the R&D team", ["Python"]),
        ("Rust at C-level, after our Series C", ["Rust"]),
        ("R", []),
    ],
)
def test_ambiguous_short_names_have_to_pass_their_context_rule(extraction, body, skills):
    assert extraction.skills(body) == skills


def test_own_company_is_no_skill_where_the_context_rule_excludes_it(extraction):
    assert extraction.skills("Elastic hires", company="Elastic, Inc.") == []
    assert extraction.skills("Search on Elastic", company="Crumb Ltd") == ["Elastic"]


def test_legal_form_is_no_part_of_a_company_name():
    assert company_words("Acme, Inc.") == "acme"
    assert company_words("Acme Pty Ltd") == "acme"
    assert company_words("SAS") == "sas"
    assert is_own_company("elastic", "elastic search")
    assert not is_own_company("go", "google")


def test_folding_keeps_every_offset():
    for text in ("\u0130stanbul \u1e9e\u00df \u03a3\u03a3", "It\u2019s", "plain"):
        assert len(fold(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "is_accepted"),
    [
        ("clay oven, the bread rises", False),
        ("the bread rises in an oven", False),
        ("clay oven\nthe bread rises\nan oven gate", True),
        ("clay oven, the bread rises\nan icy gate", False),
        ("clay pot\nthe bread rises in an oven", False),
        ("clay oven\nthe bread rises in a pot\n", True),
        ("an oven that stands too far from it, and the bread rises", True),
    ],
)
def test_a_barring_word_counts_in_its_own_line_only(text, is_accepted):
    context_rule = ContextRule("near", window=30, not_near=("oven",))
    start = text.index("bread")
    end = start + len("bread")
    assert context_rule.accepts_near(text, start, end) is is_accepted
    # The same of many places at once, in texts that begin and end with a line end.
    places = Occurrences(*(np.array([place]) for place in (start + 1, end + 1, 1, len(text) + 1, 0)))
    around = Surroundings.of(codes_of(f"\n{text}\n"))
    assert ContextRules.of([context_rule]).are_accepted_near(around, places).tolist() == [is_accepted]


def _results(row, sentence):
    """Yield whether the context rule accepts each occurrence, in the sentence, of a phrase that uses it."""
    context_rule, folded_sentence = read_context_rule(row), fold(sentence)
    for context_rule_id, phrase, match in USES:
        folded = fold(phrase)
        start = folded_sentence.find(folded) if context_rule_id == row["context_rule_id"] else -1
        while start >= 0:
            end = start + len(folded)
            is_word = not (
                folded_sentence[start - 1 : start].isalnum()
                or (folded[-1].isalnum() and folded_sentence[end : end + 1].isalnum())
            )
            if is_word and (match != "exact" or sentence[start:end] == phrase):
                yield context_rule.accepts(folded_sentence, start, end, company_words("Crumb Ltd"))
            start = folded_sentence.find(folded, start + 1)


@pytest.mark.parametrize("row", CONTEXT_RULE_ROWS, ids=lambda row: row["context_rule_id"])
def test_each_context_rule_accepts_and_rejects_its_own_examples(row):
    assert any(_results(row, row["accepts"])), f"{row['context_rule_id']} accepts nothing in {row['accepts']!r}"
    results = list(_results(row, row["rejects"]))
    assert results, f"no phrase of {row['context_rule_id']} stands in {row['rejects']!r}"
    assert not any(results), f"{row['context_rule_id']} accepts something in {row['rejects']!r}"
