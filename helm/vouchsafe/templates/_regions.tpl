{{/* Other regions' Vaults (docs/regions.md): what each logs in with, its settings, its volumes, and what cannot work. */}}

{{/* A region's values with what is left out: dict root, name; JSON. */}}
{{- define "vouchsafe.region" -}}
{{- $vault := .root.Values.vault -}}
{{- $given := index $vault.regions .name -}}
{{- $role := printf "%s-%s" (include "vouchsafe.keyBase" .root) (ternary "signer" "reader" (default false $given.sign)) -}}
{{- $auth := dict "method" "kubernetes" "mount" "" "role" $role "audience" (printf "vault-%s" .name) "appRole" (dict "roleId" "" "secretName" "" "secretIdKey" "secret-id") -}}
{{- $region := dict "url" "" "namespace" "" "transitMount" "" "revocationMount" "" "skipVerify" false "ca" (dict "configMap" "" "secret" "" "key" "ca.crt") "sign" false "order" 0 "egressTo" list "auth" $auth -}}
{{- $region = mergeOverwrite $region (deepCopy $given) -}}
{{- if not $region.auth.role }}{{ $_ := set $region.auth "role" $role }}{{ end -}}
{{- if not $region.auth.mount }}{{ $_ := set $region.auth "mount" (get (dict "appRole" "approle") $region.auth.method | default $region.auth.method) }}{{ end -}}
{{- $region | toJson -}}
{{- end -}}

{{/* JSON {"items": [[name, value, from]]} of all regions, for the instances that sign. */}}
{{- define "vouchsafe.regionSettings" -}}
{{- $root := . -}}
{{- $items := list -}}
{{- range $name := keys .Values.vault.regions | sortAlpha -}}
{{- $region := include "vouchsafe.region" (dict "root" $root "name" $name) | fromJson -}}
{{- $at := printf "vouchsafe.vault.regions.%s" $name -}}
{{- $from := printf "vault.regions.%s" $name -}}
{{- $said := list (list "url" $region.url "url") (list "sign" (ternary "true" "" $region.sign) "sign") (list "order" (ternary "" (int $region.order) (eq (int $region.order) 0)) "order") -}}
{{- $said = concat $said (list (list "namespace" $region.namespace "namespace") (list "mount" $region.transitMount "transitMount") (list "revocation-mount" $region.revocationMount "revocationMount") (list "tls.skip-verify" (ternary "true" "" $region.skipVerify) "skipVerify")) -}}
{{- if or $region.ca.configMap $region.ca.secret -}}
{{- $said = append $said (list "tls.ca-cert" (printf "/etc/vouchsafe/vault-ca-%s/%s" $name $region.ca.key) "ca") -}}
{{- end -}}
{{- if has $region.auth.method (list "kubernetes" "jwt") -}}
{{- $said = concat $said (list (list "authentication.kubernetes.role" $region.auth.role "auth.role") (list "authentication.kubernetes.auth-mount-path" $region.auth.mount "auth.mount") (list "authentication.kubernetes.jwt-token-path" (printf "/var/run/secrets/vouchsafe/vault-%s/token" $name) "auth")) -}}
{{- else if eq $region.auth.method "appRole" -}}
{{- $said = concat $said (list (list "authentication.app-role.role-id" $region.auth.appRole.roleId "auth.appRole.roleId") (list "authentication.app-role.auth-mount-path" $region.auth.mount "auth.mount") (list "login.secret-id-file" (printf "/var/run/secrets/vouchsafe/vault-%s/secret-id" $name) "auth")) -}}
{{- end -}}
{{- range $said -}}
{{- if ne (toString (index . 1)) "" -}}
{{- $items = append $items (list (printf "%s.%s" $at (first .)) (toString (index . 1)) (printf "%s.%s" $from (last .))) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- dict "items" $items | toJson -}}
{{- end -}}

