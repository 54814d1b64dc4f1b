"""Composition of a posting's text: from an opening to sections and sentences that a person could have written.

Here: choosing phrases and ordering the sections. Company paragraphs depend on the company alone, so
its postings share them as real ones do. Not here: filling a phrase (`sentences`), the text's
structure and edits (`body`).
"""

from collections.abc import Callable, Sequence

from .body import Body, Line, TextSection
from .draw import Draw
from .openings import ListedSkill, Opening
from .pay import spell_for_text
from .sentences import PostingCopy, Writer
from .vocabulary import list_marked_skills

_LONGEST_LIST = 5


def _group(listed_skills: Sequence[ListedSkill]) -> list[list[ListedSkill]]:
    """Return the skills grouped by kind, long groups split, in the order of the skills file."""
    by_kind: dict[str, list[ListedSkill]] = {}
    for listed in listed_skills:
        by_kind.setdefault(listed.skill.kind, []).append(listed)
    return [
        group[start : start + _LONGEST_LIST]
        for group in by_kind.values()
        for start in range(0, len(group), _LONGEST_LIST)
    ]


def _sentence_lines(sentences: Sequence[str]) -> tuple[Line, ...]:
    return tuple(Line(sentence) for sentence in sentences)


def _company(writer: Writer) -> TextSection:
    company_draw, phrases, company = writer.company_draw, writer.phrases, writer.opening.company
    chosen = [company_draw.pick(company.industry.about)] if writer.opening.language == "en" else []
    chosen += company_draw.sample(phrases["company.stage"], company_draw.between(1, 2))
    chosen += company_draw.sample(phrases["company.value"], company_draw.between(1, 4))
    lines = [Line(writer.fill(phrase, company_draw)) for phrase in chosen]
    for why, probability in (("company", 0.3), ("ordinary", 0.4)):
        if company_draw.chance(probability) and f"decoy.{why}" in phrases:
            lines.append(writer.mark(company_draw.pick(phrases[f"decoy.{why}"]), company_draw, why, is_bullet=False))
    return TextSection(writer.fill(company_draw.pick(phrases["heading.company"]), company_draw), tuple(lines))


def _pay_lines(writer: Writer) -> list[str]:
    copy = writer.copy
    if copy.places_with_pay:
        return [
            writer.phrases["pay.place"][0].format(city=place.city, pay=spell_for_text(pay, Draw(place.city)))
            for place, pay in copy.places_with_pay
        ]
    return [writer.state_pay(copy.pay)] if copy.pay else []


def _role(writer: Writer, stack: Sequence[ListedSkill], *, states_mode: bool) -> TextSection:
    opening, draw = writer.opening, writer.draw
    phrases = draw.sample(writer.phrases[f"role.{opening.role_type}"], 2)
    lines = [writer.mark(phrase, draw, "mentioned", is_bullet=False) for phrase in phrases]
    sentences = []
    if states_mode:
        sentences.append(writer.pick(f"mode.{opening.work_mode}"))
    if f"contract.{opening.employment_type}" in writer.phrases:
        sentences.append(writer.pick(f"contract.{opening.employment_type}"))
    return TextSection(
        writer.pick("heading.role") if draw.chance(0.7) else "",
        (*lines, *_stack_lines(writer, stack, "mentioned"), *_sentence_lines(sentences)),
    )


def _duties(writer: Writer) -> TextSection:
    opening, draw = writer.opening, writer.draw
    own = [
        phrase
        for phrase in writer.phrases[f"do.{opening.role_type}"]
        if all(skill_id in writer.listed_by_id for skill_id in list_marked_skills(phrase))
    ]
    named = [phrase for phrase in own if list_marked_skills(phrase)]
    plain = [phrase for phrase in own if not list_marked_skills(phrase)]
    phrases = draw.sample(named, draw.between(1, 3)) + draw.sample(plain, draw.between(3, 5))
    phrases += draw.sample(writer.phrases["do.any"], draw.between(1, 2))
    flags = {
        "customer": opening.is_customer_facing,
        "manage": opening.is_management,
        "research": opening.is_research,
    }
    phrases += [draw.pick(writer.phrases[f"do.{flag}"]) for flag, is_set in flags.items() if is_set]
    lines = tuple(writer.mark(phrase, draw, "mentioned", is_bullet=True) for phrase in draw.shuffled(phrases))
    return TextSection(writer.pick("heading.do"), lines)


def _requirements(writer: Writer, required: Sequence[ListedSkill], pluses: Sequence[ListedSkill]) -> TextSection:
    opening = writer.opening
    lines: list[Line] = []
    if opening.years:
        years = {"years": str(opening.years), "years_more": str(opening.years + 3)}
        lines.append(Line(writer.pick("require.years", **years), is_bullet=True))
    if opening.degree:
        lines.append(Line(writer.pick(f"require.degree.{opening.degree}"), is_bullet=True))
    for group in _group(required):
        lines.append(writer.list_skills(f"list.{group[0].skill.kind}", group, "required", is_bullet=True))
    lines += writer.add_bullets("require.any", 3)
    for group in _group(pluses):
        key = f"list.plus.{group[0].skill.kind}"
        key = key if key in writer.phrases else "list.plus"
        lines.append(writer.list_skills(key, group, "preferred", is_bullet=True))
    lines += _negations(writer)
    return TextSection(writer.pick("heading.require"), tuple(lines))


