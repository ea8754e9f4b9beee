"""What the pages of a meeting, a group, a place and an area say, worked out before a template shows it."""
