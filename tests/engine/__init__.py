"""Tests that need the real engine."""
