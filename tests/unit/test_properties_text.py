"""Cleaning and sections on anything that hypothesis makes, and HTML as an HTML5 parser reads it."""

import pytest
from contracts import HEADINGS, check_text
from fuzz import TOKENS
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from ingestion.text.clean import clean_description
from ingestion.text.sections import find_sections

pytestmark = pytest.mark.unit

thorough = settings(derandomize=True, deadline=None, database=None, max_examples=120)

HEADS = ("Requirements", "Nice to have:", "About us", "Preferred: Rust", "- Benefits:", "What you'll do", "##")
pieces = st.one_of(
    st.text(max_size=30), st.sampled_from(TOKENS), st.sampled_from(HEADS), st.just("\n"), st.just("wrapped ")
)
texts = st.lists(pieces, max_size=40).map("".join)
words = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=9)
inline = st.sampled_from(("b", "i", "span", "a", "strong", "font"))
blocks = st.sampled_from(("p", "div", "ul", "ol", "h2", "section", "blockquote", "td", "article"))
hidden = st.sampled_from(("script", "style", "template", "noscript"))
# Only valid nesting: there the tokens alone give the same text as the tree of an HTML5 parser.
html = st.recursive(
    st.one_of(
        words, st.sampled_from((" ", "\n", "<br>", "&amp;", "&lt;b&gt;", "&nbsp;", "&#8226;", "<!-- x -->", "é"))
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map("".join),
        st.builds("<{0}>{1}</{0}>".format, inline, words),
        st.builds("<div><{0}>{1}</{0}></div>".format, blocks.filter(lambda name: name not in {"p", "td", "h2"}), inner),
        st.builds("<ul><li>{}</li><li class='x>y'>{}</li></ul>".format, words, inner),
        st.builds("<{0}>{1}</{0}>".format, hidden, words),
    ),
    max_leaves=12,
)


@thorough
@given(texts, st.booleans())
def test_any_description_becomes_a_clean_text(description, is_html):
    check_text(clean_description(description, is_html))


@thorough
@given(texts)
def test_sections_follow_each_other_from_the_first_sign_to_the_last(text):
    sections = find_sections(text, HEADINGS)
    assert [section.start for section in sections[1:]] == [section.end for section in sections[:-1]]
    assert not text or (sections[0].start, sections[-1].end) == (0, len(text))


@thorough
@given(html)
def test_every_word_that_a_browser_shows_is_in_the_text_and_no_other(page):
    tree = LexborHTMLParser(f"<body>{page}</body>")
    tree.strip_tags(["script", "style", "template", "noscript"], recursive=True)
    shown = tree.body.text(separator=" ") if tree.body else ""
    text = clean_description(page, True)
    assert _letters(text) == _letters(clean_description(shown, False))


def _letters(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum())


def test_depth_attributes_and_open_comments_cost_nothing_and_hide_nothing():
    assert clean_description("<div>" * 40_000 + "x" + "</div>" * 20_000, True) == "x"
    assert clean_description("<p " + "a " * 100_000 + ">x", True) == "x"
    assert clean_description("x<br>" * 3 + "<svg><g>y</g></svg><svg/>z", True) == "x\nx\nx\nz"
    assert clean_description("1 < 2 <3 & 4 &unknown; <!> <?x?> </> &lt;p&gt;", True) == "1 < 2 <3 & 4 &unknown; <p>"
    assert clean_description("a<!-- <p>b</p> -->c<!-->d<!-- e", True) == "acd"
    assert (
        clean_description('<a title="1 > 0">a</a><textarea>b &amp; <p></textarea><title>c</title>', True) == "ab & <p>"
    )
