#!/usr/bin/env python3
"""usage: docs.py   checks, in the checkout, links, folders of captures and lengths of files"""

import pathlib
import re
import sys
import urllib.parse

LONGEST_FILE = 400
# Written by tools, for tools.
GENERATED = {pathlib.Path("Sources/esmtp-replay/Manual")}
CAPTURE_ENDINGS = (".pcap", ".pcapng", ".cap", ".pcap.gz", ".pcap.zst", ".pcap.xz", ".pcap.lz4")
LINK = re.compile(r"\[[^\]]*\]\(\s*<?([^)\s>]+)>?[^)]*\)")
FENCE = re.compile(r"^(```|~~~).*?^\1[^\n]*$", re.DOTALL | re.MULTILINE)
CODE = re.compile(r"`[^`\n]*`")


def anchors(path):
    """The anchors of a document's headings, as GitHub makes them."""
    names = set()
    for line in FENCE.sub("", path.read_text(encoding="utf-8")).splitlines():
        if heading := re.match(r"#{1,6}\s+(.*)", line):
            text = re.sub(r"[^\w\- ]", "", heading.group(1).strip().lower())
            names.add(text.replace(" ", "-"))
    return names


def ours(pattern):
    """Files of the repository that match, without hidden folders such as .build."""
    for path in sorted(pathlib.Path(".").rglob(pattern)):
        if not any(part.startswith(".build") for part in path.parts):
            yield path


def check_links(problems):
    for path in ours("*.md"):
        text = CODE.sub("", FENCE.sub("", path.read_text(encoding="utf-8")))
        for link in LINK.findall(text):
            if re.match(r"[a-z][a-z0-9+.-]*:", link):
                continue
            target, _, anchor = urllib.parse.unquote(link).partition("#")
            file = path.parent / target if target else path
            if not file.exists():
                problems.append(f"{path}: link to {link}, which does not exist")
            elif anchor and file.suffix == ".md" and anchor not in anchors(file):
                problems.append(f"{path}: link to {link}, which has no such heading")


def check_captures(problems):
    for path in sorted(pathlib.Path("captures").rglob("*")):
        if path.is_file() and path.name.endswith(CAPTURE_ENDINGS):
            if not (path.parent / "README.md").exists():
                problems.append(f"{path.parent}: no README.md beside {path.name}")


def check_lengths(problems):
    paths = [pathlib.Path("Package.swift")]
    for root in ("Sources", "Tests", "scripts", ".ci"):
        paths.extend(sorted(pathlib.Path(root).rglob("*")))
    for path in paths:
        if not path.is_file() or "__pycache__" in path.parts or path.parent in GENERATED:
            continue
        try:
            lines = len(path.read_text(encoding="utf-8").splitlines())
        except UnicodeDecodeError:
            continue
        is_source = path.suffix in (".swift", ".py", ".c", ".h", ".sh", "")
        if is_source and lines > LONGEST_FILE:
            problems.append(f"{path}: {lines} lines, at most {LONGEST_FILE}")


def main():
    problems = []
    if not pathlib.Path("README.md").exists():
        problems.append("README.md is missing")
    check_links(problems)
    check_captures(problems)
    check_lengths(problems)
    for problem in problems:
        print(problem, file=sys.stderr)
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
