"""The marts of the market compared with the same figures computed in Python from the facts.

Here: pairs, the path of skills, `warehouse next` and pay within cells of level and country, on the synthetic corpus.
Not here: that totals agree with the facts (dbt's tests).
"""

from collections import Counter, defaultdict
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest

from ingestion.storage.layout import Layout
from orchestration.queries.database import run_query
from orchestration.queries.next_skill import UnknownSkillError, next_skills

pytestmark = pytest.mark.pipeline


@pytest.fixture(scope="module")
def opening_skills(synthetic_warehouse: Layout) -> dict[str, set[str]]:
    """The skills of each opening, practices included."""
    rows = run_query(
        synthetic_warehouse,
        "select p.opening_id, b.skill_id from marts.fct_posting as p "
        "left join marts.bridge_posting_skill as b using (posting_id) where p.is_text_analysed",
    )[1]
    skills: dict[str, set[str]] = defaultdict(set)
    for opening_id, skill_id in rows:
        skills[str(opening_id)] |= {str(skill_id)} if skill_id else set()
    return skills


@pytest.fixture(scope="module")
def technologies(synthetic_warehouse: Layout, opening_skills: dict[str, set[str]]) -> list[set[str]]:
    """The technologies of each opening."""
    rows = run_query(synthetic_warehouse, "select skill_id from marts.dim_skill where kind = 'technology'")[1]
    known = {str(row[0]) for row in rows}
    return [skills & known for skills in opening_skills.values()]


