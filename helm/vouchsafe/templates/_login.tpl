{{/* Faults of the login at Vault, and of the line between signer and rotator: JSON {"faults": [..]}. */}}

{{/* values.config and configFiles end up in a ConfigMap, which more people read than Secrets. */}}
{{- define "vouchsafe.secretFaults" -}}
{{- $faults := list -}}
{{- range (include "vouchsafe.ownNames" . | fromJson).names -}}
{{- if and (not (hasSuffix "-file" .)) (regexMatch "(^|\\.)(client-token|[^.]*wrapping-token|[^.]*password[^.]*|secret-id[^.]*|client-secret|credentials\\.secret)(\\.|$)" .) -}}
{{- $variable := regexReplaceAll "[^A-Z0-9]" (upper .) "_" -}}
{{- $faults = append $faults (printf "config sets %s, a secret, and config is written into a ConfigMap. Keep it in a Secret, and name that in extraEnv: {name: %s, valueFrom: {secretKeyRef: …}}" . $variable) -}}
{{- end -}}
{{- end -}}
{{- dict "faults" $faults | toJson -}}
{{- end -}}

{{- define "vouchsafe.loginFaults" -}}
{{- $faults := list -}}
{{- $rotates := ne .Values.rotator.kind "none" -}}
{{- $method := .Values.vault.auth.method -}}
{{- if eq $method "none" -}}
{{- $said := not (empty .Values.extraEnvFrom) -}}
{{- range (include "vouchsafe.ownNames" . | fromJson).names }}{{ if regexMatch "^(quarkus\\.vault\\.authentication|vouchsafe\\.vault\\.login)\\." . }}{{ $said = true }}{{ end }}{{ end -}}
{{- range .Values.extraEnv }}{{ if regexMatch "^(QUARKUS_VAULT_AUTHENTICATION|VOUCHSAFE_VAULT_LOGIN)_" .name }}{{ $said = true }}{{ end }}{{ end -}}
{{- if not $said -}}
{{- $faults = append $faults "vault.auth.method=none, and nothing says how to log in: name a Secret in extraEnv (QUARKUS_VAULT_AUTHENTICATION_…) or extraEnvFrom, or set quarkus.vault.authentication.* or vouchsafe.vault.login.* in config" -}}
{{- end -}}
{{- end -}}
{{- $signer := include "vouchsafe.signerAccount" . -}}
{{- $rotator := include "vouchsafe.rotatorAccount" . -}}
{{- if $rotates -}}
{{- $apart := "Vault has to tell the rotator from the instances that sign" -}}
{{- if and (eq $signer $rotator) (or .Values.serviceAccount.create (has $method (list "kubernetes" "jwt"))) -}}
{{- $faults = append $faults (printf "serviceAccount: signer and rotator both run as %q, but %s: set serviceAccount.name and serviceAccount.rotatorName, or rotator.kind=none" $signer $apart) -}}
{{- end -}}
{{- $role := include "vouchsafe.vaultRole" (dict "root" . "signs" true) -}}
{{- if and (has $method (list "kubernetes" "jwt" "cert")) (eq $role (include "vouchsafe.vaultRole" (dict "root" . "signs" false))) -}}
{{- $faults = append $faults (printf "vault.auth.role and rotator.vaultRole are both %q, but %s: they are two roles" $role $apart) -}}
{{- end -}}
{{- $secret := .Values.vault.auth.appRole.secretName -}}
{{- if and (eq $method "appRole") $secret (eq $secret .Values.rotator.appRoleSecretName) -}}
{{- $faults = append $faults (printf "vault.auth.appRole.secretName and rotator.appRoleSecretName are both %q, but %s: they are two AppRoles (vault/setup --auth approle --role rotator)" $secret $apart) -}}
{{- end -}}
{{- $shown := .Values.vault.clientCertificate.secretName -}}
{{- if and (eq $method "cert") $shown (eq $shown .Values.rotator.clientCertificateSecretName) -}}
{{- $faults = append $faults (printf "vault.clientCertificate.secretName and rotator.clientCertificateSecretName are both %q, but %s: they are two certificates" $shown $apart) -}}
{{- end -}}
{{- if has $method (list "none" "agent") -}}
{{- $faults = append $faults (printf "vault.auth.method=%s gives signer and rotator one login, but %s: set rotator.kind=none, and rotate from elsewhere with a login of its own" $method $apart) -}}
{{- end -}}
{{- end -}}
{{- if .Values.rbac.tokenReviewer -}}
{{- $reviewer := printf "%s-reviewer" (include "vouchsafe.fullname" .) -}}
{{- if has $reviewer (list $signer (ternary $rotator "" $rotates)) -}}
{{- $faults = append $faults (printf "serviceAccount: %q is the account of rbac.tokenReviewer, which may ask the API server about everybody: take another name" $reviewer) -}}
{{- end -}}
{{- end -}}
{{- dict "faults" $faults | toJson -}}
{{- end -}}
