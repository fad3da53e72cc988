#!/usr/bin/env python3
"""usage: swift package dump-package | arrows.py   compares imports with the layout

Runs in the checkout. Each import of a target is declared, each declared dependency is allowed, and
Foundation and `unsafe` stay where they belong.
"""

import json
import pathlib
import re
import sys

# What each target of ours may import of ours.
ALLOWED = {
    "CPcap": set(),
    "CProcessor": set(),
    "Primitives": {"CProcessor"},
    "Packets": {"Primitives"},
    "ESMTPInspection": {"Primitives"},
    "Reassembly": {"Packets", "Primitives"},
    "ASAPolicy": {"ESMTPInspection", "Primitives"},
    "MailLogs": {"Primitives"},
    "Reports": {"ESMTPInspection", "Primitives"},
    "Rewriting": {"ESMTPInspection", "Packets", "Primitives"},
    "CaptureFiles": {"CPcap", "Primitives"},
    "Replay": {
        "ASAPolicy", "CaptureFiles", "ESMTPInspection", "MailLogs", "Packets", "Primitives",
        "Reassembly", "Reports", "Rewriting",
    },
    "esmtp-replay": {
        "Replay", "ASAPolicy", "Reports", "Reassembly", "ESMTPInspection", "CaptureFiles",
        "MailLogs", "Primitives", "Rewriting",
    },
}
WITHOUT_FOUNDATION = {
    "Primitives", "Packets", "Reassembly", "ESMTPInspection", "ASAPolicy", "CaptureFiles",
    "MailLogs",
}
UNSAFE_TARGET = "CaptureFiles"
UNSAFE_FILES = {
    f"Sources/Primitives/{name}.swift"
    for name in ("ByteScan", "InPlaceArray", "LineScan", "PlaceTable")
}
# Modules of the toolchain, which no manifest names.
TOOLCHAIN = {
    "Swift", "Foundation", "FoundationEssentials", "FoundationXML", "Glibc", "Musl", "Darwin",
    "Dispatch", "Synchronization", "Testing", "_Concurrency", "_StringProcessing", "RegexBuilder",
}

IMPORT = re.compile(
    r"^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?"
    r"import\s+(?:(?:struct|class|enum|protocol|typealias|func|let|var)\s+)?(\w+)"
)
TEXT = re.compile(r'"""(?:\\.|[^\\])*?"""|#"(?:[^"]|"(?!#))*"#|"(?:\\.|[^"\\\n])*"', re.DOTALL)
COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)


def keep_lines(match):
    """Blanks a match but keeps its line ends, so that line numbers stay right."""
    return "\n" * match.group(0).count("\n") or '""'


def code_of(path):
    """The text of a source file without string literals and comments."""
    text = TEXT.sub(keep_lines, path.read_text(encoding="utf-8"))
    return COMMENT.sub(lambda match: "\n" * match.group(0).count("\n"), text)


def declared_dependencies(target):
    """The module names of a target's dependencies, from the dump of the manifest."""
    names = set()
    for dependency in target["dependencies"]:
        for kind in ("byName", "target", "product"):
            if kind in dependency:
                names.add(dependency[kind][0])
    return names


def module_name(target_name):
    return target_name.replace("-", "_")


def main():
    problems = []
    targets = {target["name"]: target for target in json.load(sys.stdin)["targets"]}
    ours = set(ALLOWED)
    for name in sorted(targets):
        target, is_test = targets[name], targets[name]["type"] == "test"
        declared = declared_dependencies(target)
        if not is_test:
            if name not in ALLOWED:
                problems.append(f"target {name} is not in the layout; add it to {sys.argv[0]}")
                continue
            for other in sorted((declared & ours) - ALLOWED[name]):
                problems.append(f"Package.swift: {name} may not depend on {other}")
        if target["type"] == "system":
            continue
        usual_folder = ("Tests/" if is_test else "Sources/") + name
        folder = pathlib.Path(target.get("path") or usual_folder)
        files = sorted(folder.rglob("*.swift"))
        if not files:
            problems.append(f"{folder}: no source file")
        may_import = {module_name(other) for other in declared} | TOOLCHAIN
        for path in files:
            for number, line in enumerate(code_of(path).splitlines(), 1):
                place = f"{path}:{number}"
                if found := IMPORT.match(line):
                    module = found.group(1)
                    if module not in may_import:
                        problems.append(f"{place}: {name} imports {module} but does not declare it")
                    if module.startswith("Foundation") and name in WITHOUT_FOUNDATION:
                        problems.append(f"{place}: {name} does without {module}")
                if (
                    not is_test
                    and re.search(r"\bunsafe\b", line)
                    and name != UNSAFE_TARGET
                    and path.as_posix() not in UNSAFE_FILES
                ):
                    problems.append(f"{place}: unsafe belongs to {UNSAFE_TARGET} only")
    for name in sorted(ours - set(targets)):
        problems.append(f"Package.swift: target {name} of the layout is missing")
    for problem in problems:
        print(problem, file=sys.stderr)
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
