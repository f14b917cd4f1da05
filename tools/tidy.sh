# tidy.sh [FILE…]: clang-tidy over these sources, or over every one of the rooms (an hour or two on two cores); from the
# project's root; part of ./test --long.
# It failed, what now: the line names file, line and check. Mend it, or say in .clang-tidy why the check is left out.
set -euo pipefail
[ -f build/dev/compile_commands.json ] || cmake --preset dev -DOUTTURN_PROGRAM=OFF >build/dev.log 2>&1
cmake --build build/dev --target outturn_web outturn_exchange outturn_store >/dev/null  # generated sources must exist
{
  if [ $# -gt 0 ]; then printf '%s\0' "$@"; else find src -name '*.cpp' ! -path 'src/web/serving/server/*' ! -name main.cpp -print0; fi
} | xargs -0 -n 4 -P "$(nproc)" clang-tidy-16 -p build/dev --quiet --warnings-as-errors='clang-analyzer-*' 2>/dev/null
