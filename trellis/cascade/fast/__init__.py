"""The inner loops of the model and of contagion, compiled with numba (the `[fast]` extra): the same numbers."""
