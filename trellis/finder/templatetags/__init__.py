"""Tags of the pages of meetings and groups."""