{{- define "vouchsafe.regionVolumes" -}}
{{- $root := . -}}
{{- range $name := keys .Values.vault.regions | sortAlpha }}
{{- $region := include "vouchsafe.region" (dict "root" $root "name" $name) | fromJson }}
{{- if has $region.auth.method (list "kubernetes" "jwt") }}
- name: vault-login-{{ $name }}
  projected:
    sources:
      - serviceAccountToken:
          path: token
          expirationSeconds: {{ int $root.Values.vault.auth.tokenExpirationSeconds }}
          audience: {{ $region.auth.audience | quote }}
{{- else if eq $region.auth.method "appRole" }}
- name: vault-login-{{ $name }}
  secret:
    secretName: {{ $region.auth.appRole.secretName }}
    items:
      - key: {{ $region.auth.appRole.secretIdKey }}
        path: secret-id
{{- end }}
{{- if $region.ca.configMap }}
- name: vault-ca-{{ $name }}
  configMap:
    name: {{ $region.ca.configMap }}
{{- else if $region.ca.secret }}
- name: vault-ca-{{ $name }}
  secret:
    secretName: {{ $region.ca.secret }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "vouchsafe.regionMounts" -}}
{{- $root := . -}}
{{- range $name := keys .Values.vault.regions | sortAlpha }}
{{- $region := include "vouchsafe.region" (dict "root" $root "name" $name) | fromJson }}
{{- if ne $region.auth.method "none" }}
- name: vault-login-{{ $name }}
  mountPath: /var/run/secrets/vouchsafe/vault-{{ $name }}
  readOnly: true
{{- end }}
{{- if or $region.ca.configMap $region.ca.secret }}
- name: vault-ca-{{ $name }}
  mountPath: /etc/vouchsafe/vault-ca-{{ $name }}
  readOnly: true
{{- end }}
{{- end }}
{{- end -}}

{{/* Rules of egress to the other Vaults. */}}
{{- define "vouchsafe.regionEgress" -}}
{{- $root := . -}}
{{- range $name := keys .Values.vault.regions | sortAlpha }}
{{- $region := include "vouchsafe.region" (dict "root" $root "name" $name) | fromJson }}
{{- with $region.egressTo }}
- to:
    {{- toYaml . | nindent 4 }}
  ports:
    - port: {{ default (ternary "443" "80" (hasPrefix "https://" $region.url)) (regexFind "[0-9]+$" (regexFind ":[0-9]+/?$" $region.url | trimSuffix "/")) }}
      protocol: TCP
{{- end }}
{{- end }}
{{- end -}}

{{/* vault-address URL: whether it is one: scheme, host and port; and whether it is http on another host. */}}
{{- define "vouchsafe.addressFault" -}}
{{- if not (regexMatch "^https?://[^/?#@]+/?$" .url) -}}
{{ printf "%s %q is no address of a Vault: scheme, host and port, such as https://vault.example.com:8200" .from .url }}
{{- else if and (regexMatch "^http://" .url) (not (regexMatch "^http://(localhost|127(\\.[0-9]+){3}|\\[::1\\])(:[0-9]+)?/?$" .url)) (not .allowHttp) -}}
{{ printf "%s %q is http, so our Vault token crosses the network in clear text (vault.allowHttp=true allows it all the same)" .from .url }}
{{- end -}}
{{- end -}}

