path "${revocations}/${prefix}*" {
  capabilities = ["list", "delete"]
}
