"""Bench: generated worlds and measurements. Figures are medians and ratios from one run, never timed tests."""
