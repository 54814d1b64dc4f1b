"""The jobs of the invented market: what each is, before anything is written about it.

Here: role type, title, level, place, pay, skills and flags of an opening, and the traits that make
it a hard case. Not here: its text (`text_variant`), its ids and dates (`lifecycle`).
"""

from dataclasses import dataclass, field

from .draw import Draw
from .market import Company, Market, Place, pick_place
from .pay import PayFact, draw_pay, halve_range
from .vocabulary import Mention, Skill, expand_marks, load_phrases, load_skills

ROLE_SHARES = {"ai-first": 0.69, "ai-support": 0.28, "ml-first": 0.02, "other": 0.01}
"""Roughly the published report's shares; they hold in postings, not only in openings."""

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

_TRAIT_LANGUAGES = {"de": "DEU", "fr": "FRA"}


@dataclass(frozen=True, slots=True)
class Want:
    """A skill that an opening asks for; strength is required, preferred or mentioned."""

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
    wants: tuple[Want, ...]
    first_index: int
    traits: frozenset[str] = field(default_factory=frozenset)


def draw_wants(draw: Draw, role_type: str, progress: float) -> tuple[Want, ...]:
    """Return the skills asked for; `progress` (0 to 1 over the snapshots) moves those with a trend."""
    wants = []
    for skill in load_skills():
        demand = skill.demand[role_type] * (1 + skill.trend * progress)
        if demand and draw.chance(demand):
            # What most postings ask for is seldom only a wish.
            weights = (82, 5, 13) if demand > 0.5 else (55, 25, 20)
            strength = ("required", "preferred", "mentioned")[draw.weigh(weights)]
            wants.append(Want(skill, strength))
    core = {"ai-first": "llms", "ml-first": "deep-learning"}.get(role_type)
    if core and not any(want.skill.kind in ("genai", "ml_practice", "ml_library") for want in wants):
        wants.extend(Want(skill, "required") for skill in load_skills() if skill.skill_id == core)
    return tuple(wants)


def _draw_level(draw: Draw, role_type: str, language: str) -> str:
    if role_type == "other" or language != "en":
        return "mid"
    return _LEVELS[draw.weigh([weight for _, weight in _LEVELS])][0]


def _draw_title(draw: Draw, role_type: str, level: str, language: str) -> tuple[str, bool, str]:
    """Return the title with its skill marks, whether it tells the level, and the flag that it brings with it."""
    phrases = load_phrases(language)
    base, _, flag = draw.pick(phrases[f"title.{role_type}"]).partition(" => ")
    if language != "en" or role_type == "other":
        return base, False, flag
    pattern, area = draw.pick(_TITLE[level]), draw.pick(phrases[f"area.{role_type}"])
    return pattern.format(title=base, area=area), pattern != "{title}", flag


def _draw_places(draw: Draw, traits: frozenset[str], mode: str, language: str) -> tuple[Place, ...]:
    country = _TRAIT_LANGUAGES.get(language) or next(
        (code for code in ("USA", "GBR", "DEU", "NLD", "CHE", "CAN") if code in traits), None
    )
    first = pick_place(draw, country=country)
    if "several_places" in traits:
        more = [pick_place(draw, country=first.country if "pay_by_place" in traits else None) for _ in range(14)]
        wanted = 12 if draw.chance(0.2) and "pay_by_place" not in traits else draw.between(2, 4)
        return tuple(dict.fromkeys((first, *more)))[:wanted]
    if mode == "remote" and "cities" not in traits and draw.chance(0.6):
        return (first.whole_country,)
    return (first,)


def _draw_pay(draw: Draw, traits: frozenset[str], level: str, place: Place) -> PayFact | None:
    """Pay, where the posting states it; US postings state it more often."""
    wished = next((name for name in ("hour", "day", "month") if f"pay_{name}" in traits), None)
    must = wished or traits & {"pay", "pay_added", "single_pay", "pay_by_place"}
    may = "non_pay_card" not in traits and draw.chance(0.62 if place.country == "USA" else 0.25)
    if not (must or may):
        return None
    pay = draw_pay(draw, level, place.currency, wished or "year")
    return halve_range(pay) if "single_pay" in traits and not wished else pay


def _draw_employment(draw: Draw, traits: frozenset[str], level: str) -> str:
    if level == "intern":
        return "internship"
    if traits & {"pay_hour", "pay_day"}:
        return "contract"
    return ("full_time", "contract", "part_time")[draw.weigh((95, 4, 1))]


def _draw_mode(draw: Draw, traits: frozenset[str]) -> str:
    fixed = next((mode for mode, _ in _MODES if mode in traits), None)
    return fixed or _MODES[draw.weigh([weight for _, weight in _MODES])][0]


def _draw_degree(draw: Draw, *, is_research: bool) -> str | None:
    weights = (20, 25, 20, 35) if is_research else (50, 40, 8, 2)
    return (None, "bachelor", "master", "phd")[draw.weigh(weights)]


def _draw_years(draw: Draw, level: str) -> int | None:
    usual = {"intern": 0, "entry": 1, "junior": 1, "mid": 3, "senior": 5, "lead": 7, "staff": 8, "principal": 10}
    years = usual.get(level, 8)
    return years + draw.between(0, 2) if years and draw.chance(0.72) else None


def draw_opening(
    seed: int, number: int, market: Market, role_type: str, first_index: int, progress: float, traits: frozenset[str]
) -> Opening:
    """Return the opening with this number; the same arguments give the same opening."""
    draw = Draw(seed, "opening", number)
    language = next((code for code in ("de", "fr") if code in traits), "en")
    level = _draw_level(draw, role_type, language)
    marked_title, title_states_level, flag = _draw_title(draw, role_type, level, language)
    title, mentions = expand_marks(marked_title, str)
    mode = _draw_mode(draw, traits)
    places = _draw_places(draw, traits, mode, language)
    is_research = flag == "research" and level not in ("manager", "director")
    return Opening(
        number=number,
        company=market.pick_company(draw),
        role_type=role_type,
        title=title,
        title_mentions=mentions,
        title_states_level=title_states_level,
        level=level,
        employment_type=_draw_employment(draw, traits, level),
        work_mode=mode,
        places=places,
        pay=_draw_pay(draw, traits, level, places[0]),
        years=_draw_years(draw, level),
        degree=_draw_degree(draw, is_research=is_research),
        is_customer_facing=flag == "customer" or draw.chance(0.17),
        is_management=level in ("manager", "director") or (level == "lead" and draw.chance(0.5)),
        is_research=is_research,
        language=language,
        wants=draw_wants(draw, role_type, progress),
        first_index=first_index,
        traits=traits,
    )
