"""The course's own engine, registry and second host, started and ended for real."""
