path "${mount}/keys/${prefix}-rs256" {
  capabilities = ["read"]
}

path "${mount}/keys/${prefix}-es256" {
  capabilities = ["read"]
}

path "${mount}/keys/${prefix}-grant" {
  capabilities = ["read"]
}

path "${mount}/keys/${prefix}-rs256/rotate" {
  capabilities = ["update"]
}

path "${mount}/keys/${prefix}-es256/rotate" {
  capabilities = ["update"]
}

path "${mount}/keys/${prefix}-grant/rotate" {
  capabilities = ["update"]
}

path "${mount}/keys/${prefix}-rs256/config" {
  capabilities = ["update"]
  allowed_parameters = {
    "min_decryption_version" = []
    "min_encryption_version" = []
  }
}

path "${mount}/keys/${prefix}-es256/config" {
  capabilities = ["update"]
  allowed_parameters = {
    "min_decryption_version" = []
    "min_encryption_version" = []
  }
}

path "${mount}/keys/${prefix}-grant/config" {
  capabilities = ["update"]
  allowed_parameters = {
    "min_decryption_version" = []
    "min_encryption_version" = []
  }
}

path "auth/token/lookup-self" {
  capabilities = ["read"]
}

path "auth/token/renew-self" {
  capabilities = ["update"]
}

path "sys/capabilities-self" {
  capabilities = ["update"]
}
