"""Archives to and from files of this machine."""
