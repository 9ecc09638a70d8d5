"""Live views: one small file each, on the tables of the helpers. What they share is in `view`."""
