"""Trends in a whole build: a changed mix of countries, changed demand and a rise of pay are distinguished.

Here: two generated snapshots with known changes. Not here: refused comparisons and the arithmetic (dbt's unit tests
beside the models).
"""

import json
from datetime import date
from pathlib import Path

import pytest

from ingestion.inputs.registry import Registry
from ingestion.storage.layout import Layout
from orchestration.build import build
from orchestration.queries import database

pytestmark = pytest.mark.pipeline

POSTINGS, COMPANIES = 300, 97
BEFORE, AFTER = date(2026, 1, 1), date(2026, 2, 1)
PORTUGUESE = {BEFORE: 150, AFTER: 60}
INTRODUCTION = (
    "You will join the team that builds products with large language models and that is responsible for all of them "
    "from the first idea to the day when people use what we have made. We work in small groups and we write down what "
    "we learn, so that others can read it and do not have to ask."
)
LOCAL_OF_TEN = {"PT": 8, "BR": 2}
"""Of ten postings of a country, how many ask for Kubernetes: the same in both snapshots."""
DEMAND_OF_TEN = {BEFORE: 2, AFTER: 5}
"""Of ten postings, how many ask for Terraform, in either country."""
PAY_USD = {"PT": 60_000, "BR": 30_000}
PAY_RISE = {BEFORE: 1.0, AFTER: 1.1}
"""Pay of every posting as a multiple of that in the earlier snapshot."""


def _posting(on: date, number: int) -> dict[str, object]:
    country = "PT" if number < PORTUGUESE[on] else "BR"
    skills = ["Python", "LangChain"]
    skills += ["Kubernetes"] if number % 10 < LOCAL_OF_TEN[country] else []
    skills += ["Terraform"] if (7 * number + number // 10) % 10 < DEMAND_OF_TEN[on] else []
    pay_usd = PAY_USD[country] * PAY_RISE[on] * (1 + number % COMPANIES % 7 / 20)
    return {
        "@type": "JobPosting",
        "identifier": f"{on:%m}-{number}",
        "title": "AI Engineer",
        "datePosted": on.isoformat(),
        "hiringOrganization": {"name": f"Planted {number % COMPANIES}"},
        "jobLocation": {"address": {"addressCountry": country}},
        "baseSalary": {"currency": "USD", "value": {"value": round(pay_usd), "unitText": "YEAR"}},
        "description": f"{INTRODUCTION}\n\nRequirements:\n"
        + "\n".join(f"- Experience with {skill}" for skill in skills),
    }


def _write(on: date, folder: Path) -> Path:
    path = folder / f"{on}.jsonl"
    path.write_text("\n".join(json.dumps(_posting(on, number)) for number in range(POSTINGS)), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Layout:
    layout = Layout(tmp_path_factory.mktemp("planted") / "data")
    for on in (BEFORE, AFTER):
        Registry(layout).add(str(_write(on, tmp_path_factory.mktemp("files"))), None, on, "board", None)
    outcome = build(layout)
    assert outcome.succeeded, outcome.failures
    return layout


def _trend(layout: Layout, skill: str) -> dict[str, object]:
    names, rows = database.run_query(
        layout, f"select * from marts.fct_trend where trend_kind = 'skill' and trend_value = '{skill}'"
    )[:2]
    return dict(zip(names, rows[0], strict=True))


def _share(on: date, skill: str) -> float:
    return sum(skill in str(_posting(on, number)["description"]) for number in range(POSTINGS)) / POSTINGS


def test_a_changed_mix_is_not_a_trend(planted):
    trend = _trend(planted, "kubernetes")
    assert trend["raw_change"] == pytest.approx(_share(AFTER, "Kubernetes") - _share(BEFORE, "Kubernetes"))
    assert trend["mix_change"] == pytest.approx(trend["raw_change"])
    assert trend["within_change"] == pytest.approx(0, abs=1e-9)
    assert not trend["is_mover"]


def test_a_changed_demand_is_a_trend_of_its_planted_size(planted):
    trend = _trend(planted, "terraform")
    assert trend["within_change"] == pytest.approx((DEMAND_OF_TEN[AFTER] - DEMAND_OF_TEN[BEFORE]) / 10)
    assert trend["within_low"] > 0
    assert trend["is_mover"]


def test_a_rise_of_pay_is_distinguished_from_a_shift_to_a_country_with_lower_pay(planted):
    names, rows = database.run_query(planted, "select * from marts.fct_pay_trend")[:2]
    trend = dict(zip(names, rows[0], strict=True))
    assert (len(rows), trend["before_n"], trend["after_n"], trend["company_n"]) == (1, POSTINGS, POSTINGS, COMPANIES)
    assert trend["raw_difference_share"] < -0.05
    assert trend["within_difference_share"] == pytest.approx(0.1, abs=0.02)
    assert trend["within_difference_share_low"] < 0.1 < trend["within_difference_share_high"]
    assert trend["within_difference_share_low"] > 0
    assert trend["is_mover"]
    assert (1 + trend["mix_difference_share"]) * (1 + trend["within_difference_share"]) == pytest.approx(
        1 + trend["raw_difference_share"]
    )


def test_a_skill_of_every_posting_has_no_error_and_is_no_mover(planted):
    trend = _trend(planted, "python")
    assert trend["within_change"] == pytest.approx(0, abs=1e-9)
    assert (trend["within_error"], trend["is_mover"]) == (None, False)
