"""What tests read: saved answers of engines, learners' typical mistakes, rules and locks."""
