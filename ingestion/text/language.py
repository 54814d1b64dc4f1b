"""The language of a text, by the share of each language's function words.

Here: detection from the seed `language_word.csv`. Not here: which rules apply to which language
(`extraction/matcher.py`: English phrases are searched for in English text only).
"""

from collections import Counter
from collections.abc import Iterable, Mapping

UNDETERMINED = "und"
_FEWEST_WORDS = 20
_LOWEST_SHARE = 0.12
_LEAD = 1.3
_SAMPLE = 6_000
"""Characters of a text that are read for its language."""
_ASCII = bytes(range(128))
_LETTERS = bytes(
    ord(chr(code).lower()) if chr(code).isalpha() and code < 128 else code if code >= 128 else ord(" ")
    for code in range(256)
)
"""ASCII letters to lower case, the rest of ASCII to spaces; bytes of other characters stay."""


def words_by_language(rows: Iterable[dict[str, str]]) -> dict[str, tuple[str, ...]]:
    """Return the seed's function words, each with the languages that use it."""
    languages: dict[str, set[str]] = {}
    for row in rows:
        languages.setdefault(row["word"].lower(), set()).add(row["language"])
    return {word: tuple(sorted(users)) for word, users in languages.items()}


def detect_language(text: str, words: Mapping[str, tuple[str, ...]]) -> str:
    """Return the ISO 639-1 code of a text's language, or `und`; `words` are those of `words_by_language`.

    Undetermined are texts under 20 words, texts with less than an eighth of function words (lists of
    names), and texts where no language leads the next by 30 % (several languages in one text).
    """
    text_words = _read_words(text[:_SAMPLE])
    if len(text_words) < _FEWEST_WORDS:
        return UNDETERMINED
    scores: Counter[str] = Counter()
    for word, count in Counter(filter(words.__contains__, text_words)).items():
        # A word that several languages share counts for each of them; the lead below separates them.
        for language in words[word]:
            scores[language] += count
    ranked = sorted(((score, language) for language, score in scores.items()), reverse=True)
    (best, language), (second, _) = [*ranked, (0, UNDETERMINED), (0, UNDETERMINED)][:2]
    return language if best >= _LOWEST_SHARE * len(text_words) and best >= _LEAD * second else UNDETERMINED


def _read_words(text: str) -> list[str]:
    """Return the runs of letters in lower case; through bytes, which takes a third of the time of a regex."""
    raw = text.encode("utf-8", "surrogatepass")
    # The distinct characters beyond ASCII are few, so each is replaced in the whole text at once.
    for character in set(raw.translate(None, _ASCII).decode("utf-8", "surrogatepass")):
        lower = character.lower()  # may be two characters
        text = text.replace(character, "".join(letter if _is_letter(letter) else " " for letter in lower))
    return text.encode("utf-8", "surrogatepass").translate(_LETTERS).decode("utf-8", "surrogatepass").split()


def _is_letter(character: str) -> bool:
    return character.isalnum() and not character.isdecimal()
