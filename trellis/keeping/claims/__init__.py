"""Becoming a keeper of a listing, asking others to help, and handing on."""
