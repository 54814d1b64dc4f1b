"""Pay and years of experience in the text."""

import pytest

from extraction_fixtures import Extraction

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def extraction(tmp_path_factory):
    return Extraction(tmp_path_factory.mktemp("seeds"))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Salary: $120k–150k", (120_000, 150_000, "USD", "year", "$120k–150k")),
        ("140,000-200,000 USD/Year", (140_000, 200_000, "USD", "year", "140,000-200,000 USD/Year")),
        ("£70,000 to £90,000", (70_000, 90_000, "GBP", "year", "£70,000 to £90,000")),
        ("Gross salary of €65k", (65_000, 65_000, "EUR", "year", "€65k")),
        ("$45/hr - $60 per hour", (45, 60, "USD", "hour", "$45/hr - $60 per hour")),
        ("$1,000 - $2,200 per month", (1_000, 2_200, "USD", "month", "$1,000 - $2,200 per month")),
        ("between $90,000 and $95,500/year", (90_000, 95_500, "USD", "year", "$90,000 and $95,500/year")),
        ("Base salary range is $185-235K", (185_000, 235_000, "USD", "year", "$185-235K")),
        ("$100,000 CAD - $145,000 CAD", (100_000, 145_000, "CAD", "year", "$100,000 CAD - $145,000 CAD")),
        ("CA$80,000 – CA$95,000", (80_000, 95_000, "CAD", "year", "CA$80,000 – CA$95,000")),
        ("USD 152,383 - USD 174,304", (152_383, 174_304, "USD", "year", "USD 152,383 - USD 174,304")),
        ("Salary up to £90,000", (None, 90_000, "GBP", "year", "£90,000")),
        ("Compensation from €70,000+", (70_000, None, "EUR", "year", "€70,000+")),
        ("CHF 105'000 – CHF 125'000", (105_000, 125_000, "CHF", "year", "CHF 105'000 – CHF 125'000")),
        ("Salary: $120,000k - $150,000k", (120_000, 150_000, "USD", "year", "$120,000k - $150,000k")),
        ("Salary: $120,000k a year", (120_000, 120_000, "USD", "year", "$120,000k a year")),
        ("Salary: €65.000", (65_000, 65_000, "EUR", "year", "€65.000")),
        ("70.000 to 90.000 GBP/year", (70_000, 90_000, "GBP", "year", "70.000 to 90.000 GBP/year")),
        ("$140,000.00 - $200,000.00", (140_000, 200_000, "USD", "year", "$140,000.00 - $200,000.00")),
        ("Salary range: 90,000-99,000 USD/Year + Bonus", (90_000, 99_000, "USD", "year", "90,000-99,000 USD/Year")),
        ("Pay: $21–26/hour + a raise each spring", (21, 26, "USD", "hour", "$21–26/hour")),
        ("A base salary of $80,000 to $90,000 + bonus", (80_000, 90_000, "USD", "year", "$80,000 to $90,000")),
        ("The base pay is $91,000-$99,000. A bonus comes on top", (91_000, 99_000, "USD", "year", "$91,000-$99,000")),
        ("Salary/Hourly Rate Range: $70,000 - $85,000", (70_000, 85_000, "USD", "year", "$70,000 - $85,000")),
        ("Pay range:\n\n$24.50—$28.75 USD", (24.5, 28.75, "USD", "hour", "$24.50—$28.75 USD")),
        ("Base salary range: $81,500\n- $96,600 annually", (81_500, 96_600, "USD", "year", "$81,500\n- $96,600")),
        ("Salary: USD 83,000.00/Yr. - USD 92,000.00/Yr.", (83_000, 92_000, "USD", "year", None)),
        ("Salary: $90,000\n- $500 for books", (90_000, 90_000, "USD", "year", "$90,000")),
        ("Salary: 65 000 € a year", (65_000, 65_000, "EUR", "year", "65 000 € a year")),
        ("Leeds: $97,300 - $99,100 for Machine Learning", (97_300, 99_100, "USD", "year", "$97,300 - $99,100")),
    ],
)
def test_pay_is_read_with_bounds_currency_and_period(extraction, body, expected):
    rows = extraction.of_kind("pay", body)
    assert len(rows) == 1
    row = rows[0]
    assert (row["value_min"], row["value_max"], row["value_currency"], row["value_unit"]) == expected[:4]
    assert expected[4] in {None, row["matched_text"]}
    assert row["rule_id"].startswith("pay:")


