"""The map: an embedded basemap drawn from our own postcode table, and listings clustered on the server.

No page asks another server for a tile, so nobody learns where somebody looks for recovery.
"""
