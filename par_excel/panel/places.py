"""Where this user keeps documents: a folder that is not there yet, for a period that is to be made."""

from pathlib import Path


def free_place(name: str) -> Path:
    """Return a folder of this name, with a number where there is one already."""
    home = Path.home()
    base = home / "Documents" if (home / "Documents").is_dir() else home
    places = (base / f"{name}{'' if number == 1 else f' {number}'}" for number in range(1, 1000))
    return next(place for place in places if not place.exists())
