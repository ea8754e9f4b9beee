"""Many paired runs: intervals, what they depend on, and which number to measure next."""
