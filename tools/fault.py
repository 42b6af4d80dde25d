"""Tell which lines of the program the code of a fault may mean: `python -m tools.fault 7F3A-112`."""

import sys
from pathlib import Path

from par_excel.system.faults import module_code

PROGRAM = Path(__file__).parent.parent / "par_excel"


def places(code: str) -> list[str]:
    """Return the modules whose number the code begins with, each with the line."""
    number, _, line = code.partition("-")
    found = (path for path in sorted(PROGRAM.rglob("*.py")) if module_code(path.name) == number.upper())
    return [f"{path.relative_to(PROGRAM.parent).as_posix()}:{line}" for path in found]


if __name__ == "__main__":
    for each in sys.argv[1:]:
        sys.stdout.write("\n".join(places(each)) + "\n")
