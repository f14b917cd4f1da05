#!/usr/bin/env python3
"""How many durable writes a second the API takes, with 1 and with 32 clients, beside the disk's own rate.

  bench/api_writes.py PROGRAM [FOLDER] [--threads N] [--seconds N]

Each write is POST /api/v1/outcomes and counts when its 201 has arrived. The reference is one 4 KB write with fdatasync after the other in
the same folder. The clients are threads of this script, on the same cores as the server.
"""
import argparse
import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time

PASSWORD = "a long and quiet pass phrase"


def syncs_a_second(folder, seconds):
    handle = os.open(os.path.join(folder, "sync"), os.O_WRONLY | os.O_CREAT)
    count, start = 0, time.monotonic()
    while time.monotonic() - start < seconds:
        os.write(handle, b"x" * 4096)
        os.fdatasync(handle)
        count += 1
    os.close(handle)
    return count / (time.monotonic() - start)


def post(connection, path, content, token=None):
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = "Bearer " + token
    connection.request("POST", path, json.dumps(content), headers)
    answer = connection.getresponse()
    text = answer.read()
    if answer.status != 201:
        raise SystemExit(f"{path} was answered with {answer.status}: {text[:300]}")
    return json.loads(text)


def writes_a_second(address, token, clients, seconds):
    counts, stop = [0] * clients, time.monotonic() + seconds

    def write(number):
        connection = http.client.HTTPConnection(*address, timeout=60)
        while time.monotonic() < stop:
            name = f"w{clients}-{number}-{counts[number]}"
            post(connection, "/api/v1/outcomes", {"id": name, "fields": {"title": {"en": "An outcome of some length"}}}, token)
            counts[number] += 1

    threads = [threading.Thread(target=write, args=(n,)) for n in range(clients)]
    start = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.monotonic() - start)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("program")
    options.add_argument("folder", nargs="?", default=".")
    options.add_argument("--threads", default=None)
    options.add_argument("--seconds", type=float, default=4)
    given = options.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        workspace = os.path.join(folder, "w.outturn")
        run = dict(check=True, stdout=subprocess.DEVNULL)
        subprocess.run([given.program, "init", "--workspace", workspace], **run)
        subprocess.run([given.program, "user", "add", "ada@example.org", "--workspace", workspace], input=PASSWORD + "\n", text=True, **run)
        serve = [given.program, "serve", "--workspace", workspace, "--port", "0"] + (["--threads", given.threads] if given.threads else [])
        server = subprocess.Popen(serve, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            host, port = re.search(r"http://([^:/]+):(\d+)", server.stdout.readline()).groups()
            address = (host, int(port))
            token = post(http.client.HTTPConnection(*address, timeout=60), "/api/v1/sessions", {"email": "ada@example.org", "password": PASSWORD})["token"]
            syncs = syncs_a_second(folder, 2)
            one = writes_a_second(address, token, 1, given.seconds)
            many = writes_a_second(address, token, 32, given.seconds)
        finally:
            server.terminate()
            server.wait()
    print(f"page writes with fdatasync   {syncs:8.0f} /s")
    print(f"API writes, 1 client         {one:8.0f} /s   {one / syncs:.2f} x fdatasync")
    print(f"API writes, 32 clients       {many:8.0f} /s   {many / syncs:.2f} x fdatasync, {many / one:.1f} x 1 client")
    return 0


if __name__ == "__main__":
    sys.exit(main())
