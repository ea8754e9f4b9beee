"""Adding from the first question to the last, as a browser without JavaScript sends it."""

import pytest
from django.urls import reverse

from trellis.keeping.models import Change, Draft

pytestmark = pytest.mark.django_db


def begun(client, kind):
    response = client.post("/add", {"kind": kind})
    return response.headers["Location"].rpartition("/")[0]


def sends(client, draft, step, **fields):
    """Answers a question; where it leads, without the draft."""
    response = client.post(f"{draft}/{step}", fields)
    assert response.status_code == 302, response.content.decode()
    return response.headers["Location"].removeprefix(draft).strip("/")


def test_a_monthly_meeting_at_a_cafe(client, visit, tables_of_places):
    draft = begun(client, "group")
    assert (
        sends(client, draft, "where", building="The Corner Café", address="1 Manchester Road", postcode="bb11 1jg")
        == "point"
    )
    assert visit(f"{draft}/point").heading == "On the map"
    assert sends(client, draft, "point", showing="exact") == "name"
    assert sends(client, draft, "name", name="Way In on Tuesday") == "when"
    assert sends(client, draft, "when", words="every first Tuesday at 7 pm") == "when?said=1"
    assert "First Tuesday of the month" in visit(f"{draft}/when?said=1").text
    assert sends(client, draft, "when", right="1") == "pathway"
    assert sends(client, draft, "pathway", pathway="na") == "like"
    assert sends(client, draft, "like", features=["open", "beginners"]) == "joining"
    assert sends(client, draft, "joining", steps="Just come.") == "drink"
    assert sends(client, draft, "drink", drink="none") == "access"
    assert sends(client, draft, "access", features=["step-free"]) == "contact"
    assert sends(client, draft, "contact", email="hello@example.org") == "picture"
    assert sends(client, draft, "picture", without="1") == "check"
    page = visit(f"{draft}/check")
    assert "First Tuesday of the month, 7 to 8 pm" in page.text
    response = client.post(f"{draft}/check", {"reply_to": ""})
    assert response.headers["Location"] == reverse("add-sent")
    change = Change.objects.get()
    assert not Draft.objects.exists()
    assert change.kind == Change.Kind.NEW
    assert change.after["meeting"]["rule"] == "FREQ=MONTHLY;BYDAY=1TU"
    assert change.after["place"]["postcode"] == "BB11 1JG"
    assert change.after["group"] == {"name": "Way In on Tuesday", "pathway": "na", "email": "hello@example.org"}
    assert change.area_code == "E07000117"
