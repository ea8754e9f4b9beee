"""A keeper's pages: changing a listing, its dates, its history, and what its source says otherwise."""