@pytest.mark.parametrize(
    "body",
    [
        "We raised a $45M Series B",
        "$2 billion in assets",
        "A $1,000 learning stipend",
        "401(k) with $5,000 match",
        "Up to $20,000 in tuition reimbursement",
        "We process $30,000 of orders an hour",
        "A sign-on bonus of $25,000",
        "A funding round of $20,000,000 - $30,000,000",
        "Costs $5 - $9",
        "$20,000 - $30,000 signing bonus",
        "A salary, and $20,000 - $30,000 in referral bonuses",
    ],
)
def test_funding_revenue_and_benefits_are_not_pay(extraction, body):
    assert extraction.of_kind("pay", body) == []


def test_each_place_has_its_own_pay(extraction):
    rows = extraction.of_kind(
        "pay", "Pay: Leeds $90,000 - $95,000; York $80,000 - $85,000 and $70,000 - $75,000 elsewhere"
    )
    assert [row["value_min"] for row in rows] == [90_000, 80_000, 70_000]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("5+ years of experience", (5, None, "5+ years", "years:plus")),
        ("3-5 years of experience", (3, 5, "3-5 years", "years:range")),
        ("at least three years in a similar role", (3, None, "at least three years", "years:at_least")),
        ("a minimum of 7 years building ovens", (7, None, "a minimum of 7 years", "years:at_least")),
        ("5-8+ yrs experience", (5, None, "5-8+ yrs", "years:range")),
        ("Experience: 4 years", (4, None, "4 years", "years:count")),
        ("2 or more years of experience", (2, None, "2 or more years", "years:plus")),
        ("five (5) years of professional work", (5, None, "five (5) years", "years:count")),
        ("7 to 10 years", (7, 10, "7 to 10 years", "years:range")),
        ("8+ years in bakery ownership", (8, None, "8+ years", "years:plus")),
        ("Ovens: 3 years (required)", (3, None, "3 years", "years:count")),
        ("Strong skills, with at least 2 years focused on ovens", (2, None, "at least 2 years", "years:at_least")),
    ],
)
def test_years_of_experience_are_read_with_bounds(extraction, body, expected):
    rows = extraction.of_kind("years_experience", f"Requirements\n\n- {body}")
    assert [(row["value_min"], row["value_max"], row["matched_text"], row["rule_id"]) for row in rows] == [expected]
    assert rows[0]["value_unit"] == "years"
    assert rows[0]["strength"] == "required"


@pytest.mark.parametrize(
    "body",
    [
        "for over 20 years we have built ovens and experience",
        "founded 12 years ago by engineers with experience",
        "in the past 5 years our experience grew",
        "you must be 18 years old",
        "led by someone with more than 25 years of experience",
        "- At least 5 years of continuous residency",
        "four-year vesting with a 1 year cliff",
        "5 weeks of leave per year",
    ],
)
def test_history_and_age_are_not_experience(extraction, body):
    assert extraction.of_kind("years_experience", body) == []


@pytest.mark.parametrize(
    ("body", "rules"),
    [
        ("Bachelor's and 8 years of experience, or Master's and 5 years of experience", ["years:by_degree"] * 2),
        ("PhD + 3 years, or Master's degree + 5 years, in baking", ["years:by_degree"] * 2),
        ("6+ years of experience (or 3+ years with a PhD)", ["years:by_degree"] * 2),
        ("Bachelor's degree with 5+ years of experience, 2+ years in ovens", ["years:plus"] * 2),
    ],
)
def test_years_that_differ_by_degree_are_alternatives(extraction, body, rules):
    rows = extraction.of_kind("years_experience", f"Requirements\n\n- {body}")
    assert [row["rule_id"] for row in rows] == rules
