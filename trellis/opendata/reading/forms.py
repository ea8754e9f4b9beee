"""What somebody tells us of a source."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from trellis.keeping.forms import Line, OneOf, PlainForm, WebAddress
from trellis.meetings.pathways import PATHWAYS
from trellis.opendata.fetching import FetchError, check_address
from trellis.places.gazetteer import installed_areas

FIND_OUT: Final = "auto"
SHEET_BYTES: Final = 10_000_000
PACES: Final = (("6", "Every six hours"), ("24", "Every day"), ("168", "Every week"), ("0", "Not now"))
_FORMATS: Final = (
    (FIND_OUT, "Find out"),
    ("meeting-guide", "Meeting Guide JSON"),
    ("bmlt", "BMLT"),
    ("csv", "CSV"),
    ("xlsx", "Excel workbook"),
    ("hsds", "HSDS JSON (Open Referral)"),
)


class ReadableForm(PlainForm):
    """One that asks for an address which may be read."""

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"]
        if address:
            try:
                check_address(address, resolve=lambda _: [])
            except FetchError as error:
                raise ValidationError(str(error)) from error
        return address


class SourceForm(ReadableForm):
    """A new source."""

    name = Line(
        "What is it called?", hint="As visitors read it: Pennine Area of NA.", missing="Give it a name.", limit=200
    )
    address = WebAddress(
        "Where is its list on the web?",
        hint="The address of the feed or sheet. Leave it empty if somebody will send a spreadsheet instead.",
    )
    format = OneOf("In which format?", _FORMATS, initial=FIND_OUT, missing="Choose a format, or “Find out”.")
    every_hours = OneOf("How often is it read?", PACES, initial="24", missing="Choose how often.")
    pathway = forms.ChoiceField(label="Which pathway, where its rows do not say?", required=False)
    area_code = Line(
        "Whose moderators look after it?",
        hint="The name or code of an area. Empty: the stewards of this site.",
        limit=80,
    )
    licence = Line(
        "Under which licence is it published?", hint="Such as CC BY 4.0. Empty if it does not say.", limit=200
    )
    attribution = Line("Which words do its makers ask for?", limit=300)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        names = [(way.code, way.name) for way in PATHWAYS.values()]
        field = self.fields["pathway"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "They say so themselves"), *names]

    def clean_area_code(self) -> str:
        text = self.cleaned_data["area_code"]
        area = installed_areas().find(text) if text else None
        if text and area is None:
            raise ValidationError(f"We know no area called “{text}”. Write its name as its council does.")
        return area.code if area else ""


class AddressForm(ReadableForm):
    """Where a source has moved to."""

    address = WebAddress(
        "Where is its list now?",
        hint="Its listings stay. In which format the list is, is found out again.",
        missing="Give the address of the feed or sheet.",
    )


class PaceForm(PlainForm):
    every_hours = OneOf("How often is it read?", PACES, missing="Choose how often.")


class SheetForm(PlainForm):
    sheet = forms.FileField(
        label="The spreadsheet",
        help_text="CSV or Excel (.xlsx), up to 10 MB. You see what would change before anything does.",
        error_messages={
            "required": "Choose the file.",
            "empty": "The file is empty. Save the sheet and choose it again.",
        },
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
    )

    def clean_sheet(self) -> Any:
        sheet = self.cleaned_data["sheet"]
        if sheet.size > SHEET_BYTES:
            raise ValidationError(
                f"It is {sheet.size / 1e6:.0f} MB, and 10 MB is the most. Leave pictures out of the sheet."
            )
        if not sheet.name.lower().endswith((".csv", ".xlsx")):
            raise ValidationError("This is not a CSV file or an Excel workbook (.xlsx). Save it as one of these.")
        return sheet
