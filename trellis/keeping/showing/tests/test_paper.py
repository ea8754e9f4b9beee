"""Posters and cards: what stands on them, how large they are, where their code leads, and that nothing runs over."""

import io
import re
from dataclasses import replace

import pypdfium2
import pytest
import zxingcpp
from PIL import ImageFilter
from pypdf import PdfReader
from reportlab.lib.units import mm

from trellis.keeping.showing import paper
from trellis.keeping.showing.sheets import Line, Sheet

SHEET = Sheet(
    name="The Lantern",
    kicker="Recovery café",
    lines=(Line("Every Thursday, 7:30 to 9 pm", "Way In (NA)"),),
    where=("2 Weir Street", "Alderbrook", "BB11 1NA"),
    way_in="Blue door.",
    page="https://here.example/places/the-lantern",
    shown_page="here.example/places/the-lantern",
    said_on="22 November 2026",
    site="Trellis",
)
A4, A6 = (210, 297), (105, 148)
KINDS = {
    "poster": (paper.poster, A4),
    "card": (paper.card, A6),
    "four cards": (paper.four_cards, A4),
}
MANY = tuple(Line(f"Every second Thursday of the month, 11:30 am to 12:45 pm, {i}", f"Table {i}") for i in range(60))


def pages(content):
    return PdfReader(io.BytesIO(content)).pages


def words(content):
    return " ".join(" ".join(page.extract_text() for page in pages(content)).replace("\xa0", " ").split())


def drawn(content):
    """Every piece of text with where it begins, in points."""
    found = []

    def visit(text, _cm, tm, font, size):
        if text.strip():
            found.append((tm[4], tm[5], text.strip(), size))

    for page in pages(content):
        page.extract_text(visitor_text=visit)
    return found


