# The kid of a public key: its JWK thumbprint (RFC 7638) by SHA-256, as the service has it.

base64url() {
  base64 | tr -d '=\n' | tr '+/' '-_'
}

# thumbprint PEM: of an RSA key with the exponent 65537, or a P-256 key, which is all that Transit makes for us.
thumbprint() {
  local modulus
  if modulus=$(openssl rsa -pubin -noout -modulus <<<"$1" 2>/dev/null); then
    [ "$(openssl pkey -pubin -outform DER <<<"$1" | tail -c 5 | base64)" = AgMBAAE= ] || return 1
    modulus=$(printf '%s' "${modulus#Modulus=}" | sed 's/../\\x&/g')
    printf '{"e":"AQAB","kty":"RSA","n":"%s"}' "$(printf %b "$modulus" | base64url)"
  else
    openssl pkey -pubin -noout -text <<<"$1" 2>/dev/null | grep -q prime256v1 || return 1
    printf '{"crv":"P-256","kty":"EC","x":"%s","y":"%s"}' \
      "$(openssl pkey -pubin -outform DER <<<"$1" | tail -c 64 | head -c 32 | base64url)" \
      "$(openssl pkey -pubin -outform DER <<<"$1" | tail -c 32 | base64url)"
  fi | openssl dgst -sha256 -binary | base64url
}
