"""Earlier place of `exec`, until practice uses its own module."""

from .exec import exec as exec
