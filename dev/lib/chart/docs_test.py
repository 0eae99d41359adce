"""Manifests, values and commands of the documentation: Kubernetes knows the manifests, the chart takes the values, and
the programs have the flags.

Run by dev/chart-test, which sets HELM, KUBECONFORM and SCHEMAS."""

import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

import manifests
import yaml
from chart_test import CHART, MINIMAL, ROOT, helm, known_settings, objects, template

PAGES = [*sorted((ROOT / "docs").rglob("*.md")), ROOT / "README.md", CHART / "README.md", ROOT / "vault" / "README.md"]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.M | re.S)
HERE_DOCUMENT = re.compile(r"<<'YAML'\n(.*?)^YAML$", re.M | re.S)
INDENTED = re.compile(r"(?:^    .*\n)+", re.M)


def blocks(language):
    for page in PAGES:
        for kind, text in BLOCK.findall(page.read_text()):
            if kind == language:
                yield page.relative_to(ROOT), text


def documents():
    """(page, document) of all YAML, that in the here-documents of commands and in the examples too."""
    for example in sorted((CHART / "examples").glob("*.yaml")):
        yield from ((example.relative_to(ROOT), document) for document in objects(example.read_text()))
    for page, text in blocks("yaml"):
        yield from ((page, document) for document in objects(text))
    for page, text in blocks("sh"):
        for inner in HERE_DOCUMENT.findall(text):
            yield from ((page, document) for document in objects(inner))


def commands(program):
    """(page, command) of each call of a program, lines that go on joined, in fenced and indented blocks."""
    for page in PAGES:
        text = page.read_text()
        shown = [inner for kind, inner in BLOCK.findall(text) if kind == "sh"] + INDENTED.findall(text)
        for line in "\n".join(shown).replace("\\\n", " ").splitlines():
            if re.match(rf"\s*(\./|vault/)*{re.escape(program)}\s", line):
                yield page.relative_to(ROOT), line.strip()


class DocsTest(unittest.TestCase):
    def test_kubernetes_knows_every_manifest(self):
        found = [(page, one) for page, one in documents() if "kind" in one and "metadata" in one]
        self.assertTrue(found)
        for page, one in found:
            self.settings_are_where_the_image_looks(page, one)
            for version in sorted(os.listdir(os.environ["SCHEMAS"])):
                with self.subTest(f"{page}: {one['kind']} {one['metadata']['name']}, Kubernetes {version}"):
                    done = subprocess.run(
                        [os.environ["KUBECONFORM"], "-strict", "-schema-location",
                         f"{os.environ['SCHEMAS']}/{version}/{{{{ .ResourceKind }}}}{{{{ .KindSuffix }}}}.json", "-"],
                        input=yaml.dump(one), capture_output=True, text=True)
                    self.assertEqual(0, done.returncode, done.stdout + done.stderr)

    def test_pods_of_the_page_on_kubernetes_keep_to_the_profile_restricted(self):
        pods = [one for page, one in documents() if page.name == "kubernetes.md" and one.get("kind") == "Pod"]
        self.assertTrue(pods)
        self.assertEqual([], list(manifests.restricted(pods)))

    def test_no_page_believes_a_whole_private_network(self):
        for page, one in documents():
            for block in (one.get("proxy") or {}).get("addresses", []):
                with self.subTest(f"{page}: {block}"):
                    self.assertGreater(int(block.partition("/")[2] or 32), 16)

    def settings_are_where_the_image_looks(self, page, one):
        for where, _, spec in manifests.pods([one]):
            for container in manifests.containers(spec):
                # the program for workloads is in that image too, and has its settings where it is told
                if re.match(r"(.*/)?vouchsafe[:@]", container["image"]) and container.get("command", [""])[0] != "vouchsafe":
                    self.assertIn("/config", [mount["mountPath"] for mount in container["volumeMounts"]], f"{page}: {where}")

    def test_the_chart_takes_the_values(self):
        found = [(page, one) for page, one in documents() if "kind" not in one and one.keys() & {"config", "issuer", "vault"}]
        self.assertTrue(found)
        for page, values in found:
            with self.subTest(str(page)), tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "values.yaml"
                path.write_text(yaml.dump(values))
                rendered = objects(template(MINIMAL, "-f", path))
                for check in (manifests.restricted, manifests.selected, manifests.ports, manifests.references):
                    self.assertEqual([], list(check(rendered)))
                for where, name in manifests.settings(rendered):
                    self.assertTrue(any(re.fullmatch(known, name) for known in known_settings()), f"{where}: {name}")

    def flags_are_there(self, program, usage):
        found = list(commands(program))
        self.assertTrue(found)
        for page, command in found:
            for flag in re.findall(r"(?<=\s)--[a-z][a-z-]*", command):
                with self.subTest(f"{page}: {command}"):
                    self.assertRegex(usage(command), rf"(?m)(^|\s|\[){re.escape(flag)}(\s|\]|=|$)")

    def test_helm_has_the_flags(self):
        self.flags_are_there("helm", lambda command: helm(command.split()[1], "--help"))

    def test_the_scripts_for_vault_have_the_flags(self):
        for script in ("setup", "rotate", "revoke"):
            usage = subprocess.check_output([ROOT / "vault" / script, "--help"], text=True)
            self.flags_are_there(script, lambda _, usage=usage: usage)

    def test_the_chart_has_the_values_that_pages_and_commands_name(self):
        values = yaml.safe_load((CHART / "values.yaml").read_text())
        pages = [ROOT / "docs" / "kubernetes.md", CHART / "README.md", CHART / "templates" / "NOTES.txt"]
        for page in pages:
            text = page.read_text().split("## Values")[0]
            named = re.findall(r"--set ([A-Za-z.]+)=", text) + re.findall(r"`([a-z][A-Za-z]+(?:\.[A-Za-z]+)+)(?:[:=] ?[A-Za-z]+)?`", text)
            for name in named:
                if name.split(".")[0] in values:
                    with self.subTest(f"{page.name}: {name}"):
                        at = values
                        for part in name.split("."):
                            self.assertIn(part, at)
                            at = at[part]


if __name__ == "__main__":
    unittest.main()
