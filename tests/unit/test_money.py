"""Currencies and pay periods: what stands in the seeds and in the code is one list."""

import csv

import pytest

from ingestion.extraction import salary
from ingestion.fields import pay_field
from ingestion.storage.layout import SEEDS
from ingestion.storage.seeds import load_seed
from ingestion.text.money import CURRENCY_BY_SHARED_SIGN, CURRENCY_BY_SIGN, CURRENCY_CODES, PERIODS

pytestmark = pytest.mark.unit


def _column(seed: str, column: str) -> list[str]:
    with (SEEDS / f"{seed}.csv").open(encoding="utf-8", newline="") as stream:
        return [row[column] for row in csv.DictReader(stream)]


def test_pay_periods_are_those_that_can_be_converted_to_a_year():
    assert list(PERIODS) == _column("pay_period", "period")


def test_every_period_has_bounds_of_what_can_be_pay():
    assert set(pay_field.PLAUSIBLE) == {*PERIODS, None}
    assert set(salary._PLAUSIBLE) == set(PERIODS)


def test_every_currency_that_is_read_can_be_converted_to_dollars():
    read = {*CURRENCY_CODES, *CURRENCY_BY_SIGN.values(), *CURRENCY_BY_SHARED_SIGN.values()}
    assert read <= set(_column("exchange_rate", "currency"))


def test_what_leads_to_an_amount_in_a_text_means_there_what_its_phrase_says():
    known = {**CURRENCY_BY_SIGN, **CURRENCY_BY_SHARED_SIGN, **{code.lower(): code for code in CURRENCY_CODES}}
    phrases = {row["phrase"]: row["canonical_id"] for row in load_seed("phrase") if row["kind"] == "currency"}
    assert phrases.items() <= known.items()
