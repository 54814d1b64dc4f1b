"""The jobs of the invented market: the facts of each, before any text is written about it.

Here: role type, title, level, place, pay, skills and flags of an opening, as its attributes demand
(`attributes`). Not here: its text (`composition`), its ids and dates (`lifecycle`).
"""

from dataclasses import dataclass, field

from .draw import Draw
from .market import Company, Market, Place, pick_place
from .pay import PayFact, draw_pay, halve_range
from .vocabulary import Mention, Skill, expand_marks, load_phrases, load_skills

ROLE_SHARES = {"ai-first": 0.69, "ai-support": 0.28, "ml-first": 0.02, "other": 0.01}
"""Roughly the published report's shares; they are shares of postings, copies included."""

_LEVELS = (
    ("senior", 36),
    ("mid", 30),
    ("staff", 8),
    ("lead", 8),
    ("principal", 5),
    ("junior", 4),
    ("entry", 2),
    ("intern", 2),
    ("manager", 3),
    ("director", 2),
)
_TITLE = {
    "senior": ("Senior {title}", "Sr. {title}", "{title}"),
    "mid": ("{title}", "{title}", "Mid-Level {title}"),
    "staff": ("Staff {title}",),
    "lead": ("Lead {title}",),
    "principal": ("Principal {title}",),
    "junior": ("Junior {title}",),
    "entry": ("Entry-Level {title}",),
    "intern": ("{title} Intern", "Intern, {title}"),
    "manager": ("Engineering Manager, {area}",),
    "director": ("Director of {area}",),
}
_MODES = (("remote", 46), ("hybrid", 24), ("onsite", 24), ("unstated", 6))

_COUNTRY_OF_LANGUAGE = {"de": "DEU", "fr": "FRA"}


@dataclass(frozen=True, slots=True)
class ListedSkill:
    """A skill that an opening names; `strength` is required, preferred or mentioned."""

    skill: Skill
    strength: str


@dataclass(frozen=True, slots=True)
class Opening:
    """One job. `places` has more than one where the job may be done in several."""

    number: int
    company: Company
    role_type: str
    title: str
    title_mentions: tuple[Mention, ...]
    title_states_level: bool
    level: str
    employment_type: str
    work_mode: str
    places: tuple[Place, ...]
    pay: PayFact | None
    years: int | None
    degree: str | None
    is_customer_facing: bool
    is_management: bool
    is_research: bool
    language: str
    listed_skills: tuple[ListedSkill, ...]
    first_index: int
    attributes: frozenset[str] = field(default_factory=frozenset)


def draw_listed_skills(draw: Draw, role_type: str, progress: float) -> tuple[ListedSkill, ...]:
    """Return the skills that an opening names; `progress` (0 to 1 over the snapshots) moves those with a trend."""
    listed_skills = []
    for skill in load_skills():
        demand = skill.demand[role_type] * (1 + skill.trend * progress)
        if demand and draw.chance(demand):
            # A skill that most postings name is seldom only preferred.
            weights = (82, 5, 13) if demand > 0.5 else (55, 25, 20)
            strength = ("required", "preferred", "mentioned")[draw.weigh(weights)]
            listed_skills.append(ListedSkill(skill, strength))
    # An AI role without a single AI skill in its text could not be recognised by any reader.
    core = {"ai-first": "llms", "ml-first": "deep-learning"}.get(role_type)
    if core and not any(listed.skill.kind in ("genai", "ml_practice", "ml_library") for listed in listed_skills):
        listed_skills.extend(ListedSkill(skill, "required") for skill in load_skills() if skill.skill_id == core)
    return tuple(listed_skills)


def _draw_level(draw: Draw, role_type: str, language: str) -> str:
    if role_type == "other" or language != "en":
        return "mid"
    return _LEVELS[draw.weigh([weight for _, weight in _LEVELS])][0]


def _draw_title(draw: Draw, role_type: str, level: str, language: str) -> tuple[str, bool, str]:
    """Return the title with its skill marks, whether it states the level, and the flag that it sets."""
    phrases = load_phrases(language)
    base, _, flag = draw.pick(phrases[f"title.{role_type}"]).partition(" => ")
    if language != "en" or role_type == "other":
        return base, False, flag
    pattern, area = draw.pick(_TITLE[level]), draw.pick(phrases[f"area.{role_type}"])
    return pattern.format(title=base, area=area), pattern != "{title}", flag


