"""Writes JSON schemas that kubeconform reads, each file complete in itself: of Kubernetes' own kinds out of the wheel
of kubernetes-validate, and of the kinds of CRDs.

usage: schemas.py WHEEL COUNT FOLDER [CRD-FILE..]
COUNT is the number of newest Kubernetes versions to write; FOLDER gets one folder for each."""

import json
import re
import sys
import zipfile

import yaml

KIND_FILE = re.compile(r"kubernetes_validate/kubernetes-json-schema/(v[0-9.]+)-local-strict/([a-z0-9-]+\.json)$")
REFERENCE = "#/$defs/"


def main(wheel, count, folder, crds):
    with zipfile.ZipFile(wheel) as files:
        by_version = {}
        for name in files.namelist():
            found = KIND_FILE.match(name)
            if found:
                by_version.setdefault(found[1], {})[found[2]] = name
        newest = sorted(by_version, key=lambda v: [int(n) for n in v[1:].split(".")])[-count:]
        custom = dict(schema for crd in crds for schema in of_crd(crd))
        for version in newest:
            target = folder / version[1:]
            target.mkdir(parents=True)
            definitions = json.loads(
                files.read(f"kubernetes_validate/kubernetes-json-schema/{version}-local-strict/_definitions.json")
            )["$defs"]
            for name, entry in by_version[version].items():
                schema = json.loads(files.read(entry))
                if "enum" in schema.get("properties", {}).get("kind", {}):
                    (target / name).write_text(json.dumps(flattened(schema, definitions)))
            for name, schema in custom.items():
                (target / name).write_text(json.dumps(schema))
            print(version[1:], len(list(target.iterdir())))


def flattened(schema, definitions):
    """The schema with all definitions that it reaches, so that no reference leaves the file."""
    text = json.dumps(schema).replace("/api/_definitions.json" + REFERENCE, REFERENCE)
    wanted, reached = [text], {}
    while wanted:
        for name in set(re.findall(re.escape(REFERENCE) + r'([^"]+)"', wanted.pop())) - reached.keys():
            reached[name] = definitions[name]
            wanted.append(json.dumps(definitions[name]))
    return json.loads(text) | {"$defs": reached}


def of_crd(path):
    with open(path) as stream:
        for crd in filter(None, yaml.safe_load_all(stream)):
            group, kind = crd["spec"]["group"].split(".")[0], crd["spec"]["names"]["kind"].lower()
            for version in crd["spec"]["versions"]:
                schema = strict(version["schema"]["openAPIV3Schema"])
                schema["properties"]["metadata"] = {"type": "object"}
                yield f"{kind}-{group}-{version['name']}.json", schema


def strict(schema):
    """Refuses members that the CRD does not know, as the API server does with fieldValidation=Strict."""
    if isinstance(schema, list):
        return [strict(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    done = {key: strict(value) for key, value in schema.items()}
    if schema.get("x-kubernetes-int-or-string") is True:
        done.pop("type", None)
        done["anyOf"] = [{"type": "integer"}, {"type": "string"}]
    if isinstance(schema.get("properties"), dict) and schema.get("type") == "object":
        if not schema.get("x-kubernetes-preserve-unknown-fields"):
            done.setdefault("additionalProperties", False)
    return done


if __name__ == "__main__":
    from pathlib import Path

    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]), sys.argv[4:])
