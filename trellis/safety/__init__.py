"""Safety: who may see what, and for how long. Owns the words *privacy class*, *lifetime* and *access*."""
