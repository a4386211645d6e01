#!/bin/sh
# Build the wheel, install it in a fresh virtual environment, and use it from another folder.
set -eu
root=$(pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
uv build --quiet --wheel --sdist --out-dir "$work/dist"
uv export --quiet --frozen --no-dev --no-emit-project --format requirements-txt >"$work/requirements.txt"
uv venv --quiet --python "$(command -v "${PYTHON:-python3}")" "$work/venv"
uv pip install --quiet --python "$work/venv/bin/python" -r "$work/requirements.txt" "$work"/dist/*.whl
cd "$work"
cp -r "$root/examples" releases
venv/bin/valley ingest releases --store graph
venv/bin/valley query who-signed-what --store graph --format csv | grep -q "letter of intent"
venv/bin/valley why "Region Stockholm" --store graph | grep -q "confidence"
venv/bin/valley show --store graph --out picture.html
test -s picture.html
venv/bin/valley validate --store graph >/dev/null
venv/bin/python - <<'END'
import json, pathlib, subprocess, time, urllib.request
server = subprocess.Popen(["venv/bin/valley", "serve", "--store", "graph", "--port", "8765"])
for _ in range(300):
    try:
        stats = json.load(urllib.request.urlopen("http://127.0.0.1:8765/api/stats"))
        break
    except OSError:
        time.sleep(0.2)
page = urllib.request.urlopen("http://127.0.0.1:8765/").read()
server.terminate()
server.wait()
assert stats["releases"] > 5 and b"/static/" in page
END
venv/bin/python -c "import valleygraph, pathlib; assert 'site-packages' in valleygraph.__file__"
for file in ontology.ttl graph/shapes.ttl graph/alignment.ttl; do
  venv/bin/python -c "import importlib.resources as r; assert r.files('valleygraph').joinpath('$file').read_bytes()"
done
echo "the wheel works"
