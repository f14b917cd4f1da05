#!/usr/bin/env bash
# How many requests a second a page of ours is served at, as a ratio to nginx serving a static file of the same size.
#
#   bench/http.sh http://127.0.0.1:8080/today [seconds per run]     a server that already runs
#   bench/http.sh floor                                             the bare server: 2 KB from memory, through a worker
#
# Both servers share this machine's cores with the client, in three interleaved rounds; the median counts. Then the
# 99th percentile with 50 busy connections while 500 idle ones stay open. wrk asks for no compression, so both send the
# same bytes. Needs wrk, nginx and python3.
set -euo pipefail
page=${1:?"usage: bench/http.sh URL|floor [seconds]"}
seconds=${2:-4}
here=$(cd "$(dirname "$0")/.." && pwd)
for tool in wrk nginx python3 curl; do
  command -v "$tool" >/dev/null || { echo "bench/http.sh: $tool is not installed (apt install wrk nginx-light python3 curl)"; exit 3; }
done

folder=$(mktemp -d)
started=()
finish() {
  for process in "${started[@]}"; do kill "$process" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$folder"
}
trap finish EXIT

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
wait_for() { for _ in $(seq 100); do curl -s -o /dev/null "$1" && return; sleep 0.05; done; echo "bench/http.sh: $1 does not answer"; exit 3; }

if [ "$page" = floor ]; then
  program=
  for build in release dev; do
    [ -x "$here/build/$build/bench/http_floor" ] && { program=$here/build/$build/bench/http_floor; break; }
  done
  [ -n "$program" ] || { echo "bench/http.sh: build it first: cmake --preset release && ninja -C build/release http_floor"; exit 3; }
  port=$(free_port)
  "$program" "$port" & started+=($!)
  page=http://127.0.0.1:$port/page
fi
wait_for "$page"

answer=$(curl -s -o "$folder/page.html" -w '%{http_code} %{size_download}' "$page")
[ "${answer%% *}" = 200 ] || { echo "bench/http.sh: $page answers ${answer%% *}, not 200; nothing to measure"; exit 2; }
size=${answer##* }

port=$(free_port)
cat >"$folder/nginx.conf" <<CONFIGURATION
worker_processes 2; daemon off; pid $folder/nginx.pid; error_log /dev/null;
events { worker_connections 2048; }
http { access_log off; keepalive_requests 1000000000; keepalive_timeout 600; open_file_cache max=10;
       client_body_temp_path $folder; proxy_temp_path $folder; fastcgi_temp_path $folder; uwsgi_temp_path $folder; scgi_temp_path $folder;
       server { listen 127.0.0.1:$port; root $folder; } }
CONFIGURATION
chmod 755 "$folder"
nginx -c "$folder/nginx.conf" 2>/dev/null & started+=($!)
reference=http://127.0.0.1:$port/page.html
wait_for "$reference"

# prints: requests a second, p99
run() {
  wrk -t1 -c50 -d"${seconds}s" --latency "$1" >"$folder/wrk.txt"
  if grep -q 'Non-2xx' "$folder/wrk.txt"; then echo "bench/http.sh: $1 gave errors under load: $(grep Non-2xx "$folder/wrk.txt")" >&2; exit 2; fi
  awk '/Requests\/sec/ {rate=$2} $1=="99%" {p99=$2} END {print rate, p99}' "$folder/wrk.txt"
}
median() { sort -n | sed -n 2p; }

wrk -t1 -c10 -d1s "$page" >/dev/null
for round in 1 2 3; do
  run "$page" >>"$folder/ours"
  run "$reference" >>"$folder/nginx"
  echo "round $round: ours $(tail -1 "$folder/ours" | cut -d' ' -f1)/s, nginx $(tail -1 "$folder/nginx" | cut -d' ' -f1)/s"
done

cat >"$folder/idle.py" <<'PYTHON'
"""Opens 500 connections, asks once on each, says "ready" and keeps them open until its input ends."""
import socket
import sys
import urllib.parse

url = urllib.parse.urlsplit(sys.argv[1])
request = f"GET {url.path or '/'} HTTP/1.1\r\nHost: {url.netloc}\r\n\r\n".encode()
held = []
for _ in range(500):
    connection = socket.create_connection((url.hostname, url.port or 80))
    connection.sendall(request)
    connection.recv(1)
    held.append(connection)
print("ready", flush=True)
sys.stdin.read()
PYTHON
with_idle() {
  coproc IDLE { python3 "$folder/idle.py" "$1"; }
  local idle=$IDLE_PID
  read -r -u "${IDLE[0]}" _
  run "$1"
  kill "$idle" 2>/dev/null || true
  wait "$idle" 2>/dev/null || true
}
crowded=$(with_idle "$page")
crowded_nginx=$(with_idle "$reference")

ours=$(cut -d' ' -f1 "$folder/ours" | median)
nginx=$(cut -d' ' -f1 "$folder/nginx" | median)
echo
echo "page            $page ($size bytes)"
echo "ours            $ours requests/s"
echo "nginx static    $nginx requests/s"
echo "ratio           $(awk "BEGIN {printf \"%.2f\", $ours / $nginx}") (aim: at least 0.25)"
echo "with 500 idle   ours ${crowded% *}/s, p99 ${crowded#* }; nginx ${crowded_nginx% *}/s, p99 ${crowded_nginx#* }"
