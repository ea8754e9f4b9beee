"""The worker: what is done beside the pages, on time, for as long as the site runs."""
