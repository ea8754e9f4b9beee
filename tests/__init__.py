"""What spans the rooms: conventions, pages, journeys in a browser. Tests of one room stand in it, beside its code."""
