"""What the verifiers of this folder share: a token by the request URL, and what has to be refused."""

import json
import os
from urllib.parse import quote
from urllib.request import Request, urlopen


def id_token(audience):
    request = Request(
        os.environ["ACTIONS_ID_TOKEN_REQUEST_URL"] + "&audience=" + quote(audience, safe=""),
        headers={"Authorization": "bearer " + os.environ["ACTIONS_ID_TOKEN_REQUEST_TOKEN"]},
    )
    with urlopen(request, timeout=10) as response:
        return json.load(response)["value"]


def discovery(issuer):
    with urlopen(issuer + "/.well-known/openid-configuration", timeout=10) as response:
        return json.load(response)


def with_one_character_changed(token):
    at = (token.rindex(".") + len(token)) // 2
    return token[:at] + ("B" if token[at] == "A" else "A") + token[at + 1 :]


def refused(what, verification):
    try:
        verification()
    except Exception:
        return
    raise SystemExit(what + " was taken")
