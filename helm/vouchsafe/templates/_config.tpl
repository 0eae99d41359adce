{{/* application.properties of the service: what the typed values say, and then values.config. */}}

{{/* A value as a properties file writes it. */}}
{{- define "vouchsafe.propertyValue" -}}
{{- $text := "" -}}
{{- if kindIs "float64" . -}}
{{- $text = ternary (printf "%.0f" .) (toString .) (eq . (floor .)) -}}
{{- else -}}
{{- $text = toString . -}}
{{- end -}}
{{- $text = $text | replace "\\" "\\\\" | replace "\n" "\\n" | replace "\r" "\\r" | replace "\t" "\\t" -}}
{{- if hasPrefix " " $text }}\{{ end }}{{ $text -}}
{{- end -}}

{{- define "vouchsafe.propertyName" -}}
{{- . | replace ":" "\\:" | replace "=" "\\=" | replace " " "\\ " -}}
{{- end -}}

{{/* One element of a list: a comma in it is no separator. */}}
{{- define "vouchsafe.element" -}}
{{- if or (kindIs "map" .) (kindIs "slice" .) -}}
{{- fail "config: a list holds plain values only" -}}
{{- end -}}
{{- if kindIs "float64" . }}{{ ternary (printf "%.0f" .) (toString .) (eq . (floor .)) }}{{ else }}{{ toString . | replace "," "\\," }}{{ end -}}
{{- end -}}

{{/* Whether a name with dots is one name, chosen by the user, and no short form of two: dict prefix, name, value. */}}
{{- define "vouchsafe.oneName" -}}
{{- if regexMatch "(^|\\.)(audiences|attributes)$|\\.audiences\\..*\\.(claims|tags)$" .prefix -}}
true
{{- else if and (kindIs "map" .value) (regexMatch "(^|[.-])(issuers|brokers|category)$" .prefix) (not (regexMatch "\\.(audiences|attributes|brokers|trusted-issuers)$" .name)) -}}
true
{{- end -}}
{{- end -}}

{{/* Lines of a nested map: dict prefix, map. */}}
{{- define "vouchsafe.flatten" -}}
{{- $here := . -}}
{{- range $name, $value := .map -}}
{{- $part := $name -}}
{{- if and (not (contains "\"" $name)) (or (regexMatch "[^A-Za-z0-9._-]" $name) (and (contains "." $name) (include "vouchsafe.oneName" (dict "prefix" $here.prefix "name" $name "value" $value)))) -}}
{{- $part = printf "%q" $name -}}
{{- end -}}
{{- $full := ternary (printf "%s.%s" $here.prefix $part) $part (ne $here.prefix "") -}}
{{- if kindIs "map" $value -}}
{{- include "vouchsafe.flatten" (dict "prefix" $full "map" $value) -}}
{{- else if kindIs "slice" $value -}}
{{- $elements := list -}}
{{- range $value }}{{ $elements = append $elements (include "vouchsafe.element" .) }}{{ end -}}
{{ include "vouchsafe.propertyName" $full }}={{ include "vouchsafe.propertyValue" (join "," $elements) }}
{{ else if kindIs "invalid" $value -}}
{{- fail (printf "config: %s has no value" $full) -}}
{{- else -}}
{{ include "vouchsafe.propertyName" $full }}={{ include "vouchsafe.propertyValue" $value }}
{{ end -}}
{{- end -}}
{{- end -}}

{{/* values.config as lines. */}}
{{- define "vouchsafe.ownConfig" -}}
{{- if kindIs "string" .Values.config -}}
{{- .Values.config | trimSuffix "\n" -}}
{{- else if .Values.config -}}
{{- include "vouchsafe.flatten" (dict "prefix" "" "map" .Values.config) | trimSuffix "\n" -}}
{{- end -}}
{{- end -}}

{{/* The names that values.config sets, in whichever profile (%prod.), as JSON {"names": [..]}. */}}
{{- define "vouchsafe.ownNames" -}}
{{- $names := list -}}
{{- $text := include "vouchsafe.ownConfig" . | replace "\r\n" "\n" | replace "\r" "\n" -}}
{{- range splitList "\n" (regexReplaceAll "([^\\\\](?:\\\\\\\\)*)\\\\\n[ \t\f]*" $text "${1}") -}}
{{- $line := trim . -}}
{{- if and $line (not (regexMatch "^[#!]" $line)) -}}
{{- $name := regexReplaceAll "\\\\(.)" (regexFind "^(\\\\.|[^\\\\=:\\s])+" $line) "${1}" -}}
{{- $names = append $names (regexReplaceAll "\"([^\".]+)\"" (regexReplaceAll "^%[^.]+\\." $name "") "${1}") -}}
{{- end -}}
{{- end -}}
{{- dict "names" $names | toJson -}}
{{- end -}}

