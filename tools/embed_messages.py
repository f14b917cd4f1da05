#!/usr/bin/env python3
"""Writes message files into one C++ source: embed_messages.py OUT.cpp FILE..."""
import pathlib
import sys

out, *files = sys.argv[1:]
parts = ['#include "language/embedded.h"\n\nnamespace outturn::language {\n\n']
names = []
for number, name in enumerate(sorted(files)):
    path = pathlib.Path(name)
    text = path.read_text(encoding="utf-8")
    parts.append(f"static constexpr char text_{number}[] =\n")
    for line in text.splitlines():
        escaped = line.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t").replace("??", "?\\?")
        parts.append(f'    "{escaped}\\n"\n')
    parts.append('    "";\n\n')
    names.append(f'      {{"{path.stem}", "{path.suffix[1:]}", text_{number}}},\n')
parts.append("std::vector<EmbeddedMessages> embedded_messages() {\n  return {\n" + "".join(names) + "  };\n}\n\n")
parts.append("}  // namespace outturn::language\n")
pathlib.Path(out).write_text("".join(parts), encoding="utf-8")
