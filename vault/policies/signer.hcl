path "${mount}/keys/${prefix}-rs256" {
  capabilities = ["read"]
}

path "${mount}/keys/${prefix}-es256" {
  capabilities = ["read"]
}

path "${mount}/keys/${prefix}-grant" {
  capabilities = ["read"]
}

path "${mount}/sign/${prefix}-rs256" {
  capabilities        = ["update"]
  required_parameters = ["key_version"]
}

path "${mount}/sign/${prefix}-es256" {
  capabilities        = ["update"]
  required_parameters = ["key_version"]
}

path "${mount}/sign/${prefix}-grant" {
  capabilities        = ["update"]
  required_parameters = ["key_version"]
}

path "auth/token/lookup-self" {
  capabilities = ["read"]
}

path "auth/token/renew-self" {
  capabilities = ["update"]
}
