"""The registry that stands in for Docker Hub, and its search."""
