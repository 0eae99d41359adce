output "keys" {
  description = "The names of the keys."
  value       = { for name, key in vault_transit_secret_backend_key.this : name => key.name }
}

output "policies" {
  description = "The names of the policies, by role."
  value       = { for role, policy in vault_policy.this : role => policy.name }
}

output "approle_role_ids" {
  description = "The role ids of the AppRole logins, by role. Secret ids are not made here: they would stand in the state."
  value       = { for role, login in vault_approle_auth_backend_role.this : role => login.role_id }
}
