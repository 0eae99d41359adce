"""The command of `helm test`, run as its pod runs it, against a server that answers rightly and wrongly.

Run by dev/chart-test, which sets HELM and WORKLOAD_PROGRAM (the words of a command)."""

import http.server
import json
import os
import shlex
import subprocess
import threading
import unittest

from chart_test import MINIMAL, objects, template

ISSUER = "https://id.example.com/shop"
DISCOVERY = {
    "issuer": ISSUER,
    "jwks_uri": ISSUER + "/.well-known/jwks.json",
    "response_types_supported": ["id_token"],
    "subject_types_supported": ["public"],
    "id_token_signing_alg_values_supported": ["RS256"],
}
# 2048 bits
KEY = {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "k", "n": "8" + "A" * 340 + "Q", "e": "AQAB"}


class IssuerTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        rendered = objects(template(MINIMAL, "--set", "issuer.url=" + ISSUER, "-s", "templates/tests/issuer.yaml"))
        cls.command = rendered[0]["spec"]["containers"][0]["command"]

    def run_against(self, discovery, keys, indent=None):
        """Exit code and output against a server with these two documents, at the paths of ISSUER."""
        documents = {"/shop/.well-known/openid-configuration": discovery, "/shop/.well-known/jwks.json": keys}

        class Answers(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                document = documents.get(self.path)
                self.send_response(404 if document is None else 200)
                self.end_headers()
                self.wfile.write(json.dumps(document, indent=indent).encode() if document is not None else b"not here")

            def log_message(self, *_):
                pass

        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            arguments = [
                f"--connect-to=http://127.0.0.1:{server.server_port}" if argument.startswith("--connect-to=") else argument
                for argument in self.command[1:]
            ]
            done = subprocess.run([*shlex.split(os.environ["WORKLOAD_PROGRAM"]), *arguments], env={"PATH": os.environ["PATH"]},
                                  capture_output=True, text=True, timeout=120)
            server.shutdown()
        return done.returncode, done.stdout + done.stderr

    def refused(self, finding, discovery=DISCOVERY, keys=None):
        code, output = self.run_against(discovery, {"keys": [KEY]} if keys is None else keys)
        self.assertEqual(1, code, output)
        self.assertRegex(output, rf"(?m)^{finding} +refused ")

    def test_it_asks_the_service_for_the_issuer(self):
        self.assertEqual(["/vouchsafe", "lint"], self.command[:2])
        self.assertIn("--connect-to=http://vouchsafe.identity.svc:80", self.command)
        self.assertEqual(ISSUER, self.command[-1])

    def test_it_takes_an_issuer_with_its_keys(self):
        code, output = self.run_against(DISCOVERY, {"keys": [KEY]})
        self.assertEqual(0, code, output)
        self.assertRegex(output, r"(?m)^aws +yes")

    def test_it_takes_documents_with_blanks(self):
        self.assertEqual(0, self.run_against(DISCOVERY, {"keys": [KEY]}, indent=2)[0])

    def test_it_refuses_another_issuer(self):
        self.refused("discovery-issuer", DISCOVERY | {"issuer": "https://id.example.com"})

    def test_it_refuses_keys_that_are_not_there(self):
        self.refused("jwks-missing", DISCOVERY | {"jwks_uri": "https://id.example.com/keys"})

    def test_it_refuses_an_empty_key_set(self):
        self.refused("jwks-empty", keys={"keys": []})

    def test_it_refuses_a_key_set_without_rs256(self):
        point = {"crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}
        self.refused("no-rsa-key", keys={"keys": [{"kty": "EC", "use": "sig", "alg": "ES256", "kid": "e", **point}]})

    def test_it_refuses_a_private_key(self):
        self.refused("key-private", keys={"keys": [KEY | {"d": "secret"}]})

    def test_it_fails_without_a_document(self):
        self.refused("discovery-missing", discovery=None)


if __name__ == "__main__":
    unittest.main()
