"""The language of a text, by the share of each language's function words.

Here: detection from the seed `language_word.csv`. Not here: what a language means for the rules
(`matcher.py`: English phrases are looked for in English text only).
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

UNDETERMINED = "und"
_WORD = re.compile(r"[^\W\d_]+")
_FEWEST_WORDS = 20
_LOWEST_SHARE = 0.12
_LEAD = 1.3
_SAMPLE = 6_000


def words_by_language(rows: Iterable[dict[str, str]]) -> dict[str, frozenset[str]]:
    """Return the seed's function words as sets."""
    words: dict[str, set[str]] = {}
    for row in rows:
        words.setdefault(row["language"], set()).add(row["word"].lower())
    return {language: frozenset(members) for language, members in sorted(words.items())}


def detect_language(text: str, words: Mapping[str, frozenset[str]]) -> str:
    """Return the ISO 639-1 code of a text's language, or `und`.

    Undetermined are texts under 20 words, texts with less than an eighth of function words (lists of
    names), and texts where no language leads the next by 30 % (several languages in one text).
    """
    counts = Counter(_WORD.findall(text[:_SAMPLE].lower()))
    total = sum(counts.values())
    if total < _FEWEST_WORDS:
        return UNDETERMINED
    scores = sorted(
        ((sum(counts[word] for word in members), language) for language, members in words.items()), reverse=True
    )
    (best, language), (second, _) = scores[0], (*scores, (0, ""))[1]
    return language if best >= _LOWEST_SHARE * total and best >= _LEAD * second else UNDETERMINED
