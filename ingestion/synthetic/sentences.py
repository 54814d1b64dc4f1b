"""One sentence at a time: a phrase with its blanks filled and its skills spelled.

Here: the writer with the choices, phrases and blanks of one posting. Not here: which sentences a
posting has and in what order (`composition`), the phrases themselves (`phrases_*.txt`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from .body import Line
from .draw import Draw
from .market import Place
from .openings import ListedSkill, Opening
from .pay import PayFact, spell_for_text
from .vocabulary import Mention, Skill, expand_marks, load_phrases, load_skills

_JOINERS = {"en": (" and ", " or "), "de": (" und ", " oder "), "fr": (" et ", " ou ")}


@dataclass(frozen=True, slots=True)
class PostingCopy:
    """One posting of an opening: the employer's name, place and pay in its text."""

    company_name: str
    place: Place
    pay: PayFact | None
    places_with_pay: tuple[tuple[Place, PayFact], ...] = ()


def spell_skill(draw: Draw, skill: Skill, *, has_sibling: bool = True) -> str:
    """Return one of a skill's spellings; alone, Go is `Golang` and Spark `Apache Spark`, not to be read as words."""
    if skill.skill_id in ("go", "spark") and not has_sibling:
        return {"go": "Golang", "spark": "Apache Spark"}[skill.skill_id]
    if draw.chance(0.55):
        return skill.spellings[0]
    return draw.pick(skill.spellings)


def _join(names: Sequence[str], joiner: str) -> str:
    if len(names) == 1:
        return names[0]
    return f"{', '.join(names[:-1])}{joiner}{names[-1]}"


class Writer:
    """Writes the sentences of one posting, with its random choices, its phrases and the values of its blanks."""

    def __init__(self, seed: int, opening: Opening, copy: PostingCopy) -> None:
        self.opening, self.copy = opening, copy
        # By opening and not by posting: the copies of an opening share their text.
        self.draw = Draw(seed, "text", opening.number)
        # By company: its paragraphs are the same in all its postings, as real boilerplate is.
        self.company_draw = Draw(seed, "house", opening.company.key, opening.language)
        self.pay_draw = Draw(seed, "pay", opening.number)  # apart, so that adding pay changes nothing else
        self.phrases = load_phrases(opening.language)
        self.listed_by_id = {listed.skill.skill_id: listed.skill for listed in opening.listed_skills}
        industry, city = opening.company.industry, copy.place.city
        self.blanks = {
            "company": copy.company_name,
            "city": city or opening.places[0].city or copy.place.country_name,
            "country": copy.place.country_name,
            "users": industry.users,
            "documents": industry.documents,
            "product": industry.product,
            "the_product": f"the {industry.product.partition(' ')[2]}",
            "size": f"{opening.company.size:,}" if opening.language == "en" else str(opening.company.size),
            "stage": opening.company.stage,
            "months": "12",
        }

    def fill(self, phrase: str, draw: Draw, **more: str) -> str:
        """Return the phrase with its blanks filled; `{n}` and `{days}` with random numbers."""
        if "{" not in phrase:
            return phrase
        if "{n}" in phrase or "{days}" in phrase:
            more = {"n": str(draw.between(3, 9)), "days": str(draw.between(2, 3)), **more}
        return phrase.format(**self.blanks, **more)

    def pick(self, key: str, **more: str) -> str:
        """One filled phrase of this key, chosen for this opening."""
        return self.fill(self.draw.pick(self.phrases[key]), self.draw, **more)

    def add_bullets(self, key: str, count: int) -> list[Line]:
        """Return bullets that fit any posting."""
        strength = "preferred" if key == "prefer.any" else "required"
        phrases = self.draw.sample(self.phrases[key], count)
        return [self.mark(phrase, self.draw, strength, is_bullet=True) for phrase in phrases]

    def state_pay(self, pay: PayFact) -> str:
        """Return the sentence that states the pay."""
        spelled = spell_for_text(pay, self.pay_draw, self.opening.language)
        return self.pay_draw.pick(self.phrases["pay"]).format(pay=spelled)

    def mark(self, phrase: str, draw: Draw, strength: str, *, is_bullet: bool) -> Line:
        """Return a line from a phrase with skill marks."""
        text, mentions = expand_marks(
            self.fill(phrase, draw), lambda skill_id: spell_skill(draw, _find_skill(skill_id), has_sibling=False)
        )
        return Line(text, mentions, strength, is_bullet)

    def list_skills(self, key: str, listed_skills: Sequence[ListedSkill], strength: str, *, is_bullet: bool) -> Line:
        """One line that names several skills."""
        kinds = [listed.skill.kind for listed in listed_skills]
        mentions = [
            Mention(
                listed.skill.skill_id,
                spell_skill(self.draw, listed.skill, has_sibling=_has_sibling(listed, kinds, key)),
            )
            for listed in listed_skills
        ]
        joiners = _JOINERS[self.opening.language]
        joiner = joiners[0] if key == "list.stack" else self.draw.pick(joiners)
        names = _join([mention.spelling for mention in mentions], joiner)
        phrase = self.draw.pick(self.phrases.get(key) or self.phrases["list.any"])
        text, more = expand_marks(phrase, str)
        return Line(self.fill(text, self.draw, list=names), (*mentions, *more), strength, is_bullet)


def _has_sibling(listed: ListedSkill, kinds: list[str], key: str) -> bool:
    return kinds.count("language") > 1 if listed.skill.kind == "language" else key == "list.data"


@cache
def _find_skill(skill_id: str) -> Skill:
    return next(skill for skill in load_skills() if skill.skill_id == skill_id)