@pytest.mark.parametrize("is_large", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_it_is_one_sheet_of_its_size(kind, is_large):
    draw, size = KINDS[kind]
    [page] = pages(draw(SHEET, is_large=is_large))
    assert (round(float(page.mediabox.width) / mm), round(float(page.mediabox.height) / mm)) == size


@pytest.mark.parametrize("kind", KINDS)
def test_it_says_what_when_and_where(kind):
    text = words(KINDS[kind][0](SHEET))
    for said in (
        "The Lantern",
        "Every Thursday, 7:30 to 9 pm",
        "Way In (NA)",
        "2 Weir Street",
        "BB11 1NA",
        "Blue door.",
    ):
        assert said in text
    assert text.count("The Lantern") == (4 if kind == "four cards" else 1)


@pytest.mark.parametrize(
    "name", ["Grŵp Tŷ Gwyn", "Przystań Łódź śćężźń", "Ó Súilleabháin Átha Cliath", "Ça va, straße"]
)
@pytest.mark.parametrize("kind", KINDS)
def test_letters_of_these_islands_and_of_their_neighbours_are_printed(kind, name):
    assert name in words(KINDS[kind][0](replace(SHEET, name=name)))


def test_an_accent_that_was_typed_apart_is_printed_with_its_letter():
    assert paper.printable("Grw\u0302p") == "Grŵp"


def test_letters_that_cannot_be_printed_are_left_out_and_never_leave_a_poster_without_a_name():
    assert paper.printable("Harbour 港 🌱") == "Harbour"
    assert "Here" in words(paper.poster(replace(SHEET, name="港")))


@pytest.mark.parametrize("is_large", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_runs_over_the_edge_or_into_something_else(kind, is_large):
    full = replace(SHEET, name="Llanfairpwllgwyngyll" * 6, lines=MANY, way_in="Turn left. " * 40, where=("Hall " * 30,))
    draw, (width, height) = KINDS[kind]
    content = draw(full, is_large=is_large)
    found = drawn(content)
    for x, y, text, size in found:
        assert x >= 5 * mm
        assert 5 * mm <= y <= height * mm - 5 * mm - size * 0.5
        assert x + paper.pdfmetrics.stringWidth(text, paper.REGULAR, size) <= width * mm
    places = [(round(x), round(y)) for x, y, _, _ in found]
    assert len(places) == len(set(places))
    assert "behind the code" in words(content)


def test_what_does_not_fit_is_told_of_and_what_fits_is_not():
    assert paper.MORE in words(paper.poster(replace(SHEET, lines=MANY)))
    assert paper.MORE not in words(paper.poster(SHEET))


def test_large_print_has_no_small_letters():
    for content, least in ((paper.poster(SHEET, is_large=True), 20), (paper.card(SHEET, is_large=True), 16)):
        for _, _, text, size in drawn(content):
            assert size >= least or "here.example" in text or "Listed so" in text or "2026" in text, text


def test_the_code_is_the_one_of_the_address_and_all_of_it_is_drawn():
    squares = paper.code_of(SHEET.page)
    made = paper.segno.make(SHEET.page, error="m").matrix
    assert [[*row] for row in squares] == [[bool(one) for one in row] for row in made]
    dark = sum(map(sum, squares))
    drawing = pages(paper.poster(SHEET))[0].get_contents().get_data().decode("latin-1")
    white, *bars = re.findall(r"([\d.]+) ([\d.]+) re f", drawing)  # several squares side by side are one bar
    assert white[0] == white[1]
    assert sum(round(float(width) / float(height)) for width, height in bars) == dark
    assert squares != paper.code_of("https://here.example/places/elsewhere")


def read_off(content, *, dots_an_inch, seen=lambda picture: picture):
    """What telephones read off the paper, printed at its size."""
    with pypdfium2.PdfDocument(content) as document:
        picture = document[0].render(scale=dots_an_inch / 72).to_pil().convert("L")
    return [code.text for code in zxingcpp.read_barcodes(seen(picture))]


@pytest.mark.parametrize("is_plain", [False, True])
@pytest.mark.parametrize("is_large", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_its_code_is_read_off_the_paper_also_by_a_poor_printer_from_a_little_askew(kind, is_large, is_plain):
    long = f"https://here.example/places/{'the-corner-cafe-' * 5}ashton-under-lyne-ol6"
    content = KINDS[kind][0](replace(SHEET, page=long, is_plain=is_plain), is_large=is_large)
    codes = [long] * (4 if kind == "four cards" else 1)
    assert read_off(content, dots_an_inch=150) == codes
    askew = read_off(content, dots_an_inch=200, seen=lambda picture: blurred(picture.rotate(7, fillcolor=255)))
    assert set(askew) == {long}  # of four at once a telephone may see some only


def blurred(picture):
    """Out of focus, and grey."""
    return picture.filter(ImageFilter.GaussianBlur(1)).point(lambda dot: 60 + dot // 2)


def test_a_code_that_leads_elsewhere_is_told_apart():
    assert read_off(paper.card(replace(SHEET, page="https://here.example/")), dots_an_inch=150) != [SHEET.page]


@pytest.mark.parametrize("kind", KINDS)
def test_where_there_is_room_letters_are_larger_and_where_not_no_smaller_than_usual(kind):
    def size(sheet):
        return next(size for _, _, text, size in drawn(KINDS[kind][0](sheet)) if "Every" in text)

    usual = {"poster": 15, "card": 10, "four cards": 10}[kind]
    assert size(SHEET) > usual
    assert size(replace(SHEET, lines=MANY)) == usual


def test_the_way_in_stands_on_a_large_card_where_there_is_room():
    assert "Blue door." in words(paper.card(SHEET, is_large=True))
    full = replace(SHEET, lines=MANY, way_in="Turn left. " * 8)
    assert "Turn" not in words(paper.card(full, is_large=True))


@pytest.mark.parametrize("kind", KINDS)
def test_a_plain_one_says_nothing_of_what_it_is_about(kind):
    content = KINDS[kind][0](replace(SHEET, is_plain=True))
    text = words(content)
    assert "For you." in text
    for word in ("Lantern", "Recovery", "NA", "Weir", "here.example", "Trellis", "Thursday"):
        assert word not in text
    assert PdfReader(io.BytesIO(content)).metadata.title == "For you"


def test_the_same_sheet_is_the_same_file():
    assert paper.poster(SHEET) == paper.poster(SHEET)
