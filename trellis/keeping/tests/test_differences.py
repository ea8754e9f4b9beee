from trellis.keeping.differences import Difference


def test_what_goes_on_behind_a_comma_marks_only_what_came():
    row = Difference(
        "When", "Tuesdays, 7 pm; not on 24 December", "Tuesdays, 7 pm; not on 24 December; away from 1 May"
    )
    assert [(piece.sign, piece.words) for piece in row.pieces] == [
        ("", "Tuesdays, 7 pm; not on 24 December;"),
        ("+", "away from 1 May"),
    ]


def test_words_that_went_and_came_stand_beside_each_other():
    row = Difference("Notes", "Ring the bell", "Ring the red bell twice")
    assert [(piece.sign, piece.words) for piece in row.pieces] == [
        ("", "Ring the"),
        ("+", "red"),
        ("", "bell"),
        ("+", "twice"),
    ]
