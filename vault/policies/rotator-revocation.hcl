path "${revocations}/${prefix}/" {
  capabilities = ["list"]
}

path "${revocations}/${prefix}/+" {
  capabilities = ["delete"]
}
