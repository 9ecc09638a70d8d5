"""The whole course in one container."""
