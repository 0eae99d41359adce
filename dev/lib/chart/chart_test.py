"""The chart as a whole: what every set of values in ci/ renders to, and what a rendering must not depend on.

Run by dev/chart-test, which sets HELM. The tests of single templates are in helm/vouchsafe/tests."""

import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

import manifests
import yaml

ROOT = Path(__file__).resolve().parents[3]
CHART = ROOT / "helm" / "vouchsafe"
SETS = sorted(path.name for path in (CHART / "ci").glob("*-values.yaml"))
MINIMAL = CHART / "ci" / "minimal-values.yaml"
NEWEST = os.environ["NEWEST_KUBERNETES"]


def helm(*arguments):
    done = subprocess.run([os.environ["HELM"], *map(str, arguments)], capture_output=True, text=True)
    if done.returncode:
        raise AssertionError(done.stderr)
    return done.stdout


def template(values=MINIMAL, *more, chart=CHART, kubernetes=NEWEST):
    return helm("template", "vouchsafe", chart, "-n", "identity", "--kube-version", kubernetes, "-f", values, *more)


def objects(text):
    return [one for one in yaml.safe_load_all(text) if one]


class RenderedTest(unittest.TestCase):
    def every(self, check):
        for name in SETS:
            with self.subTest(name):
                self.assertEqual([], list(check(objects(template(CHART / "ci" / name)))))

    def test_every_pod_keeps_to_the_profile_restricted(self):
        self.every(manifests.restricted)

    def test_every_selector_fits_its_own_pods_and_no_test(self):
        self.every(manifests.selected)

    def test_every_port_that_is_led_to_exists_and_none_leads_outside_to_management(self):
        self.every(manifests.ports)

    def test_every_mount_file_and_account_that_is_named_exists(self):
        self.every(manifests.references)

    def test_every_object_of_the_chart_is_labelled_and_in_the_release_s_namespace(self):
        def check(all_of_them):
            for one in all_of_them:
                head = one["metadata"]
                if head["name"] in ("vouchsafe-extra", "vouchsafe-text"):
                    continue
                if head["labels"]["app.kubernetes.io/instance"] != "vouchsafe":
                    yield f"{one['kind']} {head['name']} has no label of the release"
                if head.get("namespace") != (None if one["kind"] == "ClusterRoleBinding" else "identity"):
                    yield f"{one['kind']} {head['name']} is in namespace {head.get('namespace')}"

        self.every(check)

    def test_every_setting_is_one_that_the_service_knows(self):
        known = known_settings()

        def check(all_of_them):
            for where, name in manifests.settings(all_of_them):
                if not any(re.fullmatch(pattern, name) for pattern in known):
                    yield f"{where}: {name} is not in docs/configuration.md"

        self.every(check)

    def test_the_sets_render_every_template(self):
        rendered = set()
        for name in SETS:
            rendered |= set(re.findall(r"# Source: vouchsafe/templates/(\S+)", template(CHART / "ci" / name)))
        there = {str(path.relative_to(CHART / "templates")) for path in (CHART / "templates").rglob("*.yaml")}
        self.assertEqual(there, rendered)


def known_settings():
    """Patterns of the names in the tables of docs/configuration.md, as properties and as environment variables."""
    text = (ROOT / "docs" / "configuration.md").read_text()
    names = set(re.findall(r"`((?:vouchsafe|quarkus)\.[^`\s=]+)`", text))
    logins = re.findall(r"`((?:kubernetes|app-role|userpass)\.[a-z-]+)`", text)
    names |= {at + name for name in logins for at in ("quarkus.vault.authentication.", "vouchsafe.vault.regions.<region>.authentication.")}
    names |= {f"quarkus.tls.<name>.key-store.pem.0.{part}" for part in ("cert", "key")}
    chosen = r'("[^"]+"|[^.]+)'
    properties = [re.sub(r'"?<[a-z\\-]+>"?', lambda _: chosen, re.escape(name)) for name in names]
    return properties + [re.sub("[^A-Z0-9]", "_", name.upper()) for name in names]


