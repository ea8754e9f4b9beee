"""The formats listings come in: one file each, pure, from a feed's bytes to `Row`s and from a `Row` to a `Listing`."""
