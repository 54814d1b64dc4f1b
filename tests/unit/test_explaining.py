"""One posting explained: marks in the text, overlaps, mentions that do not count, and hostile text."""

from datetime import date
from html.parser import HTMLParser

import pytest

from orchestration.queries.explain import page, terminal
from orchestration.queries.explain.explanation import Attribute, Explanation, ReadDocument, ShownMention
from orchestration.queries.explain.spans import groups, pieces

pytestmark = pytest.mark.unit

SCRIPT = "<script>alert(1)</script>"
TEXT = f'Engineer 🙂\n\nReact Native and Go. {SCRIPT} "><img src=x onerror=alert(1)> \x1b[31m\u202e not Java'


def mention(number, words, kind="skill", why_not=""):
    start = TEXT.index(words)
    strength = "negated" if why_not else "required"
    end = start + len(words)
    return ShownMention(number, kind, words, words, start, end, "other", strength, f"alias:{words}", why_not)


@pytest.fixture
def explanation():
    mentions = [
        mention(1, "React Native"),
        mention(2, "React"),
        mention(3, "Go", SCRIPT),
        mention(4, SCRIPT),
        mention(5, "Java", why_not="negated: the text says that it is not so"),
    ]
    attributes = [Attribute("level", SCRIPT, f"field of the file, {SCRIPT}", [1])]
    skills = [Attribute("React", "required", "words", [2])]
    scores = [{"role_type": "ai-first", "role_score": 1.0, "role_rank": 1, "role_margin": 1.0}]
    sign = {"role_type": "ai-first", "signal_id": "baseline", "weight": 1.0, "matched_text": SCRIPT}
    evidence = [{**sign, "start_offset": 1, "end_offset": 2, "match_count": 1}]
    seen = date(2026, 2, 4)
    return Explanation(SCRIPT, SCRIPT, SCRIPT, "v", seen, 2, TEXT, attributes, skills, scores, evidence, mentions)


class ExplainedPage(HTMLParser):
    """Tags, ids and inner links of an explained page, and the text of its posting."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.ids, self.links, self.words, self._inside = [], set(), set(), "", False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.tags.append((tag, values))
        self._inside = self._inside or values.get("class") == "posting"
        self.ids |= {values["id"]} if "id" in values else set()
        self.links |= {values["href"][1:]} if values.get("href", "").startswith("#") else set()

    def handle_endtag(self, tag):
        self._inside = self._inside and tag != "div"

    def handle_data(self, data):
        if self._inside:
            self.words += data


def test_pieces_divide_the_text_at_the_ends_of_overlapping_mentions(explanation):
    parts = pieces(TEXT, explanation.mentions)
    assert "".join(piece.text for piece in parts) == TEXT
    numbers = [[mention.number for mention in piece.covering] for piece in parts if piece.covering]
    assert numbers == [[1, 2], [1], [3], [4], [5]]
    assert [piece.text for piece in groups(TEXT, explanation.mentions) if piece.covering] == [
        "React Native", "Go", SCRIPT, "Java",
    ]  # fmt: skip


def test_the_terminal_shows_marks_in_the_text_without_its_control_characters(explanation):
    shown = "\n".join(terminal.lines(explanation, 100, colour=False))
    assert "[React Native|skill 1, skill 2] and [Go|" in shown
    assert "[-Java-|not counted 5]" in shown
    assert "negated: the text says that it is not so" in shown
    assert not [sign for sign in ("\x1b", "\u202e", "\ue000") if sign in shown]
    assert shown.index("attributes") < shown.index("found but not counted") < shown.index("text: ")


def test_colour_is_added_where_it_is_switched_on(explanation):
    shown = "\n".join(terminal.lines(explanation, 100, colour=True))
    assert "\x1b[4;36m[React Native" in shown
    assert "\x1b[31m" not in shown


@pytest.mark.parametrize("width", [40, 80])
def test_lines_are_wrapped(explanation, width):
    assert all(
        len(line) <= width or " " not in line.strip() for line in terminal.lines(explanation, width, colour=False)
    )


def test_hostile_text_stays_text_on_the_page(explanation):
    html = page.render(explanation)
    shown = ExplainedPage(html)
    assert not {tag for tag, _ in shown.tags} & {"script", "img", "iframe"}
    assert not [values for _, values in shown.tags if any(name.startswith("on") for name in values)]
    assert "default-src 'none'" in html
    assert "http://" not in html


def test_every_link_of_the_page_leads_to_a_mark_with_a_label(explanation):
    shown = ExplainedPage(page.render(explanation))
    assert {"m1", "m2", "m5"} <= shown.links <= shown.ids
    marks = [values["title"] for tag, values in shown.tags if tag == "mark" and "title" in values]
    assert "negated" in marks[-1]
    assert all("aria-label" in values for tag, values in shown.tags if values.get("class") == "ref")


def test_the_page_has_the_whole_text(explanation):
    words = ExplainedPage(page.render(explanation)).words
    for line in ("Engineer 🙂", SCRIPT, '"><img src=x onerror=alert(1)>'):
        assert line in words


def test_file_names_are_safe_and_differ():
    names = {page.file_name(posting_id) for posting_id in ("a:1", "a/1", "../1", "a" * 300, "ü:1")}
    assert len(names) == 5
    assert all("/" not in name and not name.startswith(".") and len(name) < 100 for name in names)


def test_a_document_is_named_once_and_values_refer_to_it_by_letter(explanation):
    explanation.documents = [ReadDocument("A", date(2026, 2, 4), "postings/one.yaml")]
    explanation.attributes = [Attribute(name, "x", "field of the file, A") for name in ("title", "level")]
    for shown in (page.render(explanation), "\n".join(terminal.lines(explanation, 100, colour=False))):
        assert shown.count("postings/one.yaml") == 1
        assert shown.count("field of the file, A") == 2
