"""Trellis on a phone's home screen, and without a connection: the last results and saved meetings still open.

What is kept, is kept by the browser on the visitor's own device. The server is told nothing of it.
"""
