"""Logistic regression, as an analyst of a cohort would run it: estimates and their standard errors."""

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


def logistic(columns: list[NDArray[np.generic]], happened: NDArray[np.bool_]) -> tuple[Numbers, Numbers]:
    """Log odds for each column (an intercept is added last), and their standard errors, by Newton's method."""
    design = np.column_stack([*(np.asarray(column, dtype=np.float64) for column in columns), np.ones(len(happened))])
    weights = np.zeros(design.shape[1])
    information = np.eye(len(weights))
    for _ in range(30):
        chance = 1 / (1 + np.exp(-design @ weights))
        information = design.T @ (design * (chance * (1 - chance))[:, None])
        step = np.linalg.solve(information, design.T @ (happened - chance))
        weights = weights + step
        if np.abs(step).max() < 1e-9:
            break
    return weights, np.sqrt(np.diag(np.linalg.inv(information)))
