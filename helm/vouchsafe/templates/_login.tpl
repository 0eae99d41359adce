{{/* Faults of the login at Vault, and of the line between signer and rotator: JSON {"faults": [..]}. */}}

{{/* values.config and configFiles end up in a ConfigMap, which more people read than Secrets. */}}
{{- define "vouchsafe.secretFaults" -}}
{{- $faults := list -}}
{{- range (include "vouchsafe.ownNames" . | fromJson).names -}}
{{- if regexMatch "(^|\\.)(client-token|[^.]*wrapping-token|[^.]*password[^.]*|secret-id[^.]*|client-secret|credentials\\.secret)(\\.|$)" . -}}
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
{{- range (include "vouchsafe.ownNames" . | fromJson).names }}{{ if hasPrefix "quarkus.vault.authentication." . }}{{ $said = true }}{{ end }}{{ end -}}
{{- range .Values.extraEnv }}{{ if hasPrefix "QUARKUS_VAULT_AUTHENTICATION_" .name }}{{ $said = true }}{{ end }}{{ end -}}
{{- if not $said -}}
{{- $faults = append $faults "vault.auth.method=none, and nothing says how to log in: name a Secret in extraEnv (QUARKUS_VAULT_AUTHENTICATION_…) or extraEnvFrom, or set quarkus.vault.authentication.* in config" -}}
{{- end -}}
{{- end -}}
{{- dict "faults" $faults | toJson -}}
{{- end -}}
