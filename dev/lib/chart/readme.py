"""Writes the tables of the chart's README out of the comments of values.yaml, or says that they are not as written.

usage: readme.py CHART-FOLDER [--update]

A comment "# -- text" describes the value below it, "# @section Name" begins a table. Every value has to be described,
by itself or as a part of one that is, and values.schema.json has to know the same values."""

import json
import re
import sys
from pathlib import Path

import yaml

MARKER = "<!-- What follows is made by dev/chart-test --update out of values.yaml. -->\n"
ENTRY = re.compile(r"^( *)([A-Za-z][A-Za-z0-9]*):( .*)?$")


def described(text):
    """(section, path, description) of each value that has a comment, in the order of the file."""
    section, comment, parents = None, None, []
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if stripped.startswith("# @section "):
            section = stripped.removeprefix("# @section ")
        elif stripped.startswith("# -- "):
            comment = stripped.removeprefix("# -- ")
        elif entry := ENTRY.match(line):
            depth = len(entry[1]) // 2
            parents = parents[:depth] + [entry[2]]
            if comment is not None:
                yield section, tuple(parents), comment
            comment = None
        elif comment is not None and stripped:
            raise SystemExit(f"values.yaml:{number}: a description is followed by no value: {line}")


def at(values, path):
    for name in path:
        values = values[name]
    return values


def undescribed(values, paths, here=()):
    if here in paths:
        return []
    if isinstance(values, dict) and values:
        return [fault for name in values for fault in undescribed(values[name], paths, (*here, name))]
    return [f"values.yaml: {'.'.join(here)} has no comment '# -- …'"]


def unlike(values, schema, paths, here=()):
    """Where values.yaml and values.schema.json name different values."""
    if here in paths:
        return []
    where = ".".join(here) or "the top"
    if schema.get("additionalProperties") is not False:
        return [f"values.schema.json: {where} allows any name (additionalProperties is not false)"]
    known, there = set(schema.get("properties", {})), set(values)
    faults = [f"values.schema.json lacks {'.'.join((*here, name))}" for name in sorted(there - known)]
    faults += [f"values.yaml lacks {'.'.join((*here, name))}" for name in sorted(known - there)]
    for name in sorted(known & there):
        faults += unlike(values[name], schema["properties"][name], paths, (*here, name))
    return faults


def cell(text):
    return text.replace("|", "\\|")


def tables(entries, values):
    lines, section = [], None
    for name, path, text in entries:
        if name != section:
            section = name
            lines += ["", f"### {section}", "", "| value | default | meaning |", "|---|---|---|"]
        default = json.dumps(at(values, path), ensure_ascii=False)
        lines.append(f"| `{'.'.join(path)}` | `{cell(default)}` | {cell(text)} |")
    return "\n".join(lines) + "\n"


def main(chart, update):
    text = (chart / "values.yaml").read_text()
    values = yaml.safe_load(text)
    schema = json.loads((chart / "values.schema.json").read_text())
    entries = list(described(text))
    paths = {path for _, path, _ in entries}
    faults = undescribed(values, paths) + unlike(values, schema, paths)
    readme = chart / "README.md"
    head = readme.read_text().split(MARKER)[0]
    wanted = head + MARKER + tables(entries, values)
    if update:
        readme.write_text(wanted)
    elif readme.read_text() != wanted:
        faults.append("README.md is not what values.yaml says: dev/chart-test --update writes it anew")
    print("\n".join(faults) or f"{len(entries)} values described")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), "--update" in sys.argv[2:]))
