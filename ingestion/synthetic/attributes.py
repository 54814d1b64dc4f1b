"""What makes an opening a hard case: copies, edits, odd pay, several places, other languages.

Here: the probability of each attribute, and the attributes that the first openings always have. Not here: the effect
of an attribute on an opening (`openings`), on its copies and snapshots (`lifecycle`) or on a document
(`stated_fields`, `writers`).
"""

from .draw import Draw

RANDOM_ATTRIBUTES = (
    ("cities", 0.035),
    ("sister", 0.03),
    ("repost", 0.06),
    ("reopened", 0.03),
    ("pay_added", 0.04),
    ("skill_dropped", 0.04),
    ("reworded", 0.05),
    ("several_places", 0.13),
    ("pay_by_place", 0.01),
    ("de", 0.012),
    ("fr", 0.008),
    ("pay_hour", 0.03),
    ("pay_day", 0.01),
    ("pay_month", 0.01),
    ("single_pay", 0.02),
    ("non_pay_card", 0.01),
    ("card_only", 0.12),
    ("other_url", 0.06),
    ("odd_hyphens", 0.02),
)
FORCED_ATTRIBUTES: tuple[frozenset[str], ...] = tuple(
    frozenset(words.split())
    for words in (
        "cities hybrid pay GBR",
        "sister pay USA",
        "repost USA",
        "reopened hybrid",
        "pay_added USA",
        "skill_dropped",
        "reworded",
        "several_places pay USA text",
        "several_places pay_by_place pay USA text",
        "de single_pay pay hybrid",
        "fr pay onsite",
        "pay_hour pay USA",
        "pay_day pay GBR",
        "pay_month pay DEU",
        "single_pay pay NLD",
        "pay CHE",
        "pay CAN",
        "non_pay_card card_only USA stock",
        "card_only several_places stock",
        "other_url",
        "odd_hyphens text",
        "ml-first",
        "other",
        "plain",
        "plain",
        "plain",
    )
)
"""The attributes of the first openings, so that a small corpus contains every hard case too."""


def draw_attributes(draw: Draw, number: int) -> frozenset[str]:
    """Return the attributes that make an opening a hard case; most have none."""
    if number < len(FORCED_ATTRIBUTES):
        return FORCED_ATTRIBUTES[number]
    attributes = {name for name, probability in RANDOM_ATTRIBUTES if draw.chance(probability)}
    if "pay_by_place" in attributes:
        attributes |= {"several_places", "pay", "USA", "text"}
    if "de" in attributes:
        attributes -= {"fr", "several_places", "pay_by_place"}
    if "several_places" in attributes and "cities" in attributes:
        attributes -= {"cities"}
    return frozenset(attributes)
