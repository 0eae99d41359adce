import os

from google.auth.transport.requests import Request
from google.oauth2 import sts

from take import discovery

token = sts.Client(discovery(os.environ["ISSUER"])["token_endpoint"]).exchange_token(
    Request(),
    grant_type="urn:ietf:params:oauth:grant-type:token-exchange",
    subject_token=os.environ["SUBJECT_TOKEN"],
    subject_token_type="urn:ietf:params:oauth:token-type:jwt",
    audience=os.environ["AUDIENCE"],
)
print("result: " + token["access_token"])
