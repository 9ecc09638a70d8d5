"""Tests that need Python alone: no engine, no network, no particular system or user."""
