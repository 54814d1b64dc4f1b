"""Cleaning of descriptions: HTML, characters, unwrapping."""

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.text.clean import clean_description

pytestmark = pytest.mark.unit

PARAGRAPH = (
    "We build a planner for small bakeries that want to know how much bread they will sell tomorrow, and our "
    "AI-driven forecasts run every night on a cross-functional platform that four people keep alive."
)
WORDS = st.sampled_from(["oven", "AI-driven", "dough", "a", "state-of-the-art", "production-grade", "flour,", "Rust"])


def wrap(text, column=60):
    return "\n".join(textwrap.wrap(text, column))


def test_wrapped_paragraph_becomes_one_line():
    assert clean_description(wrap(PARAGRAPH), is_html=False) == PARAGRAPH


def test_word_split_after_its_hyphen_is_rejoined_with_the_hyphen():
    text = (
        "This company bakes for people and also does machines and AI-\n"
        "driven planning with the very best intentions that anyone\ncould have had in this line of business."
    )
    assert "AI-driven planning" in clean_description(text, is_html=False)


def test_suspended_hyphen_keeps_its_space():
    text = (
        "You will look after everything that has to do with the pre-\n"
        "and post-processing of the orders that come in at night from\nall of the shops."
    )
    assert "pre- and post-processing" in clean_description(text, is_html=False)


def test_wrapped_bullets_and_headings_stay_apart():
    bullets = [f"- {wrap(PARAGRAPH)}".replace("\n", "\n  ") for _ in range(2)]
    text = "\n".join(["What you do", "", *bullets])
    assert clean_description(text, is_html=False).split("\n") == ["What you do", "", f"- {PARAGRAPH}", f"- {PARAGRAPH}"]


def test_bullets_that_were_wrapped_with_their_marks_become_one_line_each():
    bullets = [textwrap.fill(f"- {PARAGRAPH[cut:]}", 60, subsequent_indent="  ") for cut in range(0, 40, 8)]
    text = "\n".join([wrap(PARAGRAPH), "", *bullets])
    assert clean_description(text, is_html=False).count("\n") == len(bullets) + 1


def test_text_that_was_not_wrapped_keeps_its_lines():
    text = "About the role\nBake bread\nSell bread\n" + PARAGRAPH
    assert clean_description(text, is_html=False) == text


def test_short_lists_without_marks_keep_their_lines():
    text = "Python\nSQL\nDocker\nA team of four that likes to write tests before anything else"
    assert clean_description(text, is_html=False) == text


def test_look_alike_characters_become_plain():
    assert clean_description("on\u2011call\u00a0for\u202fus\u200b\x00, line\r\nend\ud800", is_html=False) == (
        "on-call for us, line\nend\ufffd"
    )


def test_html_blocks_and_breaks_become_lines():
    html = "<h2>Duties</h2><p>Bake &amp; sell<br>daily</p><div>Rest</div><script>x()</script><style>p{}</style>"
    assert clean_description(html, is_html=True) == "Duties\n\nBake & sell\ndaily\n\nRest"


def test_html_items_become_bullets_also_when_nested_or_in_paragraphs():
    html = "<ul><li><p>One</p></li><li>Two <b>bold</b><ul><li>Inner</li></ul></li></ul>"
    assert clean_description(html, is_html=True) == "- One\n- Two bold\n- Inner"


def test_html_without_anything_is_empty():
    assert clean_description("", is_html=True) == ""
    assert clean_description("", is_html=False) == ""


@given(st.text(max_size=400))
def test_cleaning_any_text_twice_changes_nothing(text):
    once = clean_description(text, is_html=False)
    assert clean_description(once, is_html=False) == once


@given(st.lists(st.lists(WORDS, min_size=1, max_size=60), min_size=1, max_size=5), st.integers(50, 80))
def test_cleaning_wrapped_paragraphs_twice_changes_nothing(paragraphs, column):
    text = "\n\n".join(wrap(" ".join(words), column) for words in paragraphs)
    once = clean_description(text, is_html=False)
    assert clean_description(once, is_html=False) == once


@given(st.text(max_size=300))
def test_cleaned_text_can_be_stored_and_has_no_controls(text):
    cleaned = clean_description(text, is_html=False)
    cleaned.encode("utf-8")
    assert not any(ord(char) < 32 and char != "\n" for char in cleaned)
