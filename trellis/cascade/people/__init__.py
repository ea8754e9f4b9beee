"""The people a scenario is about, the ties between them and the groups they meet in."""
