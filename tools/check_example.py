#!/usr/bin/env python3
"""Checks a workspace in the import format: check_example.py [FOLDER [SOURCE_FOLDER]]

FOLDER         the workspace, examples/canada by default: one CSV a kind of record, observations/*.csv, changes/*/
SOURCE_FOLDER  the full set its figures were restated from (observations.csv, revisions.csv, …); where it is not
               given or absent, the comparison with it is skipped and the last line says so

It failed, what now: each line names the file, the line and what is wrong there. Fix the CSV, or, where a field was
added or renamed, src/record/*kinds.cpp, from which the field lists are read. A figure that "was never published" is a slip
of the pen in observations/, or the source has a newer release: restate it as a further row with its known_from.
"""
import collections
import csv
import datetime
import io
import pathlib
import re
import sys

ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,79}")
PERIOD = re.compile(r"\d{4}(-Q[1-4]|-H[12]|-(0[1-9]|1[0-2])(-\d\d)?|/\d\d(@\d\d|S|T[123])?)?|\d{4}-\d{4}")
MOST_ROWS, MOST_WORDS = 5000, 25
faults = []


def fault(where, what):
    faults.append(f"{where}: {what}")


def read_kinds():
    """kind -> field -> (type, arguments as written), from the field lists of the product itself."""
    folder = pathlib.Path(__file__).parent.parent / "src/record"
    text = "".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*kinds.cpp")))
    kinds = {}
    for part in re.split(r"Describe<\w+>\(", text)[1:]:
        fields = re.findall(r'\.(localised_long|localised|long_text|text|integer|number|boolean|day|period|references|reference|choice)'
                            r'\("(\w+)",((?:[^()]|\([^()]*\))*)\)', part)
        kinds[re.match(r'"(\w+)"', part)[1]] = {name: (kind, rest) for kind, name, rest in fields}
    return kinds


def read_csv(path):
    """Rows as dictionaries with their line, after checking that the file is tidy."""
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        fault(path.name, f"is not UTF-8 ({error})")
        return [], []
    if text.startswith("\ufeff") or "\r" in text or "\0" in text or not text.endswith("\n"):
        fault(path.name, "must be UTF-8 without BOM, with LF line ends and one at the end")
    rows = list(csv.reader(io.StringIO(text)))
    plain = io.StringIO()
    csv.writer(plain, lineterminator="\n").writerows(rows)
    if plain.getvalue() != text:
        fault(path.name, "quote only where needed (it differs from its own plain writing)")
    header = rows[0] if rows else []
    if len(set(header)) != len(header):
        fault(path.name, "has a column twice")
    records = []
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(header):
            fault(f"{path.name}:{number}", f"has {len(row)} cells, the header {len(header)}")
            continue
        for name, cell in zip(header, row):
            if cell != cell.strip() or "  " in cell:
                fault(f"{path.name}:{number}", f"{name} has spaces at an end or two in a row")
        records.append((number, dict(zip(header, row))))
    return header, records


def check_changes(folder, kinds, records):
    """changes/*/KIND.csv: each row changes a record that is there, in fields that there are, and says why."""
    for change in sorted((folder / "changes").glob("*")):
        if not (change / "reason.txt").is_file():
            fault(f"changes/{change.name}", "has no reason.txt that says why")
        for path in sorted(change.glob("*.csv")):
            if path.stem not in kinds:
                fault(f"changes/{change.name}/{path.name}", "is no kind of record")
                continue
            for number, record in read_csv(path)[1]:
                where = f"changes/{change.name}/{path.name}:{number}"
                before = records[path.stem].get(record.get("id"))
                if before is None:
                    fault(where, f"there is no {path.stem} {record.get('id')}")
                    continue
                if all(before.get(column, "") == cell for column, cell in record.items()):
                    fault(where, "changes nothing")
                known = {kind: {key: (0, one) for key, one in of_kind.items()} for kind, of_kind in records.items()}
                check_record(where, {**before, **record}, kinds[path.stem], known)


def is_day(text):
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def is_number(text):
    return re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", text) is not None


def check_records(folder, kinds):
    known = {kind: {} for kind in kinds}
    for kind in kinds:
        path = folder / f"{kind}.csv"
        if path.exists():
            for number, record in read_csv(path)[1]:
                if not ID.fullmatch(record.get("id", "")):
                    fault(f"{path.name}:{number}", f"id “{record.get('id')}” is not a permanent id")
                if record.get("id") in known[kind]:
                    fault(f"{path.name}:{number}", f"id {record['id']} stands twice")
                known[kind][record.get("id")] = (number, record)
    for path in sorted(folder.glob("*.csv")):
        if path.stem not in kinds:
            fault(path.name, "is no kind of record")
    for kind, records in known.items():
        for number, record in records.values():
            check_record(f"{kind}.csv:{number}", record, kinds[kind], known)
    return {kind: {key: record for key, (_, record) in records.items()} for kind, records in known.items()}


