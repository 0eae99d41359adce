path "${mount}/keys/${prefix}-rs256" {
  capabilities = ["read"]
}

path "${mount}/keys/${prefix}-es256" {
  capabilities = ["read"]
}

path "${mount}/keys/${prefix}-grant" {
  capabilities = ["read"]
}

path "auth/token/lookup-self" {
  capabilities = ["read"]
}

path "auth/token/renew-self" {
  capabilities = ["update"]
}
