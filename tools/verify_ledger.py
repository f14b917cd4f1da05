#!/usr/bin/env python3
"""Checks the ledger of an Outturn workspace without Outturn: docs/formats/ledger.md in 100 lines of standard library.

  verify_ledger.py FILE [--head SEQUENCE:HASH]

Prints each fault and, last, the number of entries and the hash of the last one. Exit 0: everything holds; 1: something
does not; 2: the file cannot be read. It checks the chain, the content beside it with its redactions, and the rows of every
import; the tables of records are for `outturn verify`, which replays them.
It failed, what now: keep the file as it is, restore the latest backup that verifies, and compare the entries named.
"""
import hashlib
import json
import sqlite3
import sys
from decimal import Decimal


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


def entry_hash(sequence, at, person, organisation, act, kind, record_id, payload_digest, previous):
    parts = [("sequence", str(sequence)), ("at", at), ("person", person), ("organisation", organisation), ("act", act),
             ("kind", kind), ("id", record_id), ("payload", payload_digest), ("previous", previous)]
    return sha256("outturn ledger 1\n" + "".join(f"{name} {len(value.encode())}:{value}\n" for name, value in parts))


def number(value):
    """The shortest text of a double; decimal or with exponent, whichever is shorter."""
    if value == 0:
        return "0"
    sign, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
    mantissa = "".join(map(str, digits))
    shift = exponent + len(mantissa) - 1
    scientific = mantissa[0] + ("." + mantissa[1:] if len(mantissa) > 1 else "") + f"e{'-' if shift < 0 else '+'}{abs(shift):02d}"
    if exponent >= 0:
        decimal = mantissa + "0" * exponent
    elif shift >= 0:
        decimal = mantissa[:shift + 1] + "." + mantissa[shift + 1:]
    else:
        decimal = "0." + "0" * (-shift - 1) + mantissa
    if len(decimal) <= len(scientific):
        return ("-" if sign else "") + (str(abs(int(value))) if exponent > 0 else decimal)
    return ("-" if sign else "") + scientific


def check_chain(db, faults, known):
    expected, previous, unlike, moved, head_met = 1, "0" * 64, {}, {}, known is None
    rows = db.execute("""SELECT l.sequence, at, person, organisation, act, kind, record_id, payload_digest, previous, hash, json, salt
                         FROM ledger l LEFT JOIN payload p ON p.sequence = l.sequence ORDER BY l.sequence""")
    for row in rows:
        sequence, act, digest, hashed, content, salt = row[0], row[4], row[7], row[9], row[10] or "", row[11] or ""
        if sequence != expected:
            faults.append(f"entries {expected} to {sequence - 1} are missing")
        if row[8] != previous:
            faults.append(f"entry {sequence} does not follow the one before it")
        if entry_hash(*row[:9]) != hashed:
            faults.append(f"entry {sequence} does not have its own hash")
        found = sha256(salt + "\n" + content)
        if found != digest:
            unlike[sequence] = (digest, found)
        if act == "redact":
            for one in json.loads(content)["taken_out"]["payloads"]:
                moved.setdefault(int(one["sequence"]), []).append((one["was"], one["now"]))
        head_met = head_met or (str(sequence), hashed) == known
        expected, previous = sequence + 1, hashed
    for sequence, (digest, found) in unlike.items():
        for was, now in moved.get(sequence, []):
            digest = now if was == digest else digest
        if digest != found:
            faults.append(f"the content of entry {sequence} was changed")
    if not head_met:
        faults.append(f"the head {':'.join(known)} is not in the chain")
    return expected - 1, previous


def check_rows(db, faults):
    ids = {kind: dict(db.execute(f'SELECT record_key, record_id FROM "{kind}"')) for kind in ("indicator", "place", "group")}
    ids["group"][0] = ""
    extras = {row[:7]: row[7:] for row in db.execute("""SELECT indicator_id, definition, group_id, place_id, period_id, known_from,
        batch_id, numerator, denominator, lower, upper, unit FROM observation_extra""")}
    for key, batch, expected in db.execute("SELECT record_key, record_id, rows_sha256 FROM batch"):
        lines = []
        for row in db.execute("""SELECT indicator_id, definition, group_id, place_id, period_id, known_from, batch_id, value, status
                                 FROM observation WHERE batch_id = ?""", (key,)):
            names = (ids["indicator"].get(row[0], "?"), row[1], ids["group"].get(row[2], "?"), ids["place"].get(row[3], "?"))
            line = ",".join(map(str, names + row[4:6])) + "," + (row[8] or number(row[7]))
            if row[:7] in extras:
                *numbers, unit = extras[row[:7]]
                line += "".join("," + ("" if n is None else number(n)) for n in numbers) + "," + unit
            lines.append((names[0].encode(), names[1], names[2].encode(), names[3].encode(), row[4], row[5], line + "\n"))
        if sha256("".join(line[-1] for line in sorted(lines))) != expected and (lines or expected):
            faults.append(f"the rows of batch {batch} are not those that were imported")


def main(arguments):
    if len(arguments) not in (1, 3) or (len(arguments) == 3 and arguments[1] != "--head"):
        print(__doc__.strip(), file=sys.stderr)
        return 2
    faults = []
    try:
        db = sqlite3.connect(f"file:{arguments[0]}?mode=ro", uri=True)
        if db.execute("PRAGMA application_id").fetchone()[0] != 0x4F555454:
            print(f"{arguments[0]} is no Outturn workspace.", file=sys.stderr)
            return 2
        entries, head = check_chain(db, faults, tuple(arguments[2].split(":")) if len(arguments) == 3 else None)
        check_rows(db, faults)
    except sqlite3.Error as error:
        print(f"{arguments[0]} cannot be read: {error}", file=sys.stderr)
        return 2
    for fault in faults:
        print(fault)
    print(f"{entries} entries, {head}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
