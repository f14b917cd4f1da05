#!/usr/bin/env python3
"""Refuses an include that goes sideways or up between the rooms of src/.

It failed, what now: the line names a file, the room it includes and both floors. Move what is shared to a
lower room, or pass it in as an argument; if a floor itself is wrong, move the room in src/ROOMS in one commit
with a decision record.
"""
import pathlib
import re
import sys

src = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "src")
floors = {}
for number, line in enumerate(l for l in (src / "ROOMS").read_text().splitlines() if re.match(r"^[a-z]+:", l)):
    for room in line.split(":", 1)[1].split():
        floors[room] = number

# Tests may build the store that their room's ports need.
extra_for_tests = {"store"}
faults = 0
for path in sorted(src.rglob("*")):
    if path.suffix not in {".h", ".cpp", ".html"}:
        continue
    parts = path.relative_to(src).parts
    if len(parts) < 2:
        continue  # main.cpp, testing.h: the porch, which wires the rooms together
    room = parts[0]
    if room not in floors:
        print(f"{path}: folder '{room}' is not a room in {src}/ROOMS")
        faults += 1
        continue
    is_test = path.stem.endswith("_test")
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        found = re.match(r'\s*#include "([a-z_]+)/', line)
        if not found or found[1] == room:
            continue
        other = found[1]
        if other not in floors:
            print(f"{path}:{number}: includes '{other}', which is not a room")
            faults += 1
        elif other == "store" and not is_test:
            print(f"{path}:{number}: only main.cpp and tests may include store; use the ports in workspace")
            faults += 1
        elif floors[other] <= floors[room] and not (is_test and other in extra_for_tests):
            print(f"{path}:{number}: room '{room}' (floor {floors[room]}) may not include '{other}' (floor {floors[other]})")
            faults += 1
print("rooms: %s" % ("every arrow goes down" if not faults else f"{faults} arrows refused"))
sys.exit(1 if faults else 0)
