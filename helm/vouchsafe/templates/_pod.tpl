{{/* Parts of the pods. dict root, component: signer or rotator. */}}

{{- define "vouchsafe.podMetadata" -}}
labels:
  {{- include "vouchsafe.labels" (merge (dict "labels" .root.Values.podLabels "pod" true) .) | nindent 2 }}
annotations:
  {{- $scraped := dict }}
  {{- if and .root.Values.metrics.annotations (or (eq .component "signer") (eq .root.Values.rotator.kind "deployment")) }}
  {{- $scraped = dict "prometheus.io/scrape" "true" "prometheus.io/port" (toString .root.Values.containerPorts.management) "prometheus.io/path" "/q/metrics" "prometheus.io/scheme" (include "vouchsafe.managementScheme" .root | lower) }}
  {{- end }}
  {{- $sum := printf "%s%s" (include "vouchsafe.properties" .) (toJson .root.Values.configFiles) | sha256sum }}
  {{- mergeOverwrite $scraped .root.Values.podAnnotations (dict "checksum/config" $sum) | toYaml | nindent 2 }}
{{- end -}}

{{/* What the pods of both have alike, but for containers. */}}
{{- define "vouchsafe.podSpec" -}}
{{- $root := .root -}}
{{- $values := .root.Values -}}
serviceAccountName: {{ ternary (include "vouchsafe.signerAccount" $root) (include "vouchsafe.rotatorAccount" $root) (eq .component "signer") }}
automountServiceAccountToken: {{ $values.serviceAccount.automountToken }}
enableServiceLinks: false
{{- with $values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.podSecurityContext }}
securityContext:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with $values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with include "vouchsafe.initContainers" . | trim }}
initContainers:
  {{- . | nindent 2 }}
{{- end }}
volumes:
  - name: config
    configMap:
      name: {{ include "vouchsafe.fullname" $root }}
      items:
        - key: {{ ternary "application.properties" "rotator.properties" (eq .component "signer") }}
          path: application.properties
        {{- range $name, $content := $values.configFiles }}
        - key: {{ $name }}
          path: {{ $name }}
        {{- end }}
  {{- if has $values.vault.auth.method (list "kubernetes" "jwt") }}
  - name: vault-token
    projected:
      sources:
        - serviceAccountToken:
            path: token
            expirationSeconds: {{ int $values.vault.auth.tokenExpirationSeconds }}
            {{- with $values.vault.auth.audience }}
            audience: {{ . | quote }}
            {{- end }}
  {{- end }}
  {{- if eq $values.vault.auth.method "appRole" }}
  - name: vault-secret-id
    secret:
      secretName: {{ include "vouchsafe.appRoleSecret" . }}
      items:
        - key: {{ $values.vault.auth.appRole.secretIdKey }}
          path: secret-id
  {{- end }}
  {{- with $values.vault.ca }}
  {{- if .configMap }}
  - name: vault-ca
    configMap:
      name: {{ .configMap }}
  {{- else if .secret }}
  - name: vault-ca
    secret:
      secretName: {{ .secret }}
  {{- end }}
  {{- end }}
  {{- if eq .component "signer" }}
  {{- with include "vouchsafe.regionVolumes" $root | trim }}
  {{- . | nindent 2 }}
  {{- end }}
  {{- end }}
  {{- with include "vouchsafe.clientCertificateSecret" . }}
  - name: vault-tls
    secret:
      secretName: {{ . }}
  {{- end }}
  {{- if include "vouchsafe.hasTls" . }}
  - name: tls
    secret:
      secretName: {{ include "vouchsafe.tlsSecret" $root }}
  {{- end }}
  {{- if include "vouchsafe.hasAuditFile" . }}
  - name: audit
    {{- $volume := dict }}
    {{- range $kind, $one := $values.audit.file.volume }}{{ if not (kindIs "invalid" $one) }}{{ $_ := set $volume $kind $one }}{{ end }}{{ end }}
    {{- default (dict "emptyDir" (dict "sizeLimit" $values.audit.file.sizeLimit)) $volume | toYaml | nindent 4 }}
  {{- end }}
  {{- if include "vouchsafe.hasSnapshot" . }}
  - name: ring
    {{- $volume := dict }}
    {{- range $kind, $one := $values.ringSnapshot.volume }}{{ if not (kindIs "invalid" $one) }}{{ $_ := set $volume $kind $one }}{{ end }}{{ end }}
    {{- default (dict "emptyDir" (dict "sizeLimit" "16Mi")) $volume | toYaml | nindent 4 }}
  {{- end }}
  {{- with $values.extraVolumes }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end -}}

{{- define "vouchsafe.appRoleSecret" -}}
{{- ternary .root.Values.vault.auth.appRole.secretName .root.Values.rotator.appRoleSecretName (eq .component "signer") -}}
{{- end -}}

{{/* The Secret of the certificate that is shown to Vault; empty if none is. */}}
{{- define "vouchsafe.clientCertificateSecret" -}}
{{- $own := .root.Values.vault.clientCertificate.secretName -}}
{{- ternary $own (default $own .root.Values.rotator.clientCertificateSecretName) (eq .component "signer") -}}
{{- end -}}

{{- define "vouchsafe.hasTls" -}}
{{- if and (eq .root.Values.tls.mode "own") (or (eq .component "signer") (and .root.Values.tls.management (eq .root.Values.rotator.kind "deployment"))) }}true{{ end -}}
{{- end -}}

