#!/usr/bin/env python3
"""usage: talk.py HOST [--typed] [--abort] [--port N]  speaks the lines of standard input as SMTP.

Each command waits for its reply; after DATA and 354 lines are sent at once until the final dot.
--typed sends a byte a segment, as a terminal in character mode; --abort resets the connection
after the last line instead of closing it.
"""

import argparse
import socket
import struct
import sys
import time


def read_reply(connection, pending):
    """Reads lines until the last one of a reply and returns its code."""
    while True:
        while b"\n" not in pending:
            piece = connection.recv(4096)
            if not piece:
                return None
            pending += piece
        line, _, rest = pending.partition(b"\n")
        pending[:] = rest
        print("<-", line.decode("latin-1").rstrip())
        if line[3:4] != b"-":
            return line[:3]


def send_line(connection, line, typed):
    """Sends a line at once or, typed, a byte a segment."""
    print("->", line)
    data = line.encode("latin-1") + b"\r\n"
    if not typed:
        connection.sendall(data)
        return
    for byte in data:
        connection.sendall(bytes([byte]))
        time.sleep(0.004)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("host")
    parser.add_argument("--port", type=int, default=25)
    parser.add_argument("--typed", action="store_true")
    parser.add_argument("--abort", action="store_true")
    options = parser.parse_args()

    connection = socket.create_connection((options.host, options.port), timeout=30)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    pending = bytearray()
    read_reply(connection, pending)
    in_mail_data = False
    for line in sys.stdin.read().splitlines():
        send_line(connection, line, options.typed)
        if in_mail_data and line != ".":
            continue
        in_mail_data = False
        if read_reply(connection, pending) == b"354":
            in_mail_data = True
    if options.abort:
        time.sleep(0.3)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


if __name__ == "__main__":
    main()
