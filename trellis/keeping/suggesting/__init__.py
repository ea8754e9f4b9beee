"""Anybody suggests a change or reports a problem, without an account; spam waits apart."""
