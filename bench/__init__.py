"""How fast the course's words are, beside their peers: `./course bench` (README.md here explains each line)."""
