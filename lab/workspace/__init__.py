"""The learner's own copy of the lessons: made at first need, and kept up with the clone."""
