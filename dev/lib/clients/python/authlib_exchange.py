import os

from authlib.integrations.requests_client import OAuth2Session

from take import discovery

session = OAuth2Session("checkout", token_endpoint_auth_method="none")
token = session.fetch_token(
    discovery(os.environ["ISSUER"])["token_endpoint"],
    grant_type="urn:ietf:params:oauth:grant-type:token-exchange",
    subject_token=os.environ["SUBJECT_TOKEN"],
    subject_token_type="urn:ietf:params:oauth:token-type:jwt",
    audience=os.environ["AUDIENCE"],
)
print("result: " + token["access_token"])