{{/* What the typed values say: dict root, component; JSON {"items": [{"name", "value", "from"}]}. */}}
{{- define "vouchsafe.typed" -}}
{{- $here := . -}}
{{- $root := .root -}}
{{- $signs := eq .component "signer" -}}
{{- $stays := or $signs (eq .root.Values.rotator.kind "deployment") -}}
{{- $items := list -}}
{{- with .root.Values -}}
{{- if .issuer.url -}}
{{- $items = append $items (list (printf "vouchsafe.issuers.%s.issuer" .issuer.name) .issuer.url "issuer.url") -}}
{{- $items = append $items (list (printf "vouchsafe.issuers.%s.key-prefix" .issuer.name) .issuer.keyPrefix "issuer.keyPrefix") -}}
{{- end -}}
{{- $items = append $items (list "quarkus.vault.url" .vault.url "vault.url") -}}
{{- if .vault.region -}}
{{- $items = append $items (list "vouchsafe.vault.region" .vault.region "vault.region") -}}
{{- end -}}
{{- if and $signs .vault.nodes -}}
{{- $items = append $items (list "vouchsafe.vault.nodes" (join "," .vault.nodes) "vault.nodes") -}}
{{- end -}}
{{- if $signs -}}
{{- $items = concat $items (include "vouchsafe.regionSettings" $root | fromJson).items -}}
{{- end -}}
{{- if .vault.allowHttp -}}
{{- $items = append $items (list "vouchsafe.vault.allow-http" "true" "vault.allowHttp") -}}
{{- end -}}
{{- if .vault.skipVerify -}}
{{- $items = append $items (list "quarkus.vault.tls.skip-verify" "true" "vault.skipVerify") -}}
{{- end -}}
{{- $skips := .vault.skipVerify -}}
{{- if $signs }}{{ range .vault.regions }}{{ if .skipVerify }}{{ $skips = true }}{{ end }}{{ end }}{{ end -}}
{{- if $skips -}}
{{- $items = append $items (list "vouchsafe.vault.allow-skip-verify" "true" "vault.skipVerify") -}}
{{- end -}}
{{- if .vault.namespace -}}
{{- $items = append $items (list "quarkus.vault.enterprise.namespace" .vault.namespace "vault.namespace") -}}
{{- end -}}
{{- if or .vault.ca.configMap .vault.ca.secret -}}
{{- $items = append $items (list "quarkus.vault.tls.ca-cert" (printf "/etc/vouchsafe/vault-ca/%s" .vault.ca.key) "vault.ca") -}}
{{- end -}}
{{- $items = append $items (list "vouchsafe.transit.mount" .vault.transitMount "vault.transitMount") -}}
{{- if .vault.revocationMount -}}
{{- $items = append $items (list "vouchsafe.caller.revocation.mount" .vault.revocationMount "vault.revocationMount") -}}
{{- end -}}
{{- if has .vault.auth.method (list "kubernetes" "jwt") -}}
{{- $items = append $items (list "quarkus.vault.authentication.kubernetes.role" (include "vouchsafe.vaultRole" (dict "root" $root "signs" $signs)) (ternary "vault.auth.role" "rotator.vaultRole" $signs)) -}}
{{- $items = append $items (list "quarkus.vault.authentication.kubernetes.auth-mount-path" (default .vault.auth.method .vault.auth.mount) "vault.auth.mount") -}}
{{- $items = append $items (list "quarkus.vault.authentication.kubernetes.jwt-token-path" "/var/run/secrets/vouchsafe/vault/token" "vault.auth") -}}
{{- else if eq .vault.auth.method "appRole" -}}
{{- $items = append $items (list "quarkus.vault.authentication.app-role.auth-mount-path" (default "approle" .vault.auth.mount) "vault.auth.mount") -}}
{{- $items = append $items (list "vouchsafe.vault.login.secret-id-file" "/var/run/secrets/vouchsafe/vault/secret-id" "vault.auth") -}}
{{- else if eq .vault.auth.method "cert" -}}
{{- $items = append $items (list "vouchsafe.vault.login.certificate" "true" "vault.auth.method") -}}
{{- $items = append $items (list "vouchsafe.vault.login.certificate-role" (include "vouchsafe.vaultRole" (dict "root" $root "signs" $signs)) (ternary "vault.auth.role" "rotator.vaultRole" $signs)) -}}
{{- $items = append $items (list "vouchsafe.vault.login.certificate-mount" (default "cert" .vault.auth.mount) "vault.auth.mount") -}}
{{- else if eq .vault.auth.method "agent" -}}
{{- $items = append $items (list "vouchsafe.vault.login.agent" "true" "vault.auth.method") -}}
{{- end -}}
{{- if include "vouchsafe.clientCertificateSecret" $here -}}
{{- $items = append $items (list "vouchsafe.vault.tls-configuration-name" "vault" "vault.clientCertificate") -}}
{{- $items = append $items (list "quarkus.tls.vault.key-store.pem.0.cert" "/etc/vouchsafe/vault-tls/tls.crt" "vault.clientCertificate") -}}
{{- $items = append $items (list "quarkus.tls.vault.key-store.pem.0.key" "/etc/vouchsafe/vault-tls/tls.key" "vault.clientCertificate") -}}
{{- $items = append $items (list "quarkus.tls.vault.reload-period" .vault.clientCertificate.reloadPeriod "vault.clientCertificate.reloadPeriod") -}}
{{- end -}}
{{- if .logging.json -}}
{{- $items = append $items (list "quarkus.log.console.json.enabled" "true" "logging.json") -}}
{{- end -}}
{{- if $stays -}}
{{- $items = append $items (list "quarkus.management.port" .containerPorts.management "containerPorts.management") -}}
{{- $items = append $items (list "quarkus.management.host" "0.0.0.0" "managementService") -}}
{{- if and (eq .tls.mode "own") (or $signs .tls.management) -}}
{{- $items = append $items (list "quarkus.tls.public.key-store.pem.0.cert" "/etc/vouchsafe/tls/tls.crt" "tls.secretName") -}}
{{- $items = append $items (list "quarkus.tls.public.key-store.pem.0.key" "/etc/vouchsafe/tls/tls.key" "tls.secretName") -}}
{{- $items = append $items (list "quarkus.tls.public.reload-period" .tls.reloadPeriod "tls.reloadPeriod") -}}
{{- if .tls.management -}}
{{- $items = append $items (list "quarkus.management.tls-configuration-name" "public" "tls.management") -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if $signs -}}
{{- $items = append $items (list "quarkus.http.port" .containerPorts.http "containerPorts.http") -}}
{{- if eq .tls.mode "own" -}}
{{- $items = append $items (list "quarkus.http.ssl-port" .containerPorts.https "containerPorts.https") -}}
{{- $items = append $items (list "quarkus.http.insecure-requests" "disabled" "tls.mode") -}}
{{- $items = append $items (list "quarkus.http.tls-configuration-name" "public" "tls.mode") -}}
{{- else if .proxy.addresses -}}
{{- $items = append $items (list "vouchsafe.http.proxies" (join "," .proxy.addresses) "proxy.addresses") -}}
{{- else -}}
{{- $items = append $items (list "vouchsafe.http.behind-proxy" "true" "tls.mode") -}}
{{- end -}}
{{- $items = append $items (list "vouchsafe.http.shutdown-delay" (printf "%ds" (int .shutdown.delaySeconds)) "shutdown.delaySeconds") -}}
{{- $items = append $items (list "vouchsafe.http.shutdown-timeout" (printf "%ds" (int .shutdown.timeoutSeconds)) "shutdown.timeoutSeconds") -}}
{{- if .audit.file.enabled -}}
{{- $items = append $items (list "vouchsafe.audit.file" "/var/log/vouchsafe/${HOSTNAME}.jsonl" "audit.file") -}}
{{- end -}}
{{- if not (kindIs "invalid" .audit.required) -}}
{{- $items = append $items (list "vouchsafe.audit.required" .audit.required "audit.required") -}}
{{- end -}}
{{- if .ringSnapshot.enabled -}}
{{- $items = append $items (list "vouchsafe.ring.snapshot" "/var/lib/vouchsafe/ring/ring.json" "ringSnapshot") -}}
{{- end -}}
{{- if ne .rotator.kind "none" -}}
{{- $items = append $items (list "vouchsafe.rotation.mode" "off" "rotator.kind") -}}
{{- end -}}
{{- else -}}
{{- $items = append $items (list "vouchsafe.rotation.mode" (ternary "only" "once" $stays) "rotator.kind") -}}
{{- end -}}
{{- end -}}
{{- dict "items" $items | toJson -}}
{{- end -}}

{{/* application.properties of a component: dict root, component. */}}
{{- define "vouchsafe.properties" -}}
{{- $lines := list -}}
{{- range (include "vouchsafe.typed" . | fromJson).items -}}
{{- $lines = append $lines (printf "%s=%s" (first .) (include "vouchsafe.propertyValue" (index . 1))) -}}
{{- end -}}
{{- append $lines (include "vouchsafe.ownConfig" .root) | join "\n" | trimSuffix "\n" -}}
{{- end -}}

{{/* The role that logs in to Vault: dict root, signs. */}}
{{- define "vouchsafe.vaultRole" -}}
{{- $prefix := include "vouchsafe.keyBase" .root -}}
{{- if .signs -}}
{{- default (printf "%s-signer" $prefix) .root.Values.vault.auth.role -}}
{{- else -}}
{{- default (printf "%s-rotator" $prefix) .root.Values.rotator.vaultRole -}}
{{- end -}}
{{- end -}}
