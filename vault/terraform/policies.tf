# The policies of vault/policies, as vault/setup writes them.

locals {
  # A template org-{org} has no keys of its own; its policies are for all keys that begin with org-.
  template = endswith(var.key_prefix, "{org}")
  base     = trimsuffix(var.key_prefix, "{org}")
  folder   = "${path.module}/../policies${local.template ? "/template" : ""}"

  policies = { for role in ["signer", "rotator", "reader"] : role => join("\n", concat(
    [templatefile("${local.folder}/${role}.hcl", { mount = var.mount, prefix = local.base })],
    var.revocation_mount == null ? [] : [
      templatefile("${local.folder}/${role}-revocation.hcl", { revocations = var.revocation_mount, prefix = local.base })
    ],
  )) }
}
