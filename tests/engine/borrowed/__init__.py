"""The course on an engine that others use too: nothing of theirs is changed."""