def check_record(where, record, fields, known):
    for column in record:
        name, _, language = column.partition(".")
        if column != "id" and (name not in fields or (language != "") != fields[name][0].startswith("localised")):
            fault(where, f"column {column} is no field")
    for name, (kind, rest) in fields.items():
        if kind.startswith("localised"):
            english, french = record.get(name + ".en", ""), record.get(name + ".fr", "")
            if (english == "") != (french == ""):
                fault(where, f"{name} lacks a language")
            if "required" in rest and not english:
                fault(where, f"{name} is required")
            continue
        cell = record.get(name, "")
        if cell == "":
            if "required" in rest:
                fault(where, f"{name} is required")
            continue
        good = True
        if kind in ("reference", "references"):
            target = re.search(r'"(\w+)"', rest)[1]
            for one in cell.split(";") if kind == "references" else [cell]:
                if one not in known[target]:
                    fault(where, f"{name}: there is no {target} {one}")
        elif kind == "choice":
            choices = re.findall(r'"(\w+)"', rest)  # none: the codes stand elsewhere, and the import checks them
            good = not choices or cell in choices
        elif kind == "boolean":
            good = cell in ("true", "false")
        elif kind == "day":
            good = is_day(cell)
        elif kind == "period":
            good = PERIOD.fullmatch(cell) is not None
        elif kind == "integer":
            good = re.fullmatch(r"-?\d+", cell) is not None
        elif kind == "number":
            good = is_number(cell)
        if not good:
            fault(where, f"{name}: “{cell}” is not a {kind} it may hold")


def check_sense(records):
    squares = collections.Counter((p["column"], p["row"]) for p in records["place"].values() if p["column"])
    for square, times in squares.items():
        if times > 1:
            fault("place.csv", f"{times} places share the square {square}")
    names = collections.defaultdict(set)
    for key, place in records["place"].items():
        for name in [key, place["name.en"], place["name.fr"], *place["aliases"].split("; ")]:
            if name:
                names[name.casefold()].add(key)
    for name, places in names.items():
        if len(places) > 1:
            fault("place.csv", f"“{name}” names {sorted(places)}")
    for key, commitment in records["commitment"].items():
        words = len(re.findall(r"[\w’-]+", commitment["text.en"]))
        if words > MOST_WORDS:
            fault(f"commitment {key}", f"has {words} words, more than {MOST_WORDS}")


def check_observations(folder, records):
    """Every row as (indicator, place, group, period) -> [(known_from, value or status)], in the order of publication."""
    series = collections.defaultdict(list)
    count = 0
    categories = {key: c["dimension"] for key, c in records["category"].items()}
    for path in sorted((folder / "observations").glob("*.csv")):
        header, rows = read_csv(path)
        if header[:6] != ["indicator", "period", "place", "value", "status", "known_from"]:
            fault(path.name, "begins with other columns than indicator,period,place,value,status,known_from")
            continue
        for number, row in rows:
            count += 1
            where = f"{path.name}:{number}"
            indicator = records["indicator"].get(row["indicator"])
            known = re.fullmatch(r"(\d{4}-\d\d-\d\d)(?:#([1-9]\d*))?", row["known_from"])
            if indicator is None or row["place"] not in records["place"] or not known or not is_day(known[1]):
                fault(where, "unknown indicator or place, or known_from is no day or DAY#n")
                continue
            if not PERIOD.fullmatch(row["period"]):
                fault(where, f"“{row['period']}” is no period in its canonical form")
            if (row["value"] == "") == (row["status"] == "") or row["status"] not in ("", "x", "c", "z", "t"):
                fault(where, "needs either a value or a status of x, c, z, t")
            if row["value"]:
                if not is_number(row["value"]):
                    fault(where, f"“{row['value']}” is no number")
                    continue
                for limit, wrong in (("minimum", float.__lt__), ("maximum", float.__gt__)):
                    if indicator[limit] and wrong(float(row["value"]), float(indicator[limit])):
                        fault(where, f"{row['value']} is beyond the {limit} {indicator[limit]}")
            group = []
            for column in header[6:]:
                if row[column]:
                    if categories.get(row[column]) != column.removeprefix("group."):
                        fault(where, f"{row[column]} is no category of {column}")
                    group.append(row[column])
            key = (row["indicator"], row["place"], ";".join(group), row["period"])
            moment = (known[1], int(known[2] or 1))
            if series[key] and series[key][-1][0] >= moment:
                fault(where, "is not later than the row before it of the same series and period")
            if row["status"] == "t" and not (series[key] and is_number(series[key][-1][1])):
                fault(where, "takes back a figure that is not there")
            series[key].append((moment, row["value"] or row["status"]))
    if count > MOST_ROWS:
        fault("observations", f"has {count} rows, more than {MOST_ROWS}")
    return series, count


