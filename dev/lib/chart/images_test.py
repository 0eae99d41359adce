"""The tags that dev/images gives: the one that the chart takes is among them. Run by dev/chart-test, which sets HELM.

The engine and the build are stand-ins, so nothing is built."""

import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from chart_test import MINIMAL, ROOT, objects, template

STAND_IN = "#!/bin/sh\necho \"$(basename \"$0\") $*\" >> calls\n"
BUILD = STAND_IN + "mkdir -p target/quarkus-app\ntouch target/vouchsafe target/vouchsafe.jar target/vouchsafe-1-runner target/vouchsafe-1-dependency-cyclonedx.json\n"


class ImagesTest(unittest.TestCase):
    def run_script(self, *arguments):
        """Exit code of dev/images, and the calls of the engine."""
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        (folder / "dev" / "lib").mkdir(parents=True)
        (folder / "src" / "main").mkdir(parents=True)
        shutil.copy(ROOT / "dev" / "images", folder / "dev")
        shutil.copy(ROOT / "dev" / "lib" / "testbed.sh", folder / "dev" / "lib")
        shutil.copy(ROOT / "pom.xml", folder)
        for name, text in {"engine": STAND_IN, "mvnw": BUILD, "dev/java-home": "#!/bin/sh\necho /java\n"}.items():
            (folder / name).write_text(text)
            (folder / name).chmod(0o755)
        git = ["git", "-C", folder, "-c", "user.name=a", "-c", "user.email=a@example.com"]
        subprocess.run([*git, "init", "-q"], check=True)
        subprocess.run([*git, "add", "pom.xml"], check=True)
        subprocess.run([*git, "commit", "-q", "-m", "a"], check=True)
        done = subprocess.run([folder / "dev" / "images", *arguments], env={**os.environ, "CONTAINER_ENGINE": str(folder / "engine")},
                              capture_output=True, text=True)
        calls = folder / "calls"
        return done, calls.read_text() if calls.exists() else ""

    def test_each_has_a_tag_of_its_version_and_commit_and_the_chart_takes_the_first(self):
        done, calls = self.run_script("--tag", "registry.example.com/vouchsafe", "native", "jvm")
        self.assertEqual(0, done.returncode, done.stderr)
        for kind in ("native", "jvm"):
            with self.subTest(kind):
                [build] = re.findall(rf"engine build .*Dockerfile\.{kind} .*", calls)
                tags = re.findall(r"-t registry\.example\.com/vouchsafe:(\S+)", build)
                deployment = template(MINIMAL, "-s", "templates/deployment.yaml", "--set", f"image.kind={kind}")
                image = objects(deployment)[0]["spec"]["template"]["spec"]["containers"][0]["image"]
                self.assertIn(image.split(":")[1], tags)
                self.assertTrue(any(re.fullmatch(rf"[0-9a-f]{{12}}-{kind}", tag) for tag in tags), tags)

    def test_a_tag_in_the_name_is_refused(self):
        done, calls = self.run_script("--tag", "registry.example.com:5000/vouchsafe:v1", "jvm")
        self.assertEqual(2, done.returncode, done.stderr)
        self.assertIn("the name alone", done.stderr)
        self.assertEqual("", calls)


if __name__ == "__main__":
    unittest.main()
