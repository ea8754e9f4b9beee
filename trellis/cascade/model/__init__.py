"""The recovery model: what is done, who stands how, and what a month brings."""
