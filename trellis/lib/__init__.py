"""Small modules named after ideas, which know nothing of recovery, Django models or one another's callers."""
