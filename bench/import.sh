#!/usr/bin/env bash
# bench/import.sh [ROWS]: the import of a canonical CSV of 4 million observations beside `sqlite3 .import` of the same file into one
# bare table with the same unique key, in the same run. Prints rows per second, peak memory and the ratio. Needs sqlite3.
set -euo pipefail
cd "$(dirname "$0")/.."
rows=${1:-4000000}
[ -f build/release/build.ninja ] || cmake --preset release >/dev/null
ninja -C build/release import_bench >/dev/null
bench=build/release/bench/import_bench
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$bench" make examples/canada "$folder/figures.csv" "$rows"
echo "file: $(stat -c %s "$folder/figures.csv") bytes"
"$bench" split "$folder/figures.csv"
"$bench" stage "$folder/figures.csv"
"$bench" import "$folder/figures.csv" | tee "$folder/ours"
cat >"$folder/reference.sql" <<SQL
CREATE TABLE observation (indicator TEXT, period TEXT, place TEXT, value REAL, UNIQUE (indicator, period, place));
.mode csv
.import --skip 1 $folder/figures.csv observation
SQL
start=$(date +%s.%N)
/usr/bin/env time -f '%U %S %M' -o "$folder/use" sqlite3 "$folder/reference.db" <"$folder/reference.sql" 2>/dev/null \
  || { echo "reference skipped: needs sqlite3 and GNU time"; exit 0; }
wall=$(echo "$(date +%s.%N) - $start" | bc)
read -r user kernel peak <"$folder/use"
ours=$(grep -o 'wall=[0-9.]*' "$folder/ours" | cut -d= -f2)
cpu=$(grep -o ' cpu=[0-9.]*' "$folder/ours" | cut -d= -f2)
awk -v rows="$rows" -v wall="$wall" -v user="$user" -v kernel="$kernel" -v peak="$peak" -v ours="$ours" -v cpu="$cpu" 'BEGIN {
  printf "sqlite3 .import rows=%d wall=%.2f cpu=%.2f rows_per_second=%.0f peak_mb=%.0f\n", rows, wall, user + kernel, rows / wall, peak / 1024
  printf "ratio (ours to the reference, rows per second): %.2f by the clock, %.2f by processor time\n", wall / ours, (user + kernel) / cpu }'
