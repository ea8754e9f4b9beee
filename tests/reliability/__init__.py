"""Killed at any moment, and nothing is lost."""
