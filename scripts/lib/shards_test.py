#!/usr/bin/env python3
"""usage: shards_test.py PROGRAM FOLDER   runs scripts/shards with PROGRAM over captures made in FOLDER

The repository's captures follow each other in time and are cut into files at awkward places. One worker
is killed while it has a shard; the merged report has to be that of one run, byte for byte. The
configuration limits connections, and the limits are reached.
"""

import os
import pathlib
import signal
import struct
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
FILES, SHARDS = 21, 7
RULES = ["conn-max", "embryonic-conn-max", "per-client-max", "per-client-embryonic-max"]
POLICY = """\
policy-map global_policy
 class inspection_default
  inspect esmtp
  set connection conn-max 1 embryonic-conn-max 1 per-client-max 1 per-client-embryonic-max 1
service-policy global_policy global
"""


def fail(reason):
    print(f"test-shards: {reason}", file=sys.stderr)
    sys.exit(1)


def records(path):
    """The records of a classic pcap file of microseconds as (seconds, rest)."""
    data = path.read_bytes()
    if data[:4] != b"\xd4\xc3\xb2\xa1" or struct.unpack_from("<I", data, 20)[0] != 1:
        return []
    found, place = [], 24
    while place + 16 <= len(data):
        length = struct.unpack_from("<I", data, place + 8)[0]
        found.append(data[place : place + 16 + length])
        place += 16 + length
    return found


def make_captures(folder):
    """Files of the sessions of all captures, two beside each other, cut where it comes."""
    header, clock, frames = None, 1_700_000_000_000_000, []
    for path in sorted(ROOT.glob("captures/*/*.pcap")):
        found = records(path)
        if not found:
            continue
        header = header or path.read_bytes()[:24]
        first = None
        for record in found:
            seconds, fraction = struct.unpack_from("<II", record)
            at = seconds * 1_000_000 + fraction
            first = at if first is None else first
            frames.append((clock + at - first, len(frames), record))
        # The next one begins while this one is still open.
        clock += (at - first) // 2 + 1
    if header is None:
        fail("there are no captures to cut")
    frames.sort()
    names = []
    for index in range(FILES):
        part = frames[len(frames) * index // FILES : len(frames) * (index + 1) // FILES]
        name = folder / f"capture-{index:02}.pcap"
        body = b"".join(
            struct.pack("<II", *divmod(at, 1_000_000)) + record[8:] for at, _, record in part
        )
        name.write_bytes(header + body)
        names.append(name)
    listing = folder / "captures.txt"
    listing.write_text("".join(f"{name}\n" for name in names))
    return listing


def main(program, folder):
    from dask.distributed import Client, LocalCluster

    folder = pathlib.Path(folder)
    listing = make_captures(folder)
    policy = folder / "running-config.txt"
    policy.write_text(POLICY)
    whole = folder / "whole.jsonl"
    one = subprocess.run(
        [
            program, "analyze", "--list", listing, "--format", "json", "--quiet", "-o", whole,
            "-p", policy,
        ],  # fmt: skip
        check=False,
    )
    # A program that takes its time, so that a worker can be killed in the middle, and notes each run.
    slow, log = folder / "slow", folder / "log"
    slow.write_text(
        f'#!/bin/sh\n[ "$1" = merge ] || {{ echo "$3" >>"{log}"; sleep 1; }}\nexec "{program}" "$@"\n'
    )
    slow.chmod(0o755)
    merged = folder / "merged.jsonl"
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        with Client(cluster) as client:
            pids = client.run(os.getpid)
            run = subprocess.Popen(
                [
                    sys.executable, ROOT / "scripts" / "shards", "-n", str(SHARDS), "-o", merged,
                    "--list", listing, "--program", slow, "--scheduler", cluster.scheduler_address,
                    "--", "-p", policy,
                ]
            )  # fmt: skip
            deadline, victim = time.monotonic() + 120, None
            while victim is None:
                if time.monotonic() > deadline or run.poll() is not None:
                    fail("no worker was seen at work")
                begun = log.read_text().split() if log.exists() else []
                busy = [worker for worker, tasks in client.processing().items() if tasks]
                # The third shard has begun: some are done, some are not.
                victim = busy[0] if len(begun) >= 3 and busy else None
                time.sleep(0.05)
            os.kill(pids[victim], signal.SIGKILL)
            status = run.wait(timeout=300)
    begun = log.read_text().split()
    if len(begun) <= SHARDS or len(set(begun)) != SHARDS:
        fail(f"the killed worker had no shard to be run again: {begun}")
    if status != one.returncode:
        fail(f"status {status}, and that of one run is {one.returncode}")
    if merged.read_bytes() != whole.read_bytes():
        fail("the merged report is not that of one run")
    sessions = merged.read_text().count('{"record":"session"')
    if sessions < 10:
        fail(f"there are only {sessions} sessions in the test")
    reached = [rule for rule in RULES if f'"rule":"{rule}"' in merged.read_text()]
    if not reached:
        fail("no limit of connections is reached in the test")
    print(
        f"test-shards: {sessions} sessions in {FILES} files, {SHARDS} shards, a worker lost, reached {', '.join(reached)}: "
        "the same bytes"
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
