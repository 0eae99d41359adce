path "${revocations}/${prefix}*" {
  capabilities = ["list", "create"]
}
