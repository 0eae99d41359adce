"""The settings that the chart writes, read by the service's own program: `--check` accepts those of every set in ci/.

Run by dev/chart-test, which sets HELM and PROGRAM (the words of a command)."""

import os
import re
import shlex
import subprocess
import tempfile
import unittest
from pathlib import Path

from chart_test import CHART, MINIMAL, SETS, objects, template

CERTIFICATE = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]


def settings(values, *more):
    """(component, application.properties) of what these values render to."""
    data = objects(template(values, "-s", "templates/configmap.yaml", *more))[0]["data"]
    return [(key, text) for key, text in data.items() if key.endswith(".properties")]


class ProgramTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.files = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        subprocess.run(
            [*CERTIFICATE, "-subj", "/CN=id.example.com", "-keyout", cls.files / "tls.key", "-out", cls.files / "tls.crt"],
            check=True,
            capture_output=True,
        )
        for name in ("ca.crt", "token"):
            (cls.files / name).write_bytes((cls.files / "tls.crt").read_bytes())

    def check(self, text, environment=()):
        """Exit code and output of --check where `text` is mounted, with files of ours in the place of those mounted."""
        for folder in ("/etc/vouchsafe/vault-ca", "/etc/vouchsafe/vault-tls", "/etc/vouchsafe/tls", "/var/lib/vouchsafe/ring", "/var/log/vouchsafe",
                       "/var/run/secrets/kubernetes.io/serviceaccount", "/var/run/secrets/vouchsafe/vault"):
            text = re.sub(re.escape(folder) + "(-(us|ap))?/", f"{self.files}/", text)
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "config").mkdir()
            (Path(folder) / "config" / "application.properties").write_text(text)
            done = subprocess.run(
                [*shlex.split(os.environ["PROGRAM"]), "--check"],
                cwd=folder,
                env={"PATH": os.environ["PATH"], "HOSTNAME": "vouchsafe-0", **dict(environment)},
                capture_output=True,
                text=True,
                timeout=300,
            )
        return done.returncode, done.stdout + done.stderr

    def test_it_accepts_the_settings_of_instances_and_rotators(self):
        for name in SETS:
            approle = {"QUARKUS_VAULT_AUTHENTICATION_APP_ROLE_ROLE_ID": "r"}
            for key, text in settings(CHART / "ci" / name):
                with self.subTest(f"{name}, {key}"):
                    code, output = self.check(text, approle if name.startswith("approle") else {})
                    self.assertEqual(0, code, output)
                    self.assertNotIn("WARN", output)

    def test_it_refuses_what_the_chart_cannot_know_to_be_wrong(self):
        [(_, text), *_] = settings(MINIMAL, "--set", "config.vouchsafe\\.keys\\.refersh=20s")
        code, output = self.check(text)
        self.assertEqual(1, code, output)
        self.assertIn("vouchsafe.keys.refresh", output)


if __name__ == "__main__":
    unittest.main()
