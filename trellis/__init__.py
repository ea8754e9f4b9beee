"""Trellis makes recovery visible, and helps it spread, in the places where people live."""

__version__ = "0.1.0"
