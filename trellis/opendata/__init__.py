"""Open data: listings in and out. One file per format (pure); actions write to the database, one transaction a source."""
