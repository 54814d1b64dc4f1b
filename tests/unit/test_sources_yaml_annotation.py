"""YAML labels: the labels that somebody else gave a posting."""

from datetime import datetime

import pytest

from ingestion.schemas import Unusable
from ingestion.sources import source_of
from ingestion.sources.base import Hints

pytestmark = pytest.mark.unit

SOURCE = source_of("yaml-annotation")
LABELS = """\
company:
  name: Nordlicht
  stage: Series A
  focus:
position:
  title: Data Engineer
  ai_type:
    type: ai-first
    reasoning: |-
      Builds what
      customers see.
  responsibilities:
  - Write pipelines
  use_cases: []
  skills:
    genai: [RAG, OpenAI]
    data: []
    languages: [Go, "1984"]
  is_customer_facing: false
  is_management: true
meta:
  job_id: '0417'
  extracted_at: '2026-02-05T09:34:33.397428'
"""


def read(text):
    (record,) = SOURCE.split(text.encode())
    return SOURCE.parse(record)


def test_every_label_is_read():
    labels = read(LABELS)
    assert (labels.external_id, labels.title, labels.company) == ("0417", "Data Engineer", "Nordlicht")
    assert (labels.company_stage, labels.company_focus) == ("Series A", None)
    assert (labels.role_type, labels.role_reason) == ("ai-first", "Builds what customers see.")
    assert (labels.is_customer_facing, labels.is_management) == (False, True)
    assert (labels.responsibilities, labels.use_cases) == (("Write pipelines",), ())
    assert labels.skills == (("genai", "RAG"), ("genai", "OpenAI"), ("languages", "Go"), ("languages", "1984"))
    assert labels.annotated_at == datetime(2026, 2, 5, 9, 34, 33, 397428)


def test_labels_without_a_posting_id_cannot_be_used():
    with pytest.raises(Unusable, match=r"meta\.job_id") as caught:
        read(LABELS.replace("job_id: '0417'", "job_id:"))
    assert caught.value.rule_id == "no_job_id"


def test_labels_of_unexpected_shape_are_read_as_far_as_they_go():
    labels = read(
        "company: Nordlicht\nposition:\n  skills: RAG\n  ai_type: ai-first\n  title: [x]\nmeta:\n  job_id: 5\n"
    )
    assert (labels.external_id, labels.title, labels.company, labels.skills) == ("5", None, None, ())


@pytest.mark.parametrize(("text", "rule_id"), [("position: [", "not_yaml"), ("---\n", "not_a_mapping")])
def test_labels_that_are_not_yaml_cannot_be_used(text, rule_id):
    with pytest.raises(Unusable) as caught:
        SOURCE.split(text.encode())
    assert caught.value.rule_id == rule_id


def test_labels_hint_at_no_board_and_no_day():
    assert SOURCE.hints(LABELS.encode()) == Hints()
