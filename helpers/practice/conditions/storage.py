"""Conditions on where data is kept outside of containers: volumes, and files of this machine."""

from dataclasses import dataclass
from pathlib import Path

from .. import probes
from ..given import Given
from ..verdict import Diagnosis, unmet


@dataclass(frozen=True)
class VolumeExists:
    """There is a volume of this name."""

    name: str

    def __call__(self, given: Given) -> Diagnosis | None:
        """Look for the volume."""
        if not probes.has_volume(self.name):
            return unmet("no_volume", name=self.name)
        return None


@dataclass(frozen=True)
class FileExists:
    """There is a file of this name in the notebook's folder."""

    name: str

    def __call__(self, given: Given) -> Diagnosis | None:
        """Look for the file."""
        if not Path(self.name).is_file():
            return unmet("no_file", file=self.name)
        return None
