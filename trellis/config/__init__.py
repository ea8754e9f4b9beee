"""Trellis as a whole: settings, addresses, and the `trellis` command."""
