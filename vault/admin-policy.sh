# The Vault policy of whoever runs setup, whose variables this reads.

# rule PATH CAPABILITY..: one block of a Vault policy.
rule() {
  local path=$1 list
  shift
  list=$(printf '"%s", ' "$@")
  printf '\npath "%s" {\n  capabilities = [%s]\n}\n' "$path" "${list%, }"
}

admin_policy() {
  local name account=$prefix-$role
  echo "# For whoever runs vault/setup, for as long as that takes: who may write a policy and a login can take more."
  rule auth/token/lookup-self read
  rule sys/mounts read
  rule "sys/mounts/$mount" update
  [ -z "$revocation_mount" ] || rule "sys/mounts/$revocation_mount" update
  for name in $key_names; do rule "$mount/keys/$prefix-$name" read update; done
  for name in signer rotator; do rule "sys/policies/acl/$prefix-$name" read update; done
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
