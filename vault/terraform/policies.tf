# The policies of vault/policies, as vault/setup writes them.

locals {
  policies = { for role in ["signer", "rotator"] : role => join("\n", concat(
    [templatefile("${path.module}/../policies/${role}.hcl", { mount = var.mount, prefix = var.key_prefix })],
    var.revocation_mount == null ? [] : [
      templatefile("${path.module}/../policies/${role}-revocation.hcl", { revocations = var.revocation_mount, prefix = var.key_prefix })
    ],
  )) }
}
