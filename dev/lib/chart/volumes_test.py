"""Files that grant trust, in the volumes that the chart mounts: the service's own program takes them as a pod sees them.

Each volume of a rendered pod is laid out as the kubelet does, by its kind and with `fsGroup`, and the program runs as
the pod's user. Run by dev/chart-test, as root in a mount namespace of its own; it sets HELM and PROGRAM."""

import os
import shlex
import shutil
import stat
import subprocess
import tempfile
import unittest
from pathlib import Path

import manifests
from chart_test import CHART, MINIMAL, objects, template
from program_test import CERTIFICATE

USER = 65532
ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount"
ROLE_ID = {"QUARKUS_VAULT_AUTHENTICATION_APP_ROLE_ROLE_ID": "r"}

# What grants trust, from every kind of volume, and what else is mounted.
VALUES = """
configFiles: {keys.json: '{"keys":[]}'}
ringSnapshot: {enabled: true}
audit: {file: {enabled: true}}
serviceAccount: {automountToken: true}
config:
  vouchsafe.issuers.default:
    trusted-issuers:
      file: {issuer: "https://a.example", audience: a, jwks-file: /config/keys.json}
      cluster: {issuer: "https://b.example", audience: b, ca-file: %(account)s/ca.crt, bearer-token-file: %(account)s/token}
      map: {issuer: "https://c.example", audience: c, ca-file: /etc/trust/map/ca.crt}
      projected: {issuer: "https://d.example", audience: d, ca-file: /etc/trust/projected/ca.crt}
    brokers.b:
      {trusted-issuer: file, subjects: b, audiences: "*", attributes: {org: "*", app: "*", deployment: "*"}}
extraVolumes:
  - {name: map, configMap: {name: trust}}
  - {name: projected, projected: {sources: [{configMap: {name: trust}}, {secret: {name: trust}}]}}
extraVolumeMounts:
  - {name: map, mountPath: /etc/trust/map}
  - {name: projected, mountPath: /etc/trust/projected}
""" % {"account": ACCOUNT}

# A volume in which a container beside the service writes.
SHARED = """
config:
  vouchsafe.issuers.default.trusted-issuers.beside: {issuer: "https://e.example", audience: e, ca-file: /etc/trust/map/ca.crt}
extraVolumes: [{name: shared, emptyDir: {}}]
extraVolumeMounts: [{name: shared, mountPath: /etc/trust/map}]
"""

# What the API server's own admission mounts for `automountToken`.
API = {"name": "api", "projected": {"sources": [
    {"serviceAccountToken": {"path": "token"}}, {"configMap": {"name": "kube-root-ca.crt"}}]}}  # fmt: skip


def mount(*words):
    subprocess.run(["mount", *map(str, words)], check=True)


def with_group(path, group, read_only):
    """What the kubelet does to a volume where the pod has an fsGroup (pkg/volume/volume_linux.go)."""
    for one in [path, *path.rglob("*")]:
        if one.is_symlink():
            os.chown(one, -1, group, follow_symlinks=False)
            continue
        mask = 0o440 if read_only else 0o660
        if one.is_dir():
            mask |= stat.S_ISGID | 0o110
        os.chown(one, -1, group)
        os.chmod(one, stat.S_IMODE(one.stat().st_mode) | mask)


def as_user(words, group=None, **more):
    """Runs as the pod's user, with the pod's groups and no rights of root's."""
    groups = ["--clear-groups"] if group is None else ["--groups", str(group)]
    return subprocess.run(
        ["setpriv", "--reuid", str(USER), "--regid", str(USER), *groups, "--bounding-set=-all", *words],
        capture_output=True, text=True, timeout=300, **more,
    )  # fmt: skip


