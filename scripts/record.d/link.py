#!/usr/bin/env python3
"""usage: link.py [--lose PERCENT] [--reorder PERCENT] [--seed N] NETNS NETNS

Joins two network name spaces by a TUN device "eth0" in each and loses or reorders packets between
them. Needs no queueing discipline of the kernel.
"""

import argparse
import ctypes
import fcntl
import os
import random
import select
import struct

TUNSETIFF = 0x400454CA
IFF_TUN_WITHOUT_HEADER = 0x1001
HELD_SECONDS = 0.03


def open_tun(namespace):
    """Opens eth0 in a name space and returns its descriptor, which works from everywhere."""
    with open(namespace, "rb") as file:
        if ctypes.CDLL(None, use_errno=True).setns(file.fileno(), 0) != 0:
            raise OSError(ctypes.get_errno(), f"cannot enter {namespace}")
    descriptor = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(descriptor, TUNSETIFF, struct.pack("16sH22x", b"eth0", IFF_TUN_WITHOUT_HEADER))
    return descriptor


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--lose", type=float, default=0)
    parser.add_argument("--reorder", type=float, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("namespaces", nargs=2)
    options = parser.parse_args()

    choose = random.Random(options.seed)
    ends = [open_tun(namespace) for namespace in options.namespaces]
    other = {ends[0]: ends[1], ends[1]: ends[0]}
    held = {}  # by the end it goes to: a packet and how many others may still overtake it

    def deliver(end, packet):
        try:
            os.write(end, packet)
        except OSError:
            pass  # the device is not up yet

    while True:
        ready, _, _ = select.select(ends, [], [], HELD_SECONDS if held else None)
        if not ready:
            for end, (packet, _) in held.items():
                deliver(end, packet)
            held.clear()
        for source in ready:
            packet, end = os.read(source, 65536), other[source]
            if choose.random() * 100 < options.lose:
                continue
            if end not in held and choose.random() * 100 < options.reorder:
                held[end] = (packet, choose.randint(1, 3))
                continue
            deliver(end, packet)
            if end in held:
                late, left = held[end]
                if left > 1:
                    held[end] = (late, left - 1)
                else:
                    deliver(end, late)
                    del held[end]


if __name__ == "__main__":
    main()
