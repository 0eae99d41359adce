"""The script of `helm test`, run as its pod runs it, against a server that answers rightly and wrongly.

Run by dev/chart-test, which sets HELM."""

import http.server
import json
import os
import subprocess
import threading
import unittest

from chart_test import MINIMAL, objects, template

ISSUER = "https://id.example.com/shop"
DISCOVERY = {"issuer": ISSUER, "jwks_uri": ISSUER + "/.well-known/jwks.json"}
KEY = {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "k", "n": "n", "e": "AQAB"}


class IssuerTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        rendered = objects(template(MINIMAL, "--set", "issuer.url=" + ISSUER, "-s", "templates/tests/issuer.yaml"))
        cls.container = rendered[0]["spec"]["containers"][0]

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
            environment = {entry["name"]: entry["value"] for entry in self.container["env"]}
            environment |= {"BASE": f"http://127.0.0.1:{server.server_port}/shop", "PATH": os.environ["PATH"]}
            command = [*self.container["command"], "--retry", "0", "--noproxy", "*"]
            done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
            server.shutdown()
        return done.returncode, done.stdout + done.stderr

    def refused(self, because, discovery=DISCOVERY, keys=None):
        code, output = self.run_against(discovery, {"keys": [KEY]} if keys is None else keys)
        self.assertEqual(1, code, output)
        self.assertIn("FAILED: " + because, output)

    def test_it_asks_the_service_under_the_issuers_path(self):
        base = next(entry["value"] for entry in self.container["env"] if entry["name"] == "BASE")
        self.assertEqual("http://vouchsafe.identity.svc:80/shop", base)

    def test_it_takes_an_issuer_with_its_keys(self):
        code, output = self.run_against(DISCOVERY, {"keys": [KEY]})
        self.assertEqual(0, code, output)
        self.assertIn(f"OK: {ISSUER} has", output)

    def test_it_takes_documents_with_blanks(self):
        self.assertEqual(0, self.run_against(DISCOVERY, {"keys": [KEY]}, indent=2)[0])

    def test_it_refuses_another_issuer(self):
        self.refused("the discovery document is not that of", DISCOVERY | {"issuer": "https://id.example.com"})

    def test_it_refuses_keys_of_somebody_else(self):
        self.refused("jwks_uri does not lead to", DISCOVERY | {"jwks_uri": "https://evil.example.com/keys"})

    def test_it_refuses_an_empty_key_set(self):
        self.refused("the JWKS has no key", keys={"keys": []})

    def test_it_refuses_a_key_set_without_rs256(self):
        self.refused("the JWKS has no RS256 key", keys={"keys": [KEY | {"alg": "ES256"}]})

    def test_it_refuses_a_private_key(self):
        self.refused("the JWKS has a private key", keys={"keys": [KEY | {"d": "secret"}]})

    def test_it_fails_without_a_document(self):
        code, output = self.run_against(None, None)
        self.assertNotEqual(0, code)
        self.assertIn("FAILED: no answer: not here", output)


if __name__ == "__main__":
    unittest.main()