class Node:
    """A kubelet's part for one pod: its volumes below `folder`, and what a container sees of them below `root`."""

    def __init__(self, folder, content, group):
        self.root = folder / "root"
        self.volumes = folder / "volumes"
        self.content, self.group = content, group
        self.root.mkdir()
        self.volumes.mkdir()

    def lay_out(self, volume):
        place = self.volumes / volume["name"]
        if not place.exists():
            place.mkdir()
            if "secret" in volume or "projected" in volume:
                mount("-t", "tmpfs", "-o", "mode=1777", "tmpfs", place)
            else:
                place.chmod(0o755 if "persistentVolumeClaim" in volume else 0o777)
            self.write(place, volume)
            if self.group is not None:
                with_group(place, self.group, read_only=not {"emptyDir", "persistentVolumeClaim"} & set(volume))
        return place

    def write(self, place, volume):
        """The files of an API object: links over ..data into a folder of the moment (pkg/volume/util/atomic_writer.go)."""
        if {"emptyDir", "persistentVolumeClaim"} & set(volume):
            return
        source = volume.get("configMap") or volume.get("secret") or volume["projected"]
        files = {}
        for one in volume.get("projected", {}).get("sources", [volume]):
            if "serviceAccountToken" in one:
                files[one["serviceAccountToken"]["path"]] = "a.b.c"
            else:
                api = one.get("configMap") or one["secret"]
                data = self.content(api.get("name") or api.get("secretName"))
                wanted = {item["key"]: item["path"] for item in api.get("items", [])} or {key: key for key in data}
                files |= {path: data[key] for key, path in wanted.items()}
        moment = place / "..2026_11_26_16_00_00.1"
        moment.mkdir(mode=0o755)
        for name, text in files.items():
            (moment / name).write_text(text)
            (moment / name).chmod(source.get("defaultMode", 0o644))
            if text == "a.b.c":
                os.chown(moment / name, USER if self.group is None else 0, -1)
                (moment / name).chmod(0o600)
            (place / name).symlink_to(f"..data/{name}")
        (place / "..data").symlink_to(moment.name)

    def mounted(self, volumes, mounts):
        for one in mounts:
            at = self.root / one["mountPath"].lstrip("/")
            at.mkdir(parents=True, exist_ok=True)
            volume = volumes[one["name"]]
            mount("--bind", self.lay_out(volume), at)
            if one.get("readOnly") or not {"emptyDir", "persistentVolumeClaim"} & set(volume):
                mount("-o", "remount,bind,ro", at)

    def run(self, words, environment=()):
        return as_user(
            words, self.group, cwd=self.root, env={"PATH": os.environ["PATH"], "HOSTNAME": "vouchsafe-0", **dict(environment)}
        )


class VolumesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        os.umask(0o022)
        cls.shared = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.shared.chmod(0o755)
        key, certificate = cls.shared / "key", cls.shared / "certificate"
        subprocess.run(
            [*CERTIFICATE, "-subj", "/CN=id.example.com", "-keyout", key, "-out", certificate], check=True, capture_output=True
        )
        cls.pem = certificate.read_text()
        cls.files = {"ca.crt": cls.pem, "tls.crt": cls.pem, "tls.key": key.read_text(), "secret-id": "s", "token": "a.b.c"}
        *java, program = shlex.split(os.environ["PROGRAM"])
        copied = cls.shared / "program"
        if program.endswith(".jar"):
            shutil.copytree(Path(program).parent, copied)
            cls.program = [*java, str(copied / Path(program).name)]
        else:
            shutil.copy(program, copied)
            cls.program = [str(copied)]
        subprocess.run(["chmod", "-R", "a+rX", copied], check=True)

    def pod(self, values, group, *more):
        """A node for the Deployment's pod of these values, with nothing mounted yet, and its spec."""
        folder = Path(self.enterContext(tempfile.TemporaryDirectory(dir=self.shared)))
        folder.chmod(0o755)
        self.addCleanup(lambda: subprocess.run(["umount", "-q", "-R", *reversed(self.places(folder))], check=False))
        rendered = objects(template(MINIMAL, "-f", self.written(folder, values), *more))
        own = next(one["data"] for one in rendered if one["kind"] == "ConfigMap")
        [spec] = [spec for where, _, spec in manifests.pods(rendered) if where == "Deployment vouchsafe"]
        root = folder / "root"
        paths = sorted({"/config/", ACCOUNT + "/"} | {one["mountPath"] + "/" for one in spec["containers"][0]["volumeMounts"]})

        def translated(text):
            for path in paths:
                text = text.replace(f"={path}", f"={root}{path}")
            return text

        def content(name):
            return {key: translated(text) for key, text in own.items()} if name == "vouchsafe" else self.files

        return Node(folder, content, group), spec

    @staticmethod
    def places(folder):
        return [line.split()[4] for line in Path("/proc/self/mountinfo").read_text().splitlines() if str(folder) in line]

    @staticmethod
    def written(folder, values):
        file = folder / "values.yaml"
        file.write_text(values)
        return file

    def check(self, node, spec):
        """Mounts what the service's container has, makes the ring's folder as the chart does, and runs --check."""
        volumes = {one["name"]: one for one in [*spec["volumes"], API]}
        node.mounted(volumes, [*spec["containers"][0]["volumeMounts"], {"name": "api", "mountPath": ACCOUNT}])
        for one in spec.get("initContainers", []):
            if one["name"] == "ring-folder":
                made = node.run([word.replace("/var/lib", f"{node.root}/var/lib") for word in one["command"]])
                self.assertEqual(0, made.returncode, made.stderr)
        done = node.run([*self.program, "--check"], ROLE_ID)
        return done.returncode, (done.stdout + done.stderr).strip().splitlines()

    def accepted(self, node, spec):
        code, lines = self.check(node, spec)
        self.assertEqual((0, "the configuration is good"), (code, lines[-1]), lines)

    def test_every_file_that_grants_trust_passes_with_and_without_a_group(self):
        for group, kind in ((None, "configMap"), (USER, "secret"), (2000, "configMap")):
            with self.subTest(f"fsGroup {group}, Vault's authorities in a {kind}"):
                self.accepted(*self.pod(VALUES, group, "--set", f"vault.ca.{kind}=vault-ca"))

    def test_a_file_that_its_group_alone_may_read_passes(self):
        self.accepted(*self.pod(VALUES, 2000, "--set", "extraVolumes[0].configMap.defaultMode=288"))

    def test_the_volumes_of_the_sets_that_mount_most_pass(self):
        for name in ("everything-values.yaml", "approle-values.yaml"):
            with self.subTest(name):
                self.accepted(*self.pod("{}", USER, "-f", CHART / "ci" / name))

    def test_a_folder_that_others_may_write_passes_only_where_it_is_mounted_read_only(self):
        for read_only in ("true", "false"):
            with self.subTest(f"readOnly {read_only}"):
                node, spec = self.pod(SHARED, 2000, "--set", f"extraVolumeMounts[0].readOnly={read_only}")
                written = node.lay_out(spec["volumes"][-1]) / "ca.crt"
                written.write_text(self.pem)
                written.chmod(0o644)
                if read_only == "true":
                    self.accepted(node, spec)
                else:
                    code, lines = self.check(node, spec)
                    self.assertEqual(1, code)
                    self.assertRegex("\n".join(lines), "others than its owner may replace files in .* mount its volume read-only")

    def test_a_ring_snapshot_outlives_the_pod_although_the_kubelet_gives_its_group_rights(self):
        values = VALUES.replace("enabled: true}", "enabled: true, volume: {persistentVolumeClaim: {claimName: ring}}}", 1)
        node, spec = self.pod(values, 2000)
        self.accepted(node, spec)
        ring = node.volumes / "ring"
        (ring / "ring" / "ring.json").write_text("{}")
        for one in (ring / "ring" / "ring.json", ring / "ring"):
            os.chown(one, USER, 2000)
        with_group(ring, 2000, read_only=False)
        self.assertEqual(0o2770, stat.S_IMODE((ring / "ring").stat().st_mode))
        self.accepted(node, spec)


if __name__ == "__main__":
    unittest.main()
