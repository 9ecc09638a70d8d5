"""Which engine the course uses, and the course's own: start, stop, firewall, second host."""
