# The Vault policy of whoever runs setup, whose variables this reads.

# rule PATH CAPABILITY..: one block of a Vault policy.
rule() {
  local path=$1 list
  shift
  list=$(printf '"%s", ' "$@")
  printf '\npath "%s" {\n  capabilities = [%s]\n}\n' "$path" "${list%, }"
}

# A template's path ends with a *, which spans config and trim too: there only what makes a key is allowed.
key_rules() {
  local name
  if [ "$base" = "$prefix" ]; then
    for name in $key_names; do rule "$mount/keys/$prefix-$name" read update; done
  elif [ -n "$keys_only" ]; then
    cat <<TEXT

path "$mount/keys/$base*" {
  capabilities = ["read", "update"]
  allowed_parameters = {
    "type"                   = ["$rsa_type", "ecdsa-p256"]
    "exportable"             = [false, "false"]
    "allow_plaintext_backup" = [false, "false"]
  }
}
TEXT
  fi
}

admin_policy() {
  local name account=$base-$role
  if [ -n "$keys_only" ]; then
    echo "# For whoever runs vault/setup --keys-only."
  else
    echo "# For whoever runs vault/setup, for as long as that takes: who may write a policy and a login can take more."
  fi
  rule auth/token/lookup-self read
  if [ -n "$keys_only" ]; then
    [ "$base" = "$prefix" ] || rule "sys/policies/acl/$base-signer" read
    key_rules
    return
  fi
  rule sys/mounts read
  rule "sys/mounts/$mount" update
  [ -z "$revocation_mount" ] || rule "sys/mounts/$revocation_mount" update
  key_rules
  for name in signer rotator reader; do rule "sys/policies/acl/$base-$name" read update; done
  case "$auth" in
    '') return ;;
    token)
      cat <<TEXT

path "auth/token/create" {
  capabilities = ["update", "sudo"]
  allowed_parameters = {
    "policies" = [["$account"]]
    "*"        = []
  }
}
TEXT
      return
      ;;
  esac
  rule sys/auth read
  rule "sys/auth/$auth_mount" update sudo
  rule "auth/$auth_mount/role/$account" create read update
  if [ "$auth" = approle ]; then
    rule "auth/$auth_mount/role/$account/role-id" read
    rule "auth/$auth_mount/role/$account/secret-id" update
  else
    rule "auth/$auth_mount/config" create read update
  fi
}
