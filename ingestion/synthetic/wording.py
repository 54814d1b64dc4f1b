"""The sentences of a posting: from an opening to a text that a person could have written.

Here: choosing phrases and ordering the sections. Company paragraphs depend on the company alone, so
its postings share them as real ones do. Not here: filling a phrase (`sentences`), the text's
structure and edits (`body`).
"""

from collections.abc import Callable, Sequence

from .body import Body, Line, Section
from .draw import Draw
from .openings import Opening, Want
from .pay import spell_for_text
from .sentences import Copy, Writer
from .vocabulary import list_marked_skills

_LONGEST_LIST = 5


def _group(wants: Sequence[Want]) -> list[list[Want]]:
    """Wants of one kind together, long groups split, in the order of the skills file."""
    by_kind: dict[str, list[Want]] = {}
    for want in wants:
        by_kind.setdefault(want.skill.kind, []).append(want)
    return [
        group[start : start + _LONGEST_LIST]
        for group in by_kind.values()
        for start in range(0, len(group), _LONGEST_LIST)
    ]


def _prose(sentences: Sequence[str]) -> tuple[Line, ...]:
    return tuple(Line(sentence) for sentence in sentences)


def _company(writer: Writer) -> Section:
    house, phrases, company = writer.house, writer.phrases, writer.opening.company
    chosen = [house.pick(company.industry.about)] if writer.opening.language == "en" else []
    chosen += house.sample(phrases["company.stage"], house.between(1, 2))
    chosen += house.sample(phrases["company.value"], house.between(1, 4))
    lines = [Line(writer.fill(phrase, house)) for phrase in chosen]
    for why, probability in (("company", 0.3), ("ordinary", 0.4)):
        if house.chance(probability) and f"decoy.{why}" in phrases:
            lines.append(writer.mark(house.pick(phrases[f"decoy.{why}"]), house, why, is_bullet=False))
    return Section(writer.fill(house.pick(phrases["heading.company"]), house), tuple(lines))


def _pay_lines(writer: Writer) -> list[str]:
    copy = writer.copy
    if copy.places_with_pay:
        return [
            writer.phrases["pay.place"][0].format(city=place.city, pay=spell_for_text(pay, Draw(place.city)))
            for place, pay in copy.places_with_pay
        ]
    return [writer.state_pay(copy.pay)] if copy.pay else []


def _role(writer: Writer, stack: Sequence[Want], *, states_mode: bool) -> Section:
    opening, draw = writer.opening, writer.draw
    phrases = draw.sample(writer.phrases[f"role.{opening.role_type}"], 2)
    lines = [writer.mark(phrase, draw, "mentioned", is_bullet=False) for phrase in phrases]
    sentences = []
    if states_mode:
        sentences.append(writer.pick(f"mode.{opening.work_mode}"))
    if f"contract.{opening.employment_type}" in writer.phrases:
        sentences.append(writer.pick(f"contract.{opening.employment_type}"))
    return Section(
        writer.pick("heading.role") if draw.chance(0.7) else "",
        (*lines, *_stack_lines(writer, stack, "mentioned"), *_prose(sentences)),
    )


def _duties(writer: Writer) -> Section:
    opening, draw = writer.opening, writer.draw
    own = [
        phrase
        for phrase in writer.phrases[f"do.{opening.role_type}"]
        if all(skill_id in writer.wanted for skill_id in list_marked_skills(phrase))
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
    return Section(writer.pick("heading.do"), lines)


def _requirements(writer: Writer, required: Sequence[Want], pluses: Sequence[Want]) -> Section:
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
    return Section(writer.pick("heading.require"), tuple(lines))


def _negations(writer: Writer) -> list[Line]:
    possible = [
        phrase
        for phrase in writer.phrases.get("decoy.negated", ())
        if not any(skill_id in writer.wanted for skill_id in list_marked_skills(phrase, even_spelled=True))
    ]
    if not possible or not writer.draw.chance(0.12):
        return []
    return [writer.mark(writer.draw.pick(possible), writer.draw, "negated", is_bullet=True)]


def _wishes(writer: Writer, preferred: Sequence[Want]) -> Section:
    lines = []
    for group in _group(preferred):
        key = "list.data" if group[0].skill.kind == "data" else "list.prefer"
        lines.append(writer.list_skills(key, group, "preferred", is_bullet=True))
    lines += writer.add_bullets("prefer.any", 1)
    return Section(writer.pick("heading.prefer"), tuple(lines))


def _stack_lines(writer: Writer, wants: Sequence[Want], strength: str) -> list[Line]:
    groups = [wants[start : start + 7] for start in range(0, len(wants), 7)]
    return [writer.list_skills("list.stack", group, strength, is_bullet=False) for group in groups]


def _stack(writer: Writer, wants: Sequence[Want]) -> Section:
    """Under a heading of its own the stack is asked for; within the role's description it is only mentioned."""
    return Section(writer.pick("heading.stack"), tuple(_stack_lines(writer, wants, "required")))


def _benefits(writer: Writer) -> Section:
    house, phrases = writer.house, writer.phrases
    chosen = house.sample(phrases["benefit.any"], house.between(3, 6))
    lines = [Line(writer.fill(phrase, house), is_bullet=True) for phrase in chosen]
    if house.chance(0.2) and "decoy.perk" in phrases:
        lines.append(writer.mark(house.pick(phrases["decoy.perk"]), house, "perk", is_bullet=True))
    return Section(writer.fill(house.pick(phrases["heading.benefit"]), house), (*lines, *_prose(_pay_lines(writer))))


def _equality(writer: Writer) -> Section:
    house = writer.house
    heading = house.pick(writer.phrases["heading.equal"]) if house.chance(0.5) else ""
    return Section(heading, _prose([writer.fill(house.pick(writer.phrases["equal"]), house)]))


def compose_body(seed: int, opening: Opening, copy: Copy, *, states_mode: bool) -> Body:
    """Return the text of one copy of an opening; copies differ only in the employer, place and pay they name."""
    writer = Writer(seed, opening, copy)
    by_strength: dict[str, list[Want]] = {"required": [], "preferred": [], "mentioned": []}
    for want in _settle(opening.wants):
        by_strength[want.strength].append(want)
    pluses_inline = writer.draw.chance(0.25)
    preferred, stack = by_strength["preferred"], by_strength["mentioned"]
    has_stack_heading = writer.draw.chance(0.4)
    parts: list[Callable[[], Section]] = [
        lambda: _role(writer, () if has_stack_heading else stack, states_mode=states_mode),
        lambda: _duties(writer),
        lambda: _requirements(writer, by_strength["required"], preferred if pluses_inline else ()),
    ]
    if preferred and not pluses_inline:
        parts.append(lambda: _wishes(writer, preferred))
    if stack and has_stack_heading:
        parts.append(lambda: _stack(writer, stack))
    parts += [lambda: _benefits(writer), lambda: _equality(writer)]
    about = _company(writer)
    sections = [part() for part in parts]
    return (about, *sections) if writer.draw.chance(0.8) else (*sections[:-1], about, sections[-1])


def _settle(wants: Sequence[Want]) -> list[Want]:
    """Return the wants that can be written clearly: no lone `R`, and `dbt`, `Ray` and `Spark` only beside data work."""
    settled = []
    for want in wants:
        siblings = [other for other in wants if other.skill.kind == "language" and other.strength == want.strength]
        if want.skill.skill_id == "r" and len(siblings) == 1:
            continue
        if want.skill.skill_id in ("dbt", "ray", "spark") and want.strength == "mentioned":
            want = Want(want.skill, "required")
        settled.append(want)
    return settled
