"""What the engine is held against: published figures, exact laws, and limits that a pencil can solve."""
