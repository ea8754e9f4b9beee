"""Studies as files, and what they found as text, JSON and one page with charts."""
