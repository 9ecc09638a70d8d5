"""Recording and strict replay of lessons."""
