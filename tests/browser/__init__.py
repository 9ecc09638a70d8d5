"""Tests that need a browser beside the engine."""
