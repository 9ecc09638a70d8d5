"""Other ways to run the course, and faults of the machine. `ways_*.py` run only when they are
named."""
