"""The exercises, lesson by lesson: `lesson06.EXERCISES` lists those of 06-run in their order."""
