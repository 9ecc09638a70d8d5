"""The labels by which the course knows what on the machine's engine belongs to a box."""

BOX = "course.docker.box"
OWNER = "course.docker.box.of"  # its value is the name of the box
SOURCE = "course.docker.box.from"  # its value is the fingerprint of what an image is built from
STAGE = "course.docker.box.stage"  # of a stage that knew this machine's settings


def own(name: str) -> list[str]:
    """Pure: the options that give a new object the labels of this box."""
    return ["--label", f"{BOX}=1", "--label", f"{OWNER}={name}"]


def filter_own(name: str) -> list[str]:
    """Pure: the options that list what has the label of this box."""
    return ["--filter", f"label={OWNER}={name}"]
