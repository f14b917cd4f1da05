#!/usr/bin/env python3
"""Kills the server with SIGKILL at random moments under concurrent writes and looks for every acknowledged change.

  kill_server.py PROGRAM KILLS [--seed N] [--expect-losses]

Each round serves one workspace, lets 8 clients add records through the API, and kills the server. A request that got no answer
is sent again in the next round with an idempotency key, as a careful client would; half of the clients send one always. Afterwards every record that was
answered with 201 must have been added exactly once, `outturn verify` must find nothing, and the file must be sound.
It failed, what now: the last line counts what was lost; run it again with the seed it prints, and `tests/kill/kill_store`
to see whether the store or the server is at fault.
"""
import collections
import http.client
import json
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

CLIENTS = 8
PASSWORD = "a long and quiet pass phrase"


class Client(threading.Thread):
    """Adds records until the server is gone; `waiting` is the request that got no answer."""

    def __init__(self, name, address, token, waiting, acknowledged, always_with_key):
        super().__init__(daemon=True)
        self.always_with_key = always_with_key
        self.name, self.address, self.token, self.waiting, self.acknowledged = name, address, token, waiting, acknowledged
        self.refused = None

    def run(self):
        connection = http.client.HTTPConnection(*self.address, timeout=30)
        number = 0
        try:
            while True:
                headers = {"Content-Type": "application/json", "Authorization": "Bearer " + self.token}
                if self.waiting or self.always_with_key:
                    headers["Idempotency-Key"] = self.waiting or f"{self.name}-{number + 1}"
                if self.waiting is None:
                    number += 1
                    self.waiting = f"{self.name}-{number}"
                body = json.dumps({"id": self.waiting, "fields": {"title": {"en": f"Outcome {self.waiting}"}}})
                connection.request("POST", "/api/v1/outcomes", body, headers)
                answer = connection.getresponse()
                text = answer.read()
                if answer.status != 201:
                    self.refused = f"{self.waiting}: {answer.status} {text[:300]}"
                    return
                self.acknowledged.append(self.waiting)
                self.waiting = None
        except (OSError, http.client.HTTPException):
            connection.close()


def serve(program, workspace):
    server = subprocess.Popen([program, "serve", "--workspace", workspace, "--port", "0", "--threads", "8"], stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, text=True)
    found = re.search(r"http://([^:/]+):(\d+)", server.stdout.readline())
    if not found:
        raise SystemExit("The server did not say where it listens.")
    return server, (found[1], int(found[2]))


def sign_in(address):
    connection = http.client.HTTPConnection(*address, timeout=60)
    connection.request("POST", "/api/v1/sessions", json.dumps({"email": "ada@example.org", "password": PASSWORD}), {"Content-Type": "application/json"})
    answer = connection.getresponse()
    text = answer.read()
    if answer.status != 201:
        raise SystemExit(f"Signing in was answered with {answer.status}: {text[:300]}")
    return json.loads(text)["token"]


def faults_of(program, workspace):
    verified = subprocess.run([program, "verify", "--workspace", workspace, "--json"], capture_output=True, text=True)
    faults = json.loads(verified.stdout)["faults"] if verified.stdout else [verified.stderr]
    db = sqlite3.connect(workspace)
    sound = db.execute("PRAGMA integrity_check(1)").fetchone()[0]
    added = collections.Counter(row[0] for row in db.execute("SELECT record_id FROM ledger WHERE kind = 'outcome'"))
    db.close()
    return faults + ([] if sound == "ok" else [sound]), added


def main(arguments):
    program, kills = os.path.abspath(arguments[0]), int(arguments[1])
    expects_losses = "--expect-losses" in arguments  # of a program that was built to answer too early
    seed = int(arguments[arguments.index("--seed") + 1]) if "--seed" in arguments else 1
    chance = random.Random(seed)
    folder = tempfile.mkdtemp(prefix="outturn-kill-")
    workspace = os.path.join(folder, "w.outturn")
    try:
        subprocess.run([program, "init", "--quiet", "--workspace", workspace], check=True, stdout=subprocess.DEVNULL)
        subprocess.run([program, "user", "add", "ada@example.org", "--workspace", workspace], input=PASSWORD + "\n", text=True, check=True,
                       stdout=subprocess.DEVNULL)
        acknowledged, waiting, token, lost, doubled, faults = [], {}, None, set(), set(), []
        for round_number in range(kills):
            server, address = serve(program, workspace)
            if not token:
                token = sign_in(address)  # a session outlives the server
                time.sleep(0.2 if expects_losses else 0)  # that program's sessions, too, are there only later
            clients = [Client(f"r{round_number}c{c}", address, token, waiting.get(c), acknowledged, c % 2 == 0) for c in range(CLIENTS)]
            for client in clients:
                client.start()
            time.sleep(0.02 + chance.random() * 0.4)
            server.send_signal(signal.SIGKILL)
            server.wait()
            server.stdout.close()
            for c, client in enumerate(clients):
                client.join()
                waiting[c] = client.waiting
                if client.refused and not expects_losses:
                    raise SystemExit("A write was refused: " + client.refused)
            found, added = faults_of(program, workspace)
            faults += found
            lost |= {one for one in acknowledged if added[one] == 0}
            doubled |= {one for one, times in added.items() if times > 1}
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for fault in faults[:10]:
        print(fault)
    print(f"{kills} kills (seed {seed}), {len(acknowledged)} changes acknowledged to {CLIENTS} clients: "
          f"{len(lost)} lost, {len(doubled)} doubled, {len(faults)} faults")
    if expects_losses:
        return 0 if lost else 1
    return 0 if acknowledged and not lost and not doubled and not faults else 1


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1:]))
