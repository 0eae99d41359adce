import os

import requests
from authlib.jose import JsonWebKey, JsonWebToken

from take import discovery, id_token, refused, with_one_character_changed

issuer, audience = os.environ["ISSUER"], os.environ["AUDIENCE"]
keys = JsonWebKey.import_key_set(requests.get(discovery(issuer)["jwks_uri"], timeout=10).json())


def claims(token, audience):
    read = JsonWebToken(["RS256"]).decode(
        token,
        keys,
        claims_options={
            "iss": {"essential": True, "value": issuer},
            "aud": {"essential": True, "value": audience},
            "exp": {"essential": True},
        },
    )
    read.validate()
    return read


token = id_token(audience)
refused("a changed token", lambda: claims(with_one_character_changed(token), audience))
refused("another audience", lambda: claims(token, "other.example"))
print("result: " + claims(token, audience)["sub"])
