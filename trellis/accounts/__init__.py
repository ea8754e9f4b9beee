"""Accounts: people who look after listings, how they sign in, and what they may do. Owns *person*, *grant*, *role*."""