def needed(skills: set[str]) -> int:
    """Return half the number of an opening's technologies, rounded up, at least one."""
    return max(1, (len(skills) + 1) // 2)


def test_pairs_equal_a_count_over_every_two_skills(synthetic_warehouse, opening_skills):
    together = Counter(pair for skills in opening_skills.values() for pair in combinations(sorted(skills), 2))
    alone = Counter(skill for skills in opening_skills.values() for skill in skills)
    rows = run_query(
        synthetic_warehouse,
        "select skill_id, with_skill_id, n, population_n, with_n, total_n, lift from reports.rpt_skill_pairs "
        "where counting_policy = 'openings'",
    )[1]
    assert len(rows) > 100
    for skill, other, n, population_n, with_n, total_n, lift in rows:
        assert n == together[min(skill, other), max(skill, other)]
        assert (population_n, with_n, total_n) == (alone[skill], alone[other], len(opening_skills))
        assert lift == pytest.approx(n * total_n / (population_n * with_n))


@pytest.mark.parametrize("aim", ["one", "half"])
def test_each_step_of_the_path_has_the_largest_gain(synthetic_warehouse, technologies, aim):
    rows = run_query(
        synthetic_warehouse,
        "select skill_id, n, population_n from reports.rpt_skill_path "
        f"where counting_policy = 'openings' and role_type = 'all' and aim = '{aim}' order by step",
    )[1]
    known: set[str] = set()
    for skill, n, population_n in rows:
        gains: Counter[str] = Counter()
        for skills in technologies:
            needed_n = 1 if aim == "one" else needed(skills)
            if len(skills & known) < needed_n:
                gains.update(dict.fromkeys(skills - known, Fraction(1, needed_n)))
        assert float(gains[skill]) == pytest.approx(float(max(gains.values())))
        known.add(skill)
        met = sum(len(skills & known) >= (1 if aim == "one" else needed(skills)) for skills in technologies)
        assert (n, population_n) == (met, len(technologies))
    # A path of fewer than twenty steps ends because every opening that names a technology is met.
    assert len(rows) == 20 or met == sum(bool(skills) for skills in technologies)


def test_next_skills_are_those_of_the_path_after_the_known_ones(synthetic_warehouse, technologies):
    path = run_query(
        synthetic_warehouse,
        "select skill_id, skill_name, gained_n, n from reports.rpt_skill_path "
        "where counting_policy = 'openings' and role_type = 'all' and aim = 'half' order by step",
    )[1]
    first = next_skills(synthetic_warehouse, [], None, 1)[0]
    assert (first[1], first[4], first[6], first[7]) == (path[0][1], path[0][2], path[0][3], len(technologies))
    third = next_skills(synthetic_warehouse, [str(path[0][0]).upper(), str(path[1][1])], None, 3)
    assert (third[0][1], third[0][5], third[0][6]) == (path[2][1], path[1][3], path[2][3])
    fewer = next_skills(synthetic_warehouse, [], "ai-support", 1)[0]
    assert fewer[7] < first[7]


def test_an_unknown_technology_is_refused_with_the_nearest_names(synthetic_warehouse):
    with pytest.raises(UnknownSkillError, match="'pythn' is no technology of the catalogue; the nearest are python"):
        next_skills(synthetic_warehouse, ["pythn"], None, 1)


def test_pay_differences_equal_a_regression_with_a_constant_for_each_cell(synthetic_warehouse):
    rows = run_query(
        synthetic_warehouse,
        "select p.posting_id, coalesce(p.company_key, p.posting_id), "
        "p.level || '|' || coalesce(l.country, 'unstated'), "
        "ln((coalesce(p.salary_min_usd_year, p.salary_max_usd_year) "
        "+ coalesce(p.salary_max_usd_year, p.salary_min_usd_year)) / 2) as log_pay "
        "from marts.fct_posting as p left join marts.dim_location as l using (location_key) "
        "where p.is_text_analysed and log_pay is not null order by 1",
    )[1]
    skills = defaultdict(set)
    bridge = run_query(synthetic_warehouse, "select posting_id, skill_id from marts.bridge_posting_skill")[1]
    for posting_id, skill_id in bridge:
        skills[skill_id].add(posting_id)
    published = run_query(
        synthetic_warehouse,
        "select dimension_value, difference_share, difference_share_low, difference_share_high "
        "from reports.rpt_pay_by where pay_dimension = 'skill' and group_level = 'any' "
        "and difference_share is not null order by n desc limit 8",
    )[1]
    assert len(published) == 8
    for skill, *difference in published:
        assert difference == pytest.approx(_fit(rows, skills[skill]), abs=2e-3)


def _fit(rows, members):
    """Return difference, lower and upper end, by least squares with a dummy for each cell and clusters by company."""
    inside: dict[str, set[bool]] = defaultdict(set)
    for posting_id, _, cell, _ in rows:
        inside[cell].add(posting_id in members)
    compared = [row for row in rows if len(inside[row[2]]) == 2]
    cells, companies = sorted({row[2] for row in compared}), sorted({row[1] for row in compared})
    design = np.array([[row[0] in members, *(row[2] == cell for cell in cells)] for row in compared], float)
    pay = np.array([row[3] for row in compared])
    slopes = np.linalg.lstsq(design, pay, rcond=None)[0]
    scores = design * (pay - design @ slopes)[:, None]
    groups = np.array([companies.index(row[1]) for row in compared])
    summed = np.array([scores[groups == place].sum(axis=0) for place in range(len(companies))])
    inverse = np.linalg.inv(design.T @ design)
    variance = inverse @ (summed.T @ summed) @ inverse * len(companies) / (len(companies) - 1)
    margin = 1.97 * variance[0, 0] ** 0.5
    return [np.exp(slopes[0] + part * margin) - 1 for part in (0, -1, 1)]


def test_quartiles_of_pay_are_those_of_the_middles_of_the_stated_ranges(synthetic_warehouse):
    rows = run_query(
        synthetic_warehouse,
        "select level, salary_min_usd_year, salary_max_usd_year from marts.fct_posting "
        "where coalesce(salary_min_usd_year, salary_max_usd_year) is not null",
    )[1]
    middles = defaultdict(list)
    for level, low, high in rows:
        middles[level].append(((low or high) + (high or low)) / 2)
    published = run_query(
        synthetic_warehouse,
        "select dimension_value, n, pay_quarter_usd, pay_median_usd, pay_three_quarters_usd "
        "from reports.rpt_pay_by where pay_dimension = 'level' and group_level = 'any'",
    )[1]
    assert len(published) > 4
    for level, n, *quarters in published:
        assert n == len(middles[level])
        assert quarters == pytest.approx(np.quantile(middles[level], [0.25, 0.5, 0.75]).tolist())


def test_a_difference_of_pay_is_published_for_ten_companies_or_more_only(synthetic_warehouse):
    rows = run_query(
        synthetic_warehouse,
        "select company_n, difference_share, difference_share_low, is_significant from reports.rpt_pay_by",
    )[1]
    few = [row for row in rows if row[0] < 10]
    assert len(few) > 10
    assert {row[1:] for row in few} == {(None, None, False)}
    assert sum(row[1] is not None for row in rows if row[0] == 10) > 10


def test_each_band_of_years_has_the_postings_that_require_them(synthetic_warehouse):
    rows = run_query(
        synthetic_warehouse,
        "select t.attribute_value, list(distinct p.years_experience_min order by p.years_experience_min) "
        "from marts.bridge_posting_attribute as t inner join marts.fct_posting as p using (posting_id) "
        "where t.attribute_kind = 'years_asked' group by 1",
    )[1]
    assert dict(rows) == {
        "unstated": [None],
        "0-1": [1],
        "2-3": [2, 3],
        "4-5": [4, 5],
        "6-7": [6, 7],
        "8-9": [8, 9],
        "10+": [10, 11, 12],
    }


def test_medians_of_pay_are_of_the_lower_and_upper_ends(synthetic_warehouse):
    rows = run_query(
        synthetic_warehouse,
        "select level, coalesce(role_type, 'unread'), salary_min_usd_year, salary_max_usd_year from marts.fct_posting",
    )[1]
    ends = defaultdict(lambda: ([], []))
    for level, role_type, *stated in rows:
        for listed, end in zip(ends[level, role_type], stated, strict=True):
            listed.extend([] if end is None else [end])
    published = run_query(
        synthetic_warehouse, "select level, role_type, pay_min_median_usd, pay_max_median_usd from reports.rpt_pay"
    )[1]
    assert len(published) > 8
    for level, role_type, *medians in published:
        assert medians == pytest.approx([np.median(listed) for listed in ends[level, role_type]])
