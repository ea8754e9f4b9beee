"""Open data: listings in and out. One pure file a format; actions write to the database, one transaction a source."""
