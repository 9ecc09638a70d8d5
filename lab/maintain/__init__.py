"""What keeps the lessons true: replay, recording, test suites, other engines."""
