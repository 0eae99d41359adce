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

# listed_versions PATH: a line "NUMBER KID CREATED newest|older" for each version of a key that Vault lists; nothing where
# there is no such key.
listed_versions() {
  local answer table latest version pem created kid age
  if ! answer=$("$cli" read -format=json "$1" 2>&1); then
    case "$answer" in *"No value found"*) return 0 ;; esac
    die "cannot read $1: $answer"
  fi
  table=$(printf '%s\n' "$answer" | sed 's/\\n/|/g' | flattened) || die "cannot make out the key $1"
  latest=$(awk '$1 == ".data.latest_version" { print $2 }' <<<"$table")
  while read -r version; do
    pem=$(sed -n "s/^[.]data[.]keys[.]${version}[.]public_key //p" <<<"$table" | tr '|' '\n')
    created=$(sed -n "s/^[.]data[.]keys[.]${version}[.]creation_time //p" <<<"$table")
    kid=$(thumbprint "$pem") || die "cannot make out the public key of $1 version $version"
    if [ "$version" = "$latest" ]; then age=newest; else age=older; fi
    echo "$version $kid $created $age"
  done < <(sed -n 's/^[.]data[.]keys[.]\([0-9]*\)[.]public_key .*/\1/p' <<<"$table" | sort -n)
}
