"""The case study on invented labels: a change of labels changes the figures that depend on it, and no others.

Not here: a build without such labels, which leaves the case study out (`test_selection.py`).
"""

import pytest
from published_report import changed_figures, figures_of, relabel

pytestmark = pytest.mark.pipeline

AS_PUBLISHED, CORRECTED, TEXT = range(3)

# Invented labels for the first postings with text, with the date of the labels of the report.
LABELS = (
    "delete from ingest.labels",
    """insert into ingest.labels by name
    select posting_id as annotation_id, posting_id, source, snapshot_on,
        timestamp '2026-02-05 09:00:00' as annotated_at,
        'AI Engineer' as title, 'Alder' as company, 'Seed' as company_stage, 'ai-first' as role_type,
        false as is_customer_facing, false as is_management, ['Build assistants'] as responsibilities,
        ['Answer questions', 'Agents for law'] as use_cases, [
            {'category': 'genai', 'skill': 'RAG'}, {'category': 'languages', 'skill': 'Python'},
            {'category': 'ops', 'skill': 'Docker'}, {'category': 'ops', 'skill': 'Docker'}
        ] as skills
    from (select distinct posting_id, source, snapshot_on from ingest.observations where has_text)
    order by posting_id
    limit 6""",
)
FIRST = "(select min(posting_id) from ingest.labels)"


@pytest.fixture
def labelled(small_copy):
    relabel(small_copy, *LABELS)
    return small_copy


def test_every_figure_is_computed_from_a_few_labels(labelled):
    figures = figures_of(labelled)
    assert len(figures) == 243
    assert figures["Header", "job descriptions"][AS_PUBLISHED] == 6
    # A label that stands twice counts twice for the report and once when corrected.
    assert figures["Skills: ops", "Docker — jobs"][:2] == (12, 6)
    assert figures["Skill comparison AI-First vs AI-Support", "Docker: AI-First"][AS_PUBLISHED] == 100.0
    # No posting is labelled ai-support, so a share of them has no denominator.
    assert figures["Skill comparison AI-First vs AI-Support", "Docker: AI-Support"] == (None, None, None)
    assert figures["Beyond GenAI", "GenAI + Ops (Docker, K8s, CI/CD)"][AS_PUBLISHED] == 100.0
    assert figures["Key insight", "RAG + Agents share of use cases"][AS_PUBLISHED] == 50.0


def test_another_spelling_changes_only_what_the_report_counted(labelled):
    before = figures_of(labelled)
    after = relabel(
        labelled,
        f"""update ingest.labels set skills = [
            case label.skill
                when 'RAG' then {{'category': 'genai', 'skill': 'retrieval-augmented generation'}} else label
            end
            for label in skills
        ]
        where posting_id = {FIRST}""",
    )
    assert changed_figures(before, after, AS_PUBLISHED) == {
        ("Summary", "roles that mention RAG"),
        ("Skills: GenAI", "RAG — jobs"),
        ("Skills: GenAI", "RAG — share"),
        ("Skill comparison AI-First vs AI-Support", "RAG: AI-First"),
    }
    assert changed_figures(before, after, CORRECTED) == set()
    assert changed_figures(before, after, TEXT) == set()


def test_a_note_in_brackets_and_a_flag_change_only_their_own_figures(labelled):
    before = figures_of(labelled)
    after = relabel(
        labelled,
        f"""update ingest.labels set company_stage = 'Seed (2024)', is_management = true
        where posting_id = {FIRST}""",
    )
    stage = {("Dataset statistics", "stage Seed — jobs"), ("Dataset statistics", "stage Seed — share")}
    assert changed_figures(before, after, AS_PUBLISHED) == stage | {
        ("Roles", "management — jobs"),
        ("Roles", "management — share"),
    }
    assert changed_figures(before, after, CORRECTED) == set()
    assert changed_figures(before, after, TEXT) == set()
