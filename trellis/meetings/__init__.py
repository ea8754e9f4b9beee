"""Meetings: who meets, on which pathway, when. Owns *pathway*, *group*, *meeting*, *occurrence* and *feature*."""
