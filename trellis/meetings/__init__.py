"""Meetings: who meets, on which pathway, when. Owns the words *pathway*, *group*, *meeting*, *occurrence* and *feature*."""