class ChangeTest(unittest.TestCase):
    def sums(self, *more):
        rendered = objects(template(MINIMAL, *more))
        return {
            one["kind"]: (one["spec"] if one["kind"] == "Deployment" else one["spec"]["jobTemplate"]["spec"])["template"][
                "metadata"
            ]["annotations"]["checksum/config"]
            for one in rendered
            if one["kind"] in ("Deployment", "CronJob")
        }

    def test_a_changed_setting_rolls_the_pods(self):
        before = self.sums()
        for change in ("config.vouchsafe\\.keys\\.refresh=20s", "vault.url=https://other:8200", "configFiles.a\\.json=x"):
            with self.subTest(change):
                after = self.sums("--set", change)
                self.assertNotEqual(before["Deployment"], after["Deployment"])
                self.assertNotEqual(before["CronJob"], after["CronJob"])

    def test_anything_else_does_not(self):
        before = self.sums()
        for change in ("replicaCount=3", "service.type=LoadBalancer,service.balancerEndsTls=true", "commonLabels.a=b", "rotator.schedule=@daily"):
            with self.subTest(change):
                self.assertEqual(before, self.sums("--set", change))

    def test_the_rotators_role_rolls_no_instance(self):
        before, after = self.sums(), self.sums("--set", "rotator.vaultRole=other")
        self.assertEqual(before["Deployment"], after["Deployment"])
        self.assertNotEqual(before["CronJob"], after["CronJob"])

    def test_two_renderings_are_the_same(self):
        everything = CHART / "ci" / "everything-values.yaml"
        self.assertEqual(template(everything), template(everything))

    def test_the_cluster_decides_nothing(self):
        for path in (CHART / "templates").rglob("*"):
            if path.is_file():
                with self.subTest(path.name):
                    self.assertNotRegex(path.read_text(), r"\blookup\b|\.Capabilities|\brand(Alpha|Num|Ascii)|\bnow\b *[|}]|genCA")


class PartTest(unittest.TestCase):
    """The chart as a part of another one."""

    def umbrella(self, text):
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        (folder / "Chart.yaml").write_text(
            "apiVersion: v2\nname: platform\nversion: 1.0.0\ndependencies:\n"
            "  - {name: vouchsafe, version: '*', condition: vouchsafe.enabled}\n"
        )
        shutil.copytree(CHART, folder / "charts" / "vouchsafe")
        values = folder / "values.yaml"
        values.write_text(text)
        return template(values, chart=folder)

    def test_it_takes_global_values_and_those_under_its_name(self):
        own = "".join("  " + line for line in MINIMAL.read_text().splitlines(True))
        rendered = objects(self.umbrella("global: {imageRegistry: a}\nvouchsafe:\n  enabled: true\n" + own))
        self.assertIn("Deployment", [one["kind"] for one in rendered])

    def test_it_can_be_left_out(self):
        self.assertEqual([], objects(self.umbrella("vouchsafe: {enabled: false}\n")))


class PackageTest(unittest.TestCase):
    def test_its_version_of_the_service_is_that_of_the_build(self):
        built = re.search(r"<version>([^<]+)</version>", (ROOT / "pom.xml").read_text())[1]
        self.assertEqual(built, yaml.safe_load((CHART / "Chart.yaml").read_text())["appVersion"])

    def test_it_has_neither_tests_nor_sets_of_values(self):
        folder = self.enterContext(tempfile.TemporaryDirectory())
        helm("package", CHART, "-d", folder)
        names = subprocess.check_output(["tar", "tzf", *Path(folder).iterdir()], text=True).split()
        self.assertIn("vouchsafe/templates/tests/issuer.yaml", names)
        self.assertIn("vouchsafe/files/alerts.yaml", names)
        self.assertEqual([], [name for name in names if re.match("vouchsafe/(tests|ci)/", name)])

    def test_the_notes_call_vault_setup_with_flags_that_it_has(self):
        usage = subprocess.check_output([ROOT / "vault" / "setup", "--help"], text=True)
        notes = (CHART / "templates" / "NOTES.txt").read_text()
        flags = {flag for part in re.findall(r"vault/setup (.+(?:\n +--.+)*)", notes) for flag in re.findall(r"--[a-z-]+", part)}
        self.assertIn("--auth-mount", flags)
        for flag in flags:
            with self.subTest(flag):
                self.assertIn(f" {flag} ", usage)


if __name__ == "__main__":
    unittest.main()
