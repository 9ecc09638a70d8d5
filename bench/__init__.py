"""How fast the course's words are, beside their peers: `./course bench`. README.md explains it."""
