"""Web: the site frame, home, shared templates and static files, and the health check."""