{{- define "vouchsafe.hasSnapshot" -}}
{{- if and .root.Values.ringSnapshot.enabled (eq .component "signer") }}true{{ end -}}
{{- end -}}

{{- define "vouchsafe.hasAuditFile" -}}
{{- if and .root.Values.audit.file.enabled (eq .component "signer") }}true{{ end -}}
{{- end -}}

{{- define "vouchsafe.initContainers" -}}
{{- $values := .root.Values -}}
{{- with $values.extraInitContainers }}
{{- toYaml . }}
{{- end }}
{{- if include "vouchsafe.hasSnapshot" . }}
- name: ring-folder
  image: {{ $values.ringSnapshot.init.image }}
  imagePullPolicy: {{ $values.image.pullPolicy }}
  command: [sh, -c, mkdir -p -m 0700 /var/lib/vouchsafe/ring && chmod -R go-rwx /var/lib/vouchsafe/ring]
  {{- with $values.securityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  resources:
    {{- toYaml $values.ringSnapshot.init.resources | nindent 4 }}
  volumeMounts:
    - name: ring
      mountPath: /var/lib/vouchsafe
{{- end }}
{{- if $values.check.enabled }}
- name: check
  args: [--check]
  {{- include "vouchsafe.container" . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* Image, environment, mounts and limits of a container that is the service's program. */}}
{{- define "vouchsafe.container" -}}
{{- $values := .root.Values -}}
image: {{ include "vouchsafe.image" .root | quote }}
imagePullPolicy: {{ $values.image.pullPolicy }}
{{- with $values.securityContext }}
securityContext:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with include "vouchsafe.env" . | trim }}
env:
  {{- . | nindent 2 }}
{{- end }}
{{- with $values.extraEnvFrom }}
envFrom:
  {{- toYaml . | nindent 2 }}
{{- end }}
resources:
  {{- include "vouchsafe.resources" . | nindent 2 }}
volumeMounts:
  - name: config
    mountPath: /config
    readOnly: true
  {{- if has $values.vault.auth.method (list "kubernetes" "jwt") }}
  - name: vault-token
    mountPath: /var/run/secrets/vouchsafe/vault
    readOnly: true
  {{- end }}
  {{- if eq $values.vault.auth.method "appRole" }}
  - name: vault-secret-id
    mountPath: /var/run/secrets/vouchsafe/vault
    readOnly: true
  {{- end }}
  {{- if or $values.vault.ca.configMap $values.vault.ca.secret }}
  - name: vault-ca
    mountPath: /etc/vouchsafe/vault-ca
    readOnly: true
  {{- end }}
  {{- if eq .component "signer" }}
  {{- with include "vouchsafe.regionMounts" .root | trim }}
  {{- . | nindent 2 }}
  {{- end }}
  {{- end }}
  {{- if include "vouchsafe.clientCertificateSecret" . }}
  - name: vault-tls
    mountPath: /etc/vouchsafe/vault-tls
    readOnly: true
  {{- end }}
  {{- if include "vouchsafe.hasTls" . }}
  - name: tls
    mountPath: /etc/vouchsafe/tls
    readOnly: true
  {{- end }}
  {{- if include "vouchsafe.hasAuditFile" . }}
  - name: audit
    mountPath: /var/log/vouchsafe
  {{- end }}
  {{- if include "vouchsafe.hasSnapshot" . }}
  - name: ring
    mountPath: /var/lib/vouchsafe
  {{- end }}
  {{- with $values.extraVolumeMounts }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end -}}

{{- define "vouchsafe.env" -}}
{{- $values := .root.Values -}}
{{- $auth := $values.vault.auth -}}
{{- if eq $auth.method "appRole" }}
- name: QUARKUS_VAULT_AUTHENTICATION_APP_ROLE_ROLE_ID
  valueFrom:
    secretKeyRef:
      name: {{ include "vouchsafe.appRoleSecret" . }}
      key: {{ $auth.appRole.roleIdKey }}
{{- end }}
{{- with $values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* docs/performance.md measured 96 MB natively and 187 MB on the JVM after 10,000 tokens. */}}
{{- define "vouchsafe.resources" -}}
{{- $values := .root.Values -}}
{{- $own := ternary $values.resources (default $values.resources $values.rotator.resources) (eq .component "signer") -}}
{{- if $own -}}
{{- toYaml $own -}}
{{- else if eq $values.image.kind "jvm" -}}
requests:
  cpu: 250m
  memory: 256Mi
limits:
  memory: 512Mi
{{- else -}}
requests:
  cpu: 250m
  memory: 128Mi
limits:
  memory: 256Mi
{{- end -}}
{{- end -}}

{{/* Ports and probes of an instance that stays up. */}}
{{- define "vouchsafe.served" -}}
{{- $values := .root.Values -}}
{{- $scheme := include "vouchsafe.managementScheme" .root -}}
ports:
  {{- if eq .component "signer" }}
  {{- $port := include "vouchsafe.publicPortName" .root }}
  - name: {{ $port }}
    containerPort: {{ index $values.containerPorts $port }}
  {{- end }}
  - name: management
    containerPort: {{ $values.containerPorts.management }}
{{- range $probe, $path := dict "startup" "started" "liveness" "live" "readiness" "ready" }}
{{ $probe }}Probe:
  httpGet:
    path: /q/health/{{ $path }}
    port: management
    {{- if eq $scheme "HTTPS" }}
    scheme: HTTPS
    {{- end }}
  {{- toYaml (index $values.probes $probe) | nindent 2 }}
{{- end }}
{{- end -}}
