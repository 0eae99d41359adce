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
  capabilities = ["update"]
  allowed_parameters = {
    "batch_input"          = []
    "key_version"          = []
    "prehashed"            = [true]
    "hash_algorithm"       = ["sha2-256"]
    "marshaling_algorithm" = ["asn1"]
    "signature_algorithm"  = ["pkcs1v15"]
  }
  required_parameters = [
    "key_version",
    "prehashed",
    "hash_algorithm",
    "signature_algorithm",
  ]
}

path "${mount}/sign/${prefix}-es256" {
  capabilities = ["update"]
  allowed_parameters = {
    "batch_input"          = []
    "key_version"          = []
    "prehashed"            = [true]
    "hash_algorithm"       = ["sha2-256"]
    "marshaling_algorithm" = ["asn1"]
  }
  required_parameters = [
    "key_version",
    "prehashed",
    "hash_algorithm",
  ]
}

path "${mount}/sign/${prefix}-grant" {
  capabilities = ["update"]
  allowed_parameters = {
    "batch_input"          = []
    "key_version"          = []
    "prehashed"            = [true]
    "hash_algorithm"       = ["sha2-256"]
    "marshaling_algorithm" = ["asn1"]
  }
  required_parameters = [
    "key_version",
    "prehashed",
    "hash_algorithm",
  ]
}

path "auth/token/lookup-self" {
  capabilities = ["read"]
}

path "auth/token/renew-self" {
  capabilities = ["update"]
}
