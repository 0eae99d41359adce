path "${mount}/keys/" {
  capabilities = ["list"]
}

path "${mount}/keys/${prefix}*" {
  capabilities = ["read"]
}

path "${mount}/sign/${prefix}*" {
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
  ]
}

path "auth/token/lookup-self" {
  capabilities = ["read"]
}

path "auth/token/renew-self" {
  capabilities = ["update"]
}
