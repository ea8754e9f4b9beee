"""Putting a place, a group, an online meeting or an activity on the map, one question at a time."""
