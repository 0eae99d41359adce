# The same keys, policies and roles as vault/setup makes. The policies are read from vault/policies, so there is one copy.

locals {
  keys = local.template ? {} : merge(
    { rs256 = var.rsa_type, grant = "ecdsa-p256" },
    contains(var.algorithms, "ES256") ? { es256 = "ecdsa-p256" } : {},
  )

  hour = 3600
}

resource "vault_mount" "transit" {
  count = var.create_mount ? 1 : 0

  path = var.mount
  type = "transit"

  lifecycle {
    prevent_destroy = true
  }
}

resource "vault_transit_secret_backend_key" "this" {
  for_each = local.keys

  backend                = var.create_mount ? vault_mount.transit[0].path : var.mount
  name                   = "${var.key_prefix}-${each.key}"
  type                   = each.value
  exportable             = false
  allow_plaintext_backup = false
  deletion_allowed       = false

  # The rotator raises the minimums as it retires versions; a destroyed key ends every token and every grant.
  lifecycle {
    prevent_destroy = true
    ignore_changes  = [min_decryption_version, min_encryption_version]
  }
}

resource "vault_policy" "this" {
  for_each = local.policies

  name   = "${local.base}-${each.key}"
  policy = each.value
}

resource "vault_mount" "revocation" {
  count = var.revocation_mount != null && var.create_revocation_mount ? 1 : 0

  path    = var.revocation_mount
  type    = "kv"
  options = { version = "1" }

  # What it holds is what keeps revoked grants revoked.
  lifecycle {
    prevent_destroy = true
  }
}
