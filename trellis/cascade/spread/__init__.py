"""Reference models of contagion with known answers: by contacts, by groups, by thresholds."""
