variable "mount" {
  description = "The Transit mount, which this module makes unless create_mount is false."
  type        = string
  default     = "transit"

  validation {
    condition     = can(regex("^[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*$", var.mount)) && !can(regex("(^|/)[.][.]?(/|$)", var.mount))
    error_message = "A mount holds letters, digits and . _ / - only, with no slash at its beginning or end, and no . or .. as a part."
  }
}

variable "create_mount" {
  description = "Whether to make the Transit mount; false where another module or vault/setup made it."
  type        = bool
  default     = true
}

variable "revocation_mount" {
  description = "The mount of a KV engine of version 1 in which revoked grants are kept; null where grants are not revoked."
  type        = string
  default     = null

  validation {
    condition     = var.revocation_mount == null || try(regex("^[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*$", var.revocation_mount) != "" && !can(regex("(^|/)[.][.]?(/|$)", var.revocation_mount)), false)
    error_message = "A mount holds letters, digits and . _ / - only, with no slash at its beginning or end, and no . or .. as a part."
  }
}

variable "create_revocation_mount" {
  description = "Whether to make that mount; false where another module or vault/setup made it."
  type        = bool
  default     = true
}

variable "key_prefix" {
  description = "Keys PREFIX-rs256, PREFIX-es256, PREFIX-grant; policies PREFIX-signer, PREFIX-rotator, PREFIX-reader. A template such as org-{org} has no keys, and policies org--signer and so on."
  type        = string
  default     = "vouchsafe"

  validation {
    condition     = can(regex("^[A-Za-z0-9._-]+([{]org[}])?$", var.key_prefix))
    error_message = "A key prefix holds letters, digits and . _ - only, and may end with {org} after some of them."
  }
}

variable "algorithms" {
  description = "What identity tokens are signed with. RS256 is never left out, since every relying party takes it."
  type        = set(string)
  default     = ["RS256", "ES256"]

  validation {
    condition     = contains(var.algorithms, "RS256") && length(setsubtract(var.algorithms, ["RS256", "ES256"])) == 0
    error_message = "The algorithms are RS256, or RS256 and ES256."
  }
}

variable "rsa_type" {
  description = "The type of the RS256 key. A key's type never changes: another one here would replace the key."
  type        = string
  default     = "rsa-2048"

  validation {
    condition     = contains(["rsa-2048", "rsa-3072", "rsa-4096"], var.rsa_type)
    error_message = "The type is rsa-2048, rsa-3072 or rsa-4096."
  }
}

variable "roles" {
  description = "Whose logins to make: signer, rotator, reader (for the instances of other regions)."
  type        = set(string)
  default     = ["signer", "rotator"]

  validation {
    condition     = length(setsubtract(var.roles, ["signer", "rotator", "reader"])) == 0
    error_message = "The roles are signer, rotator and reader."
  }
}

variable "approle" {
  description = "Logins by AppRole: the mount of the method, and whether to make it."
  type = object({
    mount        = optional(string, "approle")
    create_mount = optional(bool, true)
  })
  default = null
}

variable "kubernetes" {
  description = "Logins by Kubernetes: a service account for each role, and the API server if the method is made here."
  type = object({
    mount            = optional(string, "kubernetes")
    create_mount     = optional(bool, true)
    host             = optional(string)
    ca_cert          = optional(string)
    audience         = optional(string)
    namespace        = string
    service_accounts = map(string)
  })
  default = null

  validation {
    condition     = try(alltrue([for one in concat([var.kubernetes.namespace], values(var.kubernetes.service_accounts)) : can(regex("^[a-z0-9.-]+$", one))]), true)
    error_message = "A namespace and a service account are names of Kubernetes: a * would let every account log in that fits."
  }
}

variable "kubernetes_token_reviewer_jwt" {
  description = "A service account's token with which Vault asks the API server; null where Vault runs in that cluster."
  type        = string
  default     = null
  sensitive   = true
}

variable "jwt" {
  description = "Logins by JWT: the issuer, the audience, and a subject for each role."
  type = object({
    mount        = optional(string, "jwt")
    create_mount = optional(bool, true)
    issuer_url   = optional(string)
    jwks_url     = optional(string)
    ca_cert      = optional(string)
    audience     = string
    subjects     = map(string)
  })
  default = null
}
