"""Exercises and incidents, done wrong and done right."""
