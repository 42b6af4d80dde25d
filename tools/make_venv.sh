#!/usr/bin/env bash
# Makes a virtual environment in the folder given, with a Python of 3.11 or later.
# Where Debian's Python lacks ensurepip, installs it as root or by passwordless sudo, else says what to install.
set -euo pipefail

venv=$1

find_python() {
    local name
    for name in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$name"
            return
        fi
    done
    echo "par_excel needs Python 3.11 or later: install it, or name it (make PYTHON=/path/to/python3.12)." >&2
    exit 2
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif sudo -n true 2>/dev/null; then
        sudo -n "$@"
    else
        return 1
    fi
}

python=$(find_python)
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    package=$("$python" -c 'import sys; print(f"python3.{sys.version_info.minor}-venv")')
    echo "Installing $package …"
    if ! { as_root apt-get update -q && as_root apt-get install -qy --no-install-recommends "$package"; } </dev/null
    then
        echo "This Python cannot make virtual environments. Install its package: sudo apt-get install $package" >&2
        exit 2
    fi
fi
"$python" -m venv "$venv"
