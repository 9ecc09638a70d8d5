"""The course's images: how they are built, beside their Dockerfiles."""
