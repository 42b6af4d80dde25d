"""Keeps compiled modules with the user, never beside the program: its folder may be read-only or on a network."""

import os
import sys

if place := os.environ.get("LOCALAPPDATA"):
    sys.pycache_prefix = os.path.join(place, "par_excel", "bien_dich")  # noqa: PTH118 - before every start
