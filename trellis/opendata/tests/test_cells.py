"""Exports run nothing on the machine of whoever opens them."""

import csv
import io
from pathlib import Path

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from trellis.meetings.tests.factories import create_meeting
from trellis.opendata.cells import as_written, inert
from trellis.opendata.formats import flat
from trellis.opendata.publishing import FLAT_COLUMNS

DANGEROUS = (
    "=1+2",
    '=HYPERLINK("x")',
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd",
    "@SUM(A1)",
    "\tx",
    "\rx",
    "\n=x",
    "＝1",
    "=9",
)


@pytest.mark.parametrize("value", DANGEROUS)
def test_asvs_1_2_10_what_begins_as_a_formula_does_is_written_as_text(value: str) -> None:
    """ASVS 1.2.10"""
    assert inert(value) == f"'{value}"
    assert as_written(inert(value)) == value


@pytest.mark.parametrize("value", ["", "Hall", "O'Neill", "'tis", "a=b", "+44 (20) 7946 0000", "1-2", 90, -2.25, None])
def test_asvs_1_2_10_other_cells_stay_as_they_are(value: object) -> None:
    """ASVS 1.2.10"""
    assert inert(value) == value
    assert not isinstance(value, str) or as_written(value) == value


@given(st.text("=+-@'\t\r\n ab1＝", max_size=6))
def test_asvs_1_2_10_what_goes_out_comes_in_again(value: str) -> None:
    """ASVS 1.2.10"""
    assert as_written(inert(value)) == value
    assert inert(value)[:1] not in tuple("=-@\t\r\n＝")


@pytest.mark.django_db
def test_asvs_1_2_10_no_cell_of_an_export_is_a_formula(tmp_path: Path) -> None:
    """ASVS 1.2.10: every column that takes words, through the command and back through the reader."""
    create_meeting(name="=1+2", notes="-2+3+cmd|' /C calc'!A0", join_notes="@x", slug="a")
    call_command("export", "csv", "--output", str(tmp_path / "out.csv"))
    text = (tmp_path / "out.csv").read_text(encoding="utf-8-sig")
    [row] = csv.DictReader(io.StringIO(text))
    assert set(row) == set(FLAT_COLUMNS)
    assert [cell for cell in row.values() if cell[:1] in tuple("=+-@\t\r\n")] == [row["longitude"]]
    [read] = flat.csv_rows(io.BytesIO(text.encode()))
    assert flat.read(read).name == "=1+2"
