"""The words themselves: what they refuse, what they say, what they leave behind."""
