# Logins as vault/setup --auth makes them: tokens of one hour that the holder renews, with the one policy and not default.

resource "vault_auth_backend" "approle" {
  count = try(var.approle.create_mount, false) ? 1 : 0

  path = var.approle.mount
  type = "approle"
}

resource "vault_approle_auth_backend_role" "this" {
  for_each = var.approle == null ? toset([]) : var.roles

  backend                 = var.approle.create_mount ? vault_auth_backend.approle[0].path : var.approle.mount
  role_name               = vault_policy.this[each.key].name
  token_policies          = [vault_policy.this[each.key].name]
  token_no_default_policy = true
  token_period            = local.hour
}

resource "vault_auth_backend" "kubernetes" {
  count = try(var.kubernetes.create_mount, false) ? 1 : 0

  path = var.kubernetes.mount
  type = "kubernetes"
}

resource "vault_kubernetes_auth_backend_config" "this" {
  count = try(var.kubernetes.create_mount, false) ? 1 : 0

  backend            = vault_auth_backend.kubernetes[0].path
  kubernetes_host    = var.kubernetes.host
  kubernetes_ca_cert = var.kubernetes.ca_cert
  token_reviewer_jwt = var.kubernetes_token_reviewer_jwt

  lifecycle {
    precondition {
      condition     = var.kubernetes.host != null
      error_message = "kubernetes.host is the URL of the API server; it is needed where the method is made here."
    }
  }
}

resource "vault_kubernetes_auth_backend_role" "this" {
  for_each = var.kubernetes == null ? toset([]) : var.roles

  backend                          = var.kubernetes.create_mount ? vault_auth_backend.kubernetes[0].path : var.kubernetes.mount
  role_name                        = vault_policy.this[each.key].name
  bound_service_account_names      = [var.kubernetes.service_accounts[each.key]]
  bound_service_account_namespaces = [var.kubernetes.namespace]
  audience                         = var.kubernetes.audience
  token_policies                   = [vault_policy.this[each.key].name]
  token_no_default_policy          = true
  token_period                     = local.hour
}

resource "vault_jwt_auth_backend" "this" {
  count = try(var.jwt.create_mount, false) ? 1 : 0

  path                  = var.jwt.mount
  type                  = "jwt"
  oidc_discovery_url    = var.jwt.jwks_url == null ? var.jwt.issuer_url : null
  oidc_discovery_ca_pem = var.jwt.jwks_url == null ? var.jwt.ca_cert : null
  jwks_url              = var.jwt.jwks_url
  jwks_ca_pem           = var.jwt.jwks_url == null ? null : var.jwt.ca_cert
  bound_issuer          = var.jwt.jwks_url == null ? null : var.jwt.issuer_url

  lifecycle {
    precondition {
      condition     = var.jwt.issuer_url != null
      error_message = "jwt.issuer_url says whose tokens count; it is needed where the method is made here."
    }
  }
}

resource "vault_jwt_auth_backend_role" "this" {
  for_each = var.jwt == null ? toset([]) : var.roles

  backend                 = var.jwt.create_mount ? vault_jwt_auth_backend.this[0].path : var.jwt.mount
  role_name               = vault_policy.this[each.key].name
  role_type               = "jwt"
  user_claim              = "sub"
  bound_subject           = var.jwt.subjects[each.key]
  bound_audiences         = [var.jwt.audience]
  token_policies          = [vault_policy.this[each.key].name]
  token_no_default_policy = true
  token_period            = local.hour
}
