"""Where next: candidates for the next step, ranked, and a planner's other questions."""
