import os

import jwt

from take import discovery, id_token, refused, with_one_character_changed

issuer, audience = os.environ["ISSUER"], os.environ["AUDIENCE"]
keys = jwt.PyJWKClient(discovery(issuer)["jwks_uri"])


def claims(token, audience):
    key = keys.get_signing_key_from_jwt(token)
    return jwt.decode(
        token, key, algorithms=["RS256"], audience=audience, issuer=issuer, options={"require": ["exp", "iat", "sub"]}
    )


token = id_token(audience)
refused("a changed token", lambda: claims(with_one_character_changed(token), audience))
refused("another audience", lambda: claims(token, "other.example"))
print("result: " + claims(token, audience)["sub"])