{{/* JSON {"faults": [..]}. */}}
{{- define "vouchsafe.regionFaults" -}}
{{- $root := . -}}
{{- $faults := list -}}
{{- $own := (include "vouchsafe.ownNames" . | fromJson).names -}}
{{- $vault := .Values.vault -}}
{{- $allowHttp := or $vault.allowHttp (has "vouchsafe.vault.allow-http" $own) -}}
{{- range $vault.nodes -}}
{{- with include "vouchsafe.addressFault" (dict "from" "vault.nodes" "url" . "allowHttp" $allowHttp) }}{{ $faults = append $faults . }}{{ end -}}
{{- end -}}
{{- if and $vault.nodes (eq $vault.auth.method "agent") -}}
{{- $faults = append $faults "vault.nodes: with vault.auth.method=agent all calls go by the agent at vault.url, which has the token" -}}
{{- end -}}
{{- $home := default "home" $vault.region -}}
{{- if hasKey $vault.regions $home -}}
{{- $faults = append $faults (printf "vault.regions.%s is the home of these instances (vault.region): its Vault is vault.url, and vault.regions has the others" $home) -}}
{{- end -}}
{{- $shown := dict -}}
{{- if has $vault.auth.method (list "kubernetes" "jwt") -}}
{{- $_ := set $shown (default "" $vault.auth.audience) "vault" -}}
{{- end -}}
{{- range $name := keys $vault.regions | sortAlpha -}}
{{- $region := include "vouchsafe.region" (dict "root" $root "name" $name) | fromJson -}}
{{- $at := printf "vault.regions.%s" $name -}}
{{- if not $region.url -}}
{{- $faults = append $faults (printf "%s.url is not set: where that region's Vault is, such as https://vault.%s.example.com:8200" $at $name) -}}
{{- else -}}
{{- with include "vouchsafe.addressFault" (dict "from" (printf "%s.url" $at) "url" $region.url "allowHttp" $allowHttp) }}{{ $faults = append $faults . }}{{ end -}}
{{- if and (eq (trimSuffix "/" $region.url) (trimSuffix "/" $vault.url)) (eq $region.namespace $vault.namespace) (eq (default $vault.transitMount $region.transitMount) $vault.transitMount) -}}
{{- $faults = append $faults (printf "%s.url is vault.url, with the same namespace and mount: a region has keys of its own" $at) -}}
{{- end -}}
{{- end -}}
{{- if or (hasPrefix "/" $region.transitMount) (hasSuffix "/" $region.transitMount) -}}
{{- $faults = append $faults (printf "%s.transitMount %q: no slash at either end" $at $region.transitMount) -}}
{{- end -}}
{{- if and $region.revocationMount (not $vault.revocationMount) -}}
{{- $faults = append $faults (printf "%s.revocationMount: grants that are revoked have to be kept at home too; set vault.revocationMount" $at) -}}
{{- end -}}
{{- if and $region.ca.configMap $region.ca.secret -}}
{{- $faults = append $faults (printf "%s.ca: set configMap or secret, not both" $at) -}}
{{- end -}}
{{- if and $region.skipVerify (or $region.ca.configMap $region.ca.secret) -}}
{{- $faults = append $faults (printf "%s: skipVerify checks no certificate, so ca has no use" $at) -}}
{{- end -}}
{{- if regexMatch "^(auth)?/|/$|^auth/" $region.auth.mount -}}
{{- $faults = append $faults (printf "%s.auth.mount %q: the mount alone, such as %q" $at $region.auth.mount ($region.auth.mount | trimAll "/" | trimPrefix "auth/")) -}}
{{- end -}}
{{- if has $region.auth.method (list "kubernetes" "jwt") -}}
{{- $audience := $region.auth.audience -}}
{{- if hasKey $shown $audience -}}
{{- $faults = append $faults (printf "%s.auth.audience %q is that of %s too: either Vault could log in at the other with the token that it is shown. Take another, and vault/setup --audience there" $at $audience (get $shown $audience)) -}}
{{- else -}}
{{- $_ := set $shown $audience $at -}}
{{- end -}}
{{- end -}}
{{- if eq $region.auth.method "appRole" -}}
{{- if not (and $region.auth.appRole.roleId $region.auth.appRole.secretName) -}}
{{- $faults = append $faults (printf "%s.auth.appRole: set roleId, which is no secret, and secretName, a Secret with secret-id (vault/setup --auth approle --role %s prints both)" $at (ternary "signer" "reader" $region.sign)) -}}
{{- else if eq $region.auth.appRole.secretName $vault.auth.appRole.secretName -}}
{{- $faults = append $faults (printf "%s.auth.appRole.secretName is vault.auth.appRole.secretName: each Vault has an AppRole of its own" $at) -}}
{{- end -}}
{{- end -}}
{{- if and (eq $region.auth.method "none") (empty $root.Values.extraEnv) (empty $root.Values.extraEnvFrom) -}}
{{- $said := false -}}
{{- range $own }}{{ if regexMatch (printf "^vouchsafe\\.vault\\.regions\\.%s\\.(authentication|login)\\." $name) . }}{{ $said = true }}{{ end }}{{ end -}}
{{- if not $said -}}
{{- $faults = append $faults (printf "%s.auth.method=none, and nothing says how to log in: set vouchsafe.vault.regions.%s.authentication.* or .login.* in config, or a Secret in extraEnv or extraEnvFrom" $at $name) -}}
{{- end -}}
{{- end -}}
{{- if and $region.egressTo (not (and $root.Values.networkPolicy.enabled $root.Values.networkPolicy.egress.enabled)) -}}
{{- $faults = append $faults (printf "%s.egressTo is for networkPolicy.egress.enabled" $at) -}}
{{- end -}}
{{- end -}}
{{- dict "faults" $faults | toJson -}}
{{- end -}}
