path "${mount}/keys/" {
  capabilities = ["list"]
}

path "${mount}/keys/${prefix}*" {
  capabilities = ["read"]
}

path "auth/token/lookup-self" {
  capabilities = ["read"]
}

path "auth/token/renew-self" {
  capabilities = ["update"]
}