def check_against_source(source, records, series):
    """Every figure must be one that the source published, on that day, and the newest the one it shows now."""
    rows = lambda name: list(csv.DictReader((source / name).open(encoding="utf-8")))
    number_of = {key: i["labels"].removeprefix("CIF ") for key, i in records["indicator"].items()}
    place_of = {}
    for key, place in records["place"].items():
        for name in [place["name.en"], *place["aliases"].split("; ")]:
            place_of[name] = key
    period_of = lambda text: f"{text[:4]}/{text[7:]}" if "/" in text else text
    published, current = collections.defaultdict(set), {}
    for row in rows("revisions.csv"):
        place = place_of.get(row["geo_name"])
        published[row["indicator_id"], place, period_of(row["period"])].add((row["vintage_date"], row["value"]))
    grouped = collections.defaultdict(set)
    for row in rows("observations.csv"):
        key = (row["indicator_id"], place_of.get(row["geo_name"]), period_of(row["period"]))
        if row["breakdown"]:
            grouped[key].add(row["value"])
        else:
            current[key] = row["value"]
    seen, headline, in_groups = set(), 0, 0
    for (indicator, place, group, period), vintages in series.items():
        key = (number_of[indicator], place, period)
        if group:
            in_groups += len(vintages)
            if any(value not in grouped[key] for _, value in vintages if is_number(value)):
                fault(f"{indicator} {place} {group} {period}", f"{vintages[-1][1]} was never published")
            continue
        seen.add(key)
        headline += len(vintages)
        for (day, _), value in vintages:
            told = "" if value in ("t", "x") else value
            if (day, told) not in published[key] and not (value == "x" and current.get(key) == ""):
                fault(f"{indicator} {place} {period}", f"{value} was never published on {day}")
        ours_told = {(day, value if is_number(value) else "") for (day, _), value in vintages}
        for day, told in sorted(published[key] - ours_told):
            fault(f"{indicator} {place} {period}", f"“{told}”, published on {day}, is left out")
        newest = vintages[-1][1]
        if (newest if is_number(newest) else "") != current.get(key, ""):
            fault(f"{indicator} {place} {period}", f"ends with {newest}, the source with “{current.get(key, '')}”")
    ours = set(number_of.values())
    for key in published.keys() | current.keys():
        if key[0] in ours and key[1] and key not in seen:
            fault(f"CIF {key[0]} {key[1]} {key[2]}", "is in the source and not here")
    check_commitments(rows, records)
    return f"{headline} headline figures and {in_groups} of groups are as published"


def check_commitments(rows, records):
    names = {o["name.en"]: key for key, o in records["organisation"].items()}
    organisation = {row["organisation_id"]: names.get(row["name"]) for row in rows("organisations.csv")}
    told = collections.defaultdict(lambda: [None, set()])
    for row in rows("commitment_parties.csv"):
        name = organisation[row["organisation_id"]]
        if row["role"] == "lead":
            told[row["commitment_id"]][0] = name
        if row["role"] != "lead" or row["lead_listed_among_all_ministers"] == "yes":
            told[row["commitment_id"]][1].add(name)
    for key, commitment in records["commitment"].items():
        if commitment["illustrative"] == "true":  # made up, and marked so
            continue
        if [commitment["lead"], set(commitment["parties"].split(";"))] != told[commitment["number"]]:
            fault(f"commitment {key}", "has other ministers than the source")


def main():
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "examples/canada")
    source = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else None
    if not folder.is_dir():
        sys.exit(f"{folder} is no folder. Name the folder of a workspace in the import format.")
    kinds = read_kinds()
    records = check_records(folder, kinds)
    check_changes(folder, kinds, records)
    check_sense(records)
    series, count = check_observations(folder, records)
    compared = "not compared with its source: no source folder"
    if source and (source / "revisions.csv").is_file() and not faults:
        compared = check_against_source(source, records, series)
    for line in faults[:50]:
        print(line)
    held = ", ".join(f"{len(of_kind)} {kind}" for kind, of_kind in records.items() if of_kind)
    print(f"{folder}: {held}; {count} rows of observations in {len(series)} figures; {compared}")
    if faults:
        sys.exit(f"{folder}: {len(faults)} faults")


main()
