#!/usr/bin/env bash
# Make a virtual environment: scripts/venv.sh PYTHON FOLDER
set -euo pipefail
python="${1:-}"
folder="$2"
if [ -z "$python" ] || ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "Expected Python 3.11 or newer, but there is none. Run: apt-get install -y python3.11 python3.11-venv" >&2
    exit 1
fi
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    package="python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -q
        apt-get install -qy --no-install-recommends "$package"
    else
        echo "Expected Python's venv module, but it is not installed. Run: sudo apt-get install -y $package" >&2
        exit 1
    fi
fi
"$python" -m venv "$folder"
