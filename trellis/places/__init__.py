"""Places: where recovery can be found. Owns the words *area*, *postcode*, *place*, *source* and *confirmation*."""
