"""Posting versions: one row per text, language and sections."""

from itertools import pairwise

import pyarrow as pa
import pytest

from extraction_fixtures import FILLER, observe
from ingestion.schemas import POSTING_VERSIONS
from ingestion.storage.seeds import load_seed
from ingestion.text.language import detect_language, words_by_language
from ingestion.text.sections import find_sections, read_headings
from ingestion.text.versions import build_versions

pytestmark = pytest.mark.unit

WORDS = words_by_language(load_seed("language_word"))
HEADINGS = read_headings(load_seed("phrase"))

SENTENCES = {
    "en": (
        "You will bake the bread that our customers like, and you are in the team that "
        "looks after all of the ovens with us."
    ),
    "de": (
        "Du backst mit uns das Brot, das unsere Kunden mögen, und du bist in dem Team, "
        "das sich um alle Öfen der Stadt kümmert."
    ),
    "fr": (
        "Vous faites le pain que nos clients aiment et vous êtes dans une équipe qui est "
        "avec nous pour tous les fours de la ville."
    ),
    "es": (
        "Haces el pan que a nuestros clientes les gusta y estás en un equipo que se "
        "ocupa de todos los hornos de la ciudad con nosotros."
    ),
    "it": (
        "Fai il pane che piace ai nostri clienti e sei in una squadra che si occupa di "
        "tutti i forni della città con noi e per noi."
    ),
    "pt": (
        "Você faz o pão que os nossos clientes querem e está em uma equipa que cuida de "
        "todos os fornos da cidade com você e para nós."
    ),
    "nl": (
        "Je bakt het brood dat onze klanten lekker vinden en je zit in het team dat voor "
        "alle ovens van de stad zorgt met ons en voor ons."
    ),
    "pl": (
        "Pieczesz chleb, który lubią nasi klienci, i jest to praca w zespole, który dba "
        "o wszystkie piece w mieście, oraz nie tylko dla nas."
    ),
    "sv": (
        "Du bakar det bröd som våra kunder tycker om och är med i ett team som sköter "
        "alla ugnar i staden för oss och med oss."
    ),
    "da": (
        "Du bager det brød, som vores kunder kan lide, og er med i et team, der også "
        "passer alle ovne i byen for os og med os."
    ),
}


@pytest.mark.parametrize("language", SENTENCES)
def test_language_is_detected_by_its_function_words(language):
    assert detect_language(SENTENCES[language], WORDS) == language


@pytest.mark.parametrize("text", ["", "Bread", "Python " * 50, SENTENCES["en"] + SENTENCES["de"]])
def test_short_lists_and_mixed_texts_are_undetermined(text):
    assert detect_language(text, WORDS) == "und"


def sections_of(text):
    return [(part.name, text[part.start : part.end].split("\n")[0]) for part in find_sections(text, HEADINGS)]


def test_headings_split_the_text_into_sections():
    text = (
        "Baker\n\nHello.\n\nAbout us:\nWe bake.\n\nWhat you\u2019ll do\n- Bake\n\n**Requirements**\n- Hands\n\n"
        "Nice-to-haves\n- Feet\n\nBenefits & Perks\n- Bread\n\nEqual Opportunity\nAll are welcome.\n\n"
        "Interview process\nTalk."
    )
    assert [name for name, _ in sections_of(text)] == [
        *(
            "title",
            "other",
            "company",
            "responsibilities",
            "requirements",
            "nice_to_have",
            "benefits",
            "legal",
            "aside",
        ),
    ]


def test_sections_cover_the_text_without_gaps():
    text = "Baker\n\nAbout us\nWe bake.\n\nRequirements\n- Hands"
    spans = find_sections(text, HEADINGS)
    assert (spans[0].start, spans[-1].end) == (0, len(text))
    assert all(one.end == two.start for one, two in pairwise(spans))


def test_inline_label_applies_to_its_own_line_only():
    text = "Baker\n\nRequirements\n- Hands\n- Preferred: two of them\n- Eyes"
    assert [name for name, _ in sections_of(text)] == ["title", "other", "requirements", "nice_to_have", "requirements"]


def test_a_label_in_a_wish_list_is_a_requirement_only_with_a_word_for_it():
    text = "Baker\n\nNice to have\n- Hands\n- Expertise in: ovens\n- Required: eyes\n- Feet"
    assert sections_of(text)[2:] == [
        ("nice_to_have", "Nice to have"),
        ("requirements", "- Required: eyes"),
        ("nice_to_have", "- Feet"),
    ]


@pytest.mark.parametrize(
    ("heading", "section"),
    [
        ("Qualifications (Desirable)", "nice_to_have"),
        ("Knowledge of ovens (highly beneficial):", "nice_to_have"),
        ("Ovens (gas preferred)", "responsibilities"),
        ("QualificationsRequired", "requirements"),
        ("What Youll Bring", "requirements"),
        ("What we'll want you to have:", "requirements"),
        ("You might thrive in this role if you", "requirements"),
        ("What will increase your chances", "nice_to_have"),
        ("What you don't need", "aside"),
        ("About the work", "responsibilities"),
        ("Crumb's privacy notice", "legal"),
        ("Our U.K. benefits", "benefits"),
        ("You're a baker or a miller who:", "requirements"),
        ("\u201cI am the person Crumb is looking for.\u201d", "requirements"),
        ("Why Crumb?", "company"),
    ],
)
def test_headings_are_recognised_by_their_words(heading, section):
    assert sections_of(f"Baker\n\nWhat you'll do\n- Bake\n\n{heading}\n- Hands")[-1][0] == section


