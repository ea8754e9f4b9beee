"""Keep: people put places, groups and meetings on the map, look after them, and vouch that they are true."""
