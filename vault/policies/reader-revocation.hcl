path "${revocations}/${prefix}/" {
  capabilities = ["list"]
}
