# A minute of fuzzing for each reader, from the project's root; part of ./test --long. See README.md beside this file.
set -euo pipefail
cmake -S . -B build/fuzz -G Ninja -DCMAKE_CXX_COMPILER=clang++-16 -DCMAKE_C_COMPILER=clang-16 -DOUTTURN_PROGRAM=OFF \
  -DOUTTURN_UNIT_TESTS=OFF -DOUTTURN_SERVER=OFF -DOUTTURN_FUZZ=ON \
  -DCMAKE_CXX_FLAGS="-g -O1 -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize=function" >build/fuzz.log
cmake --build build/fuzz --target web_fuzz csv_fuzz
for entry in web_fuzz csv_fuzz; do
  mkdir -p build/fuzz/$entry.found
  build/fuzz/tests/fuzz/$entry build/fuzz/$entry.found examples/canada/observations -max_len=4096 \
    -max_total_time="${FUZZ_SECONDS:-60}" -print_final_stats=1 2>&1 | tail -n 8
done