def _negations(writer: Writer) -> list[Line]:
    possible = [
        phrase
        for phrase in writer.phrases.get("decoy.negated", ())
        if not any(skill_id in writer.listed_by_id for skill_id in list_marked_skills(phrase, even_spelled=True))
    ]
    if not possible or not writer.draw.chance(0.12):
        return []
    return [writer.mark(writer.draw.pick(possible), writer.draw, "negated", is_bullet=True)]


def _wishes(writer: Writer, preferred: Sequence[ListedSkill]) -> TextSection:
    lines = []
    for group in _group(preferred):
        key = "list.data" if group[0].skill.kind == "data" else "list.prefer"
        lines.append(writer.list_skills(key, group, "preferred", is_bullet=True))
    lines += writer.add_bullets("prefer.any", 1)
    return TextSection(writer.pick("heading.prefer"), tuple(lines))


def _stack_lines(writer: Writer, listed_skills: Sequence[ListedSkill], strength: str) -> list[Line]:
    groups = [listed_skills[start : start + 7] for start in range(0, len(listed_skills), 7)]
    return [writer.list_skills("list.stack", group, strength, is_bullet=False) for group in groups]


def _stack(writer: Writer, listed_skills: Sequence[ListedSkill]) -> TextSection:
    """Return the stack under a heading of its own, where it is required; within the role it is only mentioned."""
    return TextSection(writer.pick("heading.stack"), tuple(_stack_lines(writer, listed_skills, "required")))


def _benefits(writer: Writer) -> TextSection:
    company_draw, phrases = writer.company_draw, writer.phrases
    chosen = company_draw.sample(phrases["benefit.any"], company_draw.between(3, 6))
    lines = [Line(writer.fill(phrase, company_draw), is_bullet=True) for phrase in chosen]
    if company_draw.chance(0.2) and "decoy.perk" in phrases:
        lines.append(writer.mark(company_draw.pick(phrases["decoy.perk"]), company_draw, "perk", is_bullet=True))
    return TextSection(
        writer.fill(company_draw.pick(phrases["heading.benefit"]), company_draw),
        (*lines, *_sentence_lines(_pay_lines(writer))),
    )


def _equality(writer: Writer) -> TextSection:
    company_draw = writer.company_draw
    heading = company_draw.pick(writer.phrases["heading.equal"]) if company_draw.chance(0.5) else ""
    return TextSection(
        heading, _sentence_lines([writer.fill(company_draw.pick(writer.phrases["equal"]), company_draw)])
    )


def compose_body(seed: int, opening: Opening, copy: PostingCopy, *, states_mode: bool) -> Body:
    """Return the text of one copy of an opening; copies differ only in the name of the employer, place and pay."""
    writer = Writer(seed, opening, copy)
    by_strength: dict[str, list[ListedSkill]] = {"required": [], "preferred": [], "mentioned": []}
    for listed in _clarify(opening.listed_skills):
        by_strength[listed.strength].append(listed)
    pluses_inline = writer.draw.chance(0.25)
    preferred, stack = by_strength["preferred"], by_strength["mentioned"]
    has_stack_heading = writer.draw.chance(0.4)
    parts: list[Callable[[], TextSection]] = [
        lambda: _role(writer, () if has_stack_heading else stack, states_mode=states_mode),
        lambda: _duties(writer),
        lambda: _requirements(writer, by_strength["required"], preferred if pluses_inline else ()),
    ]
    if preferred and not pluses_inline:
        parts.append(lambda: _wishes(writer, preferred))
    if stack and has_stack_heading:
        parts.append(lambda: _stack(writer, stack))
    parts += [lambda: _benefits(writer), lambda: _equality(writer)]
    # The company first, so that its choices do not depend on the sections of this posting.
    about = _company(writer)
    sections = [part() for part in parts]
    return (about, *sections) if writer.draw.chance(0.8) else (*sections[:-1], about, sections[-1])


def _clarify(listed_skills: Sequence[ListedSkill]) -> list[ListedSkill]:
    """Return the skills that a reader recognises: no `R` alone, and `dbt`, `Ray` and `Spark` never only mentioned."""
    clarified = []
    for listed in listed_skills:
        siblings = [
            other for other in listed_skills if other.skill.kind == "language" and other.strength == listed.strength
        ]
        if listed.skill.skill_id == "r" and len(siblings) == 1:
            continue
        if listed.skill.skill_id in ("dbt", "ray", "spark") and listed.strength == "mentioned":
            listed = ListedSkill(listed.skill, "required")
        clarified.append(listed)
    return clarified
