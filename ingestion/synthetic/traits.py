"""What makes an opening a hard case: copies, edits, odd pay, several places, other languages.

Here: how often each trait occurs, and which openings have which at least. Not here: what a trait
does to an opening (`openings`), to its copies and snapshots (`lifecycle`) or to a document (`views`, `writers`).
"""

from .draw import Draw

RANDOM_TRAITS = (
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
FORCED_TRAITS: tuple[frozenset[str], ...] = tuple(
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
"""The first openings have these traits, so that a small corpus holds every hard case too."""


def draw_traits(draw: Draw, number: int) -> frozenset[str]:
    """Return what is special about an opening; mostly nothing."""
    if number < len(FORCED_TRAITS):
        return FORCED_TRAITS[number]
    traits = {name for name, probability in RANDOM_TRAITS if draw.chance(probability)}
    if "pay_by_place" in traits:
        traits |= {"several_places", "pay", "USA", "text"}
    if "de" in traits:
        traits -= {"fr", "several_places", "pay_by_place"}
    if "several_places" in traits and "cities" in traits:
        traits -= {"cities"}
    return frozenset(traits)
