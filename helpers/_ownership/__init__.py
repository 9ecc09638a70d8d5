"""Whose an object is, and what may be taken away."""
