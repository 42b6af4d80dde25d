#!/usr/bin/env bash
# Installs what some tests need beside Python: LibreOffice, poppler, bsdtar, strace, faketime, Chromium, Dovecot, PostgreSQL, fonts (Debian, Ubuntu), Gnumeric, and the packages of tests/node (npm).
# Needs root or passwordless sudo for the former. What stays missing is said aloud; with CI set that is a failure.
set -euo pipefail
cd "$(dirname "$0")/.."

missing=()

as_root() {
    if [ "$(id -u)" = 0 ]; then
        env DEBIAN_FRONTEND=noninteractive "$@"
    else
        sudo -n env DEBIAN_FRONTEND=noninteractive "$@"
    fi
}

is_installed() {
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

name_missing_programs() {
    local program
    for program in soffice ssconvert bsdtar strace faketime chromium dovecot pdftoppm node npm javac; do
        command -v "$program" >/dev/null || missing+=("$program")
    done
    # Debian keeps the programs of each version of PostgreSQL in a folder of its own
    command -v postgres >/dev/null || ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || missing+=(postgres)
}

install_packages() {
    local wanted=() package
    if ! command -v apt-get >/dev/null; then
        name_missing_programs
        return 0
    fi
    for package in libreoffice-calc libreoffice-writer python3-uno gnumeric poppler-utils fontconfig libarchive-tools strace faketime chromium dovecot-imapd postgresql libapache-poi-java; do
        is_installed "$package" || wanted+=("$package")
    done
    # Apache POI is driven by a source file, which needs a compiler
    command -v javac >/dev/null || wanted+=(default-jdk-headless)
    if ! command -v npm >/dev/null || ! command -v node >/dev/null; then
        wanted+=(nodejs npm)
    fi
    # fonts-liberation 1.x lacks Vietnamese letters; where 2.x has no package of its own, fonts-liberation is 2.x
    if [[ $(fc-list ':lang=vi' family 2>/dev/null) != *"Liberation Serif"* ]]; then
        wanted+=(fonts-liberation2)
    fi
    if [ ${#wanted[@]} = 0 ]; then
        return 0
    fi
    if ! as_root true 2>/dev/null; then
        missing+=("${wanted[@]}")
        return 0
    fi
    as_root apt-get update -q || true # an old list may do
    if ! apt-cache show fonts-liberation2 >/dev/null 2>&1; then
        wanted=("${wanted[@]/fonts-liberation2/fonts-liberation}")
    fi
    as_root apt-get install -qy --no-install-recommends "${wanted[@]}" || missing+=("${wanted[@]}")
}

install_node_packages() {
    if ! command -v npm >/dev/null; then
        missing+=("npm ci in tests/node")
    elif ! (cd tests/node && npm ci --no-audit --no-fund); then
        missing+=("npm ci in tests/node")
    fi
}

install_packages </dev/null
install_node_packages </dev/null

if [ ${#missing[@]} -gt 0 ]; then
    {
        echo "!!! ------------------------------------------------------------------------------------"
        echo "!!! MISSING, AND NOT INSTALLED: ${missing[*]}"
        echo "!!! Tests that need them will be skipped. To install them, run as root or with sudo:"
        echo "!!!     tools/install_test_programs.sh"
        echo "!!! ------------------------------------------------------------------------------------"
    } >&2
    [ -z "${CI:-}" ] || exit 1
    exit 3
fi
