#!/bin/sh
# Makes .venv with what Vakhta needs, and nothing outside it. `make setup` and the image call this.
#
#   deploy/venv.sh run     what running needs: the bot, PostgreSQL's driver, the transformer lane
#   deploy/venv.sh dev     that, and what tests, training and the docs need
#
# TORCH_INDEX  takes torch from that package index (a CPU build is a tenth of the CUDA one)
# VENV         another place than .venv
# PYTHON       another interpreter than the newest found
#
# Quick when nothing changed: .venv/.vakhta holds a hash of the dependencies that are in it.
set -eu
cd "$(dirname "$0")/.."

profile=${1:-run}
venv=${VENV:-.venv}
index=${TORCH_INDEX:-}
stamp="$venv/.vakhta"

say() { printf '%s\n' "setup: $*"; }
die() { printf '%s\n' "setup: $*" >&2; exit 1; }

case $profile in
  run) extras=postgres,transformer ;;
  dev) extras=postgres,transformer,training,docs,dev ;;
  *) die "no such set: $profile (run, dev)" ;;
esac

# --- which Python ----------------------------------------------------------------------------------
recent() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

if [ -x "$venv/bin/python" ] && recent "$venv/bin/python"; then
  python="$venv/bin/python"
else
  python=
  for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
    if recent "$candidate"; then python=$candidate; break; fi
  done
  [ -n "$python" ] || die "Python 3.11 or newer is needed; found none of: ${PYTHON:-python3 python3.13 python3.12 python3.11}"
fi

# --- is there anything to do? ----------------------------------------------------------------------
want=$("$python" - <<'EOF'
import hashlib, pathlib, tomllib
project = pathlib.Path("pyproject.toml")
tree = tomllib.loads(project.read_text(encoding="utf-8"))
needs = [tree["project"][k] for k in ("dependencies", "optional-dependencies", "scripts", "version")]
text = repr(needs) + str(project.resolve()) + pathlib.Path("constraints.txt").read_text()
print(hashlib.sha256(text.encode()).hexdigest()[:32])
EOF
)
if [ -f "$stamp" ]; then
  read -r had_profile had_hash <"$stamp" || true
  if [ "$had_hash" = "$want" ] && { [ "$had_profile" = "$profile" ] || [ "$had_profile" = dev ]; }; then
    exit 0
  fi
  # What is already there stays: a smaller set asked for later does not shrink a larger one.
  if [ "$had_profile" = dev ]; then profile=dev extras=postgres,transformer,training,docs,dev; fi
fi

# --- say what it takes, and look whether it fits -----------------------------------------------------
if [ -n "$index" ]; then
  say "torch comes from TORCH_INDEX; with a CPU build .venv takes about 1.5 GB of disk"
  comfort=2500
else
  say "on Linux the default index gives the CUDA build of torch: about 3 GB to fetch, 7 GB on disk;"
  say "without a GPU, make setup TORCH_INDEX=<the CPU index that pytorch.org names> needs 1.5 GB"
  comfort=8000
fi
free=$(df -Pm . | awk 'NR == 2 { print $4 }')
say "disk: $free MB free here; downloads also pass through ${TMPDIR:-/tmp}"
if [ ! -f "$venv/pyvenv.cfg" ]; then
  [ "$free" -ge 1500 ] || die "that cannot fit: make room, or VENV=/elsewhere make setup"
  [ "$free" -ge $comfort ] || say "that is tight: $comfort MB would be comfortable"
fi

# --- make it -----------------------------------------------------------------------------------------
started=$(date +%s)
if [ "$python" != "$venv/bin/python" ] || [ ! -x "$venv/bin/pip" ]; then
  short=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
  "$python" -c 'import ensurepip, venv' 2>/dev/null || die \
    "Python $short has no venv module. On Debian and Ubuntu: apt install python$short-venv; then make setup again"
  say "making $venv with Python $short"
  "$python" -m venv "$venv"
  python="$venv/bin/python"
fi

pip() { PIP_DISABLE_PIP_VERSION_CHECK=1 "$python" -m pip install -qq --constraint constraints.txt "$@"; }

rm -f "$stamp" # a run that is cut short is begun again
if [ -n "$index" ]; then
  if "$python" -c 'import importlib.metadata as m; m.version("torch")' 2>/dev/null; then
    say "torch is already there and stays as it is; to change its build remove $venv first"
  else
    # From that index alone and without its dependencies: they come from the default one below.
    pip --no-deps --index-url "$index" torch
  fi
fi
pip --editable ".[$extras]"

printf '%s %s\n' "$profile" "$want" >"$stamp"
say "done in $(($(date +%s) - started)) s: $(du -sm "$venv" | cut -f1) MB in $venv ($extras)"
