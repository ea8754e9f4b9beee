"""One listing in a list: how it is said, where it may be said to be, and how a page of them is made quickly."""
