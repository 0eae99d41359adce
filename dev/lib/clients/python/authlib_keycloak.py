import os

import jwt
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session

from take import discovery

issuer, audience = os.environ["ISSUER"], os.environ["AUDIENCE"]
ours, theirs = discovery(issuer), discovery(os.environ["KEYCLOAK"])


def issued(client):
    session = OAuth2Session(client, os.environ["KEYCLOAK_SECRET"])
    return session.fetch_token(theirs["token_endpoint"], grant_type="client_credentials")["access_token"]


def exchanged(subject_token):
    session = OAuth2Session("checkout", token_endpoint_auth_method="none")
    return session.fetch_token(
        ours["token_endpoint"],
        grant_type="urn:ietf:params:oauth:grant-type:token-exchange",
        subject_token=subject_token,
        subject_token_type="urn:ietf:params:oauth:token-type:access_token",
        audience=audience,
    )["access_token"]


def is_refused(what, subject_token):
    try:
        exchanged(subject_token)
    except OAuthError as refusal:
        if refusal.error == "invalid_request":
            return
        raise
    raise SystemExit(what + " was taken")


is_refused("a token of another client", issued("other"))
wide = issued("wide")
audiences = jwt.decode(wide, options={"verify_signature": False})["aud"]
if sorted(audiences) != ["account", "https://id.example.com/token"]:
    raise SystemExit("the client of full scope has the audiences " + str(audiences))
is_refused("a token with two audiences", wide)

token = exchanged(issued("checkout"))
key = jwt.PyJWKClient(ours["jwks_uri"]).get_signing_key_from_jwt(token)
claims = jwt.decode(token, key, algorithms=["RS256"], audience=audience, issuer=issuer)
print("result: " + claims["sub"])
