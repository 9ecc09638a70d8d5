"""Reading lists of packages and their locks."""


def locked_entries(text: str) -> dict[str, str]:
    """Return a lock's entries, each on one line, by the name of the package."""
    found = {}
    for line in text.replace("\\\n", " ").splitlines():
        if "==" in line and not line.startswith("#"):
            found[line.split("==")[0]] = line
    return found


def listed_names(text: str) -> set[str]:
    """Return the names in a list of packages."""
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return {line.split(">")[0] for line in lines}
