"""The pages of a keeper."""
