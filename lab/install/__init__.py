"""What has to be installed: Debian's packages and the Python environment."""
