"""How quick it is, beside other people's tools."""
