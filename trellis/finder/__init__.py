"""Finder: what is on near me, now or next. Query (parse), index (pure, in memory), views and API."""