def _draw_places(draw: Draw, attributes: frozenset[str], mode: str, language: str) -> tuple[Place, ...]:
    country = _COUNTRY_OF_LANGUAGE.get(language) or next(
        (code for code in ("USA", "GBR", "DEU", "NLD", "CHE", "CAN") if code in attributes), None
    )
    first = pick_place(draw, country=country)
    if "several_places" in attributes:
        more = [pick_place(draw, country=first.country if "pay_by_place" in attributes else None) for _ in range(14)]
        listed_by_id = 12 if draw.chance(0.2) and "pay_by_place" not in attributes else draw.between(2, 4)
        return tuple(dict.fromkeys((first, *more)))[:listed_by_id]
    if mode == "remote" and "cities" not in attributes and draw.chance(0.6):
        return (first.whole_country,)
    return (first,)


def _draw_pay(draw: Draw, attributes: frozenset[str], level: str, place: Place) -> PayFact | None:
    """Return pay, or None where the posting states none; US postings state it more often."""
    wished = next((name for name in ("hour", "day", "month") if f"pay_{name}" in attributes), None)
    must = wished or attributes & {"pay", "pay_added", "single_pay", "pay_by_place"}
    may = "non_pay_card" not in attributes and draw.chance(0.62 if place.country == "USA" else 0.25)
    if not (must or may):
        return None
    pay = draw_pay(draw, level, place.currency, wished or "year")
    return halve_range(pay) if "single_pay" in attributes and not wished else pay


def _draw_employment(draw: Draw, attributes: frozenset[str], level: str) -> str:
    if level == "intern":
        return "internship"
    if attributes & {"pay_hour", "pay_day"}:
        return "contract"
    return ("full_time", "contract", "part_time")[draw.weigh((95, 4, 1))]


def _draw_mode(draw: Draw, attributes: frozenset[str]) -> str:
    fixed = next((mode for mode, _ in _MODES if mode in attributes), None)
    return fixed or _MODES[draw.weigh([weight for _, weight in _MODES])][0]


def _draw_degree(draw: Draw, *, is_research: bool) -> str | None:
    weights = (20, 25, 20, 35) if is_research else (50, 40, 8, 2)
    return (None, "bachelor", "master", "phd")[draw.weigh(weights)]


def _draw_years(draw: Draw, level: str) -> int | None:
    usual = {"intern": 0, "entry": 1, "junior": 1, "mid": 3, "senior": 5, "lead": 7, "staff": 8, "principal": 10}
    years = usual.get(level, 8)
    return years + draw.between(0, 2) if years and draw.chance(0.72) else None


def draw_opening(
    seed: int,
    number: int,
    market: Market,
    role_type: str,
    first_index: int,
    progress: float,
    attributes: frozenset[str],
) -> Opening:
    """Return the opening with this number; the same arguments give the same opening."""
    draw = Draw(seed, "opening", number)
    language = next((code for code in ("de", "fr") if code in attributes), "en")
    level = _draw_level(draw, role_type, language)
    marked_title, title_states_level, flag = _draw_title(draw, role_type, level, language)
    title, mentions = expand_marks(marked_title, str)
    mode = _draw_mode(draw, attributes)
    places = _draw_places(draw, attributes, mode, language)
    is_research = flag == "research" and level not in ("manager", "director")
    return Opening(
        number=number,
        company=market.pick_company(draw),
        role_type=role_type,
        title=title,
        title_mentions=mentions,
        title_states_level=title_states_level,
        level=level,
        employment_type=_draw_employment(draw, attributes, level),
        work_mode=mode,
        places=places,
        pay=_draw_pay(draw, attributes, level, places[0]),
        years=_draw_years(draw, level),
        degree=_draw_degree(draw, is_research=is_research),
        is_customer_facing=flag == "customer" or draw.chance(0.17),
        is_management=level in ("manager", "director") or (level == "lead" and draw.chance(0.5)),
        is_research=is_research,
        language=language,
        listed_skills=draw_listed_skills(draw, role_type, progress),
        first_index=first_index,
        attributes=attributes,
    )
