"""Containers: each module has the words of one part of `docker container`."""
