"""The parts of the read index: columns, bits, words, times and places (pure)."""
