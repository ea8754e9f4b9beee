"""Staying true: who vouches for a listing, how long that carries, and what happens when nobody does."""