def test_a_heading_may_have_lost_the_line_break_before_it():
    text = "Baker\n\nAbout us\nWe bake in the whole city. What we're looking for\n- Hands\n- Eyes."
    assert [name for name, _ in sections_of(text)] == ["title", "other", "company", "requirements"]
    text = "Baker\n\nAbout us\nWe bake in the whole city and seek a baker. This role involves:\n\n- Bread\n- Cakes"
    assert [name for name, _ in sections_of(text)] == ["title", "other", "company", "responsibilities"]
    work = "To bake bread in the city, early and late, for as long as there are bakers"
    text = f"Baker\n\nWhat you'll do\n{work} Special Knowledge, Skills, and Abilities:\n\n- Bread\n- Cakes"
    assert [name for name, _ in sections_of(text)] == ["title", "other", "responsibilities", "requirements"]


def test_an_ideally_list_is_required_where_a_wish_list_follows():
    ideals, wishes = "Baker\n\nIdeally you'd have\n- Hands", "\n\nNice to have\n- Feet"
    assert [name for name, _ in sections_of(ideals)] == ["title", "other", "nice_to_have"]
    assert [name for name, _ in sections_of(ideals + wishes)] == ["title", "other", "requirements", "nice_to_have"]


def test_paragraph_about_the_company_ends_a_list_of_demands():
    company_paragraph = "Crumb is an equal opportunity employer. We bake with everyone, whatever their age and origin."
    demand_paragraph = (
        "Experience with ovens of every kind, and with the bread that comes out of them, is what we ask of everyone."
    )
    text = f"Baker\n\nRequirements\n- Hands\n\n{demand_paragraph}\n\n{company_paragraph}"
    assert [name for name, _ in sections_of(text)] == ["title", "other", "requirements", "other"]
    assert sections_of(text)[-1][1] == company_paragraph


def test_sentences_and_bullets_are_no_headings():
    text = (
        "Baker\n\nWhat we do matters.\n- Benefits administration\n"
        "A long line about the requirements of the many bakers that work in all of our shops"
    )
    assert [name for name, _ in sections_of(text)] == ["title", "other"]


def test_one_version_per_text_whatever_the_order_of_the_observations():
    observations = observe("Baker\n\nBread" + FILLER, "Baker\n\nCake" + FILLER)
    place = observations.schema.get_field_index("observation_id")
    again = observations.set_column(place, "observation_id", pa.array(["p0", "p1"]))
    twice = pa.concat_tables([observations, again])
    versions = build_versions(twice)
    assert versions.num_rows == 2
    assert versions.schema == POSTING_VERSIONS
    assert versions.equals(build_versions(twice.take([3, 2, 1, 0])))
    row = versions.to_pylist()[0]
    assert (row["language"], row["char_count"]) == ("en", len(row["text"]))


def test_only_primary_observations_become_versions():
    assert build_versions(observe("Baker\n\nBread", dedup_status="superseded")).num_rows == 0


ABOUT_COMPANY = (
    "Crumb bakes bread for half of the city and has done so for a hundred years, with ovens in nine quarters."
)
ABOUT_JOB = "In this role you keep the ovens of two quarters warm, and nobody tells you how to do it or when."
NEUTRAL = "The first oven was built by the grandmother of the present baker, and it is still in use every day."


@pytest.mark.parametrize(
    ("paragraphs", "names"),
    [
        ([ABOUT_COMPANY, NEUTRAL, ABOUT_JOB, NEUTRAL], ["title", "other", "company", "other"]),
        ([f"{ABOUT_COMPANY} {ABOUT_JOB}"], ["title", "other", "company", "other"]),
        ([ABOUT_JOB], ["title", "other"]),
        (["About us", NEUTRAL, ABOUT_JOB], ["title", "other", "company", "other"]),
        (["About us", ABOUT_JOB, NEUTRAL], ["title", "other", "company", "other", "company"]),
    ],
)
def test_paragraphs_about_the_company_are_distinguished_from_those_about_the_job(paragraphs, names):
    text = "\n\n".join(["Baker", *paragraphs, ""])
    assert [part.name for part in find_sections(text, HEADINGS, "crumb")] == names


def test_a_list_on_one_line_may_have_dots_in_the_middle_for_bullets():
    text = f"Baker\n\n{ABOUT_JOB} You bake. About You:· Hands:· Two of them.· Eyes\nRemote · Full time · Oven"
    assert sections_of(text) == [
        ("title", "Baker"),
        ("other", ""),
        ("requirements", "About You:· Hands:· Two of them.· Eyes"),
    ]


def test_a_list_on_one_line_has_its_headings_before_its_bullets():
    text = f"Baker\n\n{ABOUT_JOB} What You'll Do:• Bake• Sweep Required Skills • Hands• Eyes"
    assert sections_of(text) == [
        ("title", "Baker"),
        ("other", ""),
        ("responsibilities", "What You'll Do:• Bake• Sweep "),
        ("requirements", "Required Skills • Hands• Eyes"),
    ]
