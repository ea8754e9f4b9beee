"""Every format listings go out in: one module a format, pure; pieces of a file come out one after the other.

What a place does not show is in none of them (`trellis.opendata.publishing`).
"""
