#!/bin/sh
# Print the Python to prepare .venv with: the one named by the first argument; else .venv's own, so that it stays what
# it is; else one of the tested 3.11 to 3.13; else any newer one. Where there is none, say so in one sentence.

suits() { # does interpreter $1 run, and is it from 3.11 to 3.$2?
    "$1" -c "import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, $2))" 2>/dev/null
}

if [ -n "$1" ]; then
    suits "$1" 99 && echo "$1" && exit
    version=$("$1" -c 'import sys; print("Python %d.%d" % sys.version_info[:2])' 2>/dev/null)
    echo "Layerbench needs Python 3.11 or newer, and PYTHON=$1 is ${version:-no Python that runs}." >&2
    exit 1
fi

for newest in 13 99; do
    for python in .venv/bin/python python3 python3.13 python3.12 python3.11 python; do
        suits "$python" "$newest" && echo "$python" && exit
    done
done
version=$(python3 -c 'import sys; print("python3 here is Python %d.%d" % sys.version_info[:2])' 2>/dev/null)
echo "Layerbench needs Python 3.11 or newer, and ${version:-there is no python3 here}:" \
    "install a newer one, or name it, as in make run PYTHON=/path/to/python3.12" >&2
exit 1
