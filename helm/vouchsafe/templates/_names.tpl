{{/* Names and labels. */}}

{{- define "vouchsafe.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 52 | trimSuffix "-" -}}
{{- end -}}

{{/* At most 40 letters, so that what is put behind it fits; of a longer name, the beginning and a hash of all of it. */}}
{{- define "vouchsafe.fullname" -}}
{{- $name := include "vouchsafe.name" . -}}
{{- $full := default (ternary .Release.Name (printf "%s-%s" .Release.Name $name) (contains $name .Release.Name)) .Values.fullnameOverride -}}
{{- if gt (len $full) 40 -}}
{{- printf "%s-%s" ($full | trunc 31 | trimSuffix "-") (sha256sum $full | trunc 8) -}}
{{- else -}}
{{- $full | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "vouchsafe.selector" -}}
app.kubernetes.io/name: {{ include "vouchsafe.name" .root }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{/* The chart's version is no label of a pod, so that a new chart alone rolls none. */}}
{{- define "vouchsafe.ownLabels" -}}
{{- if not .pod }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{- end }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
{{ include "vouchsafe.selector" . }}
{{- end -}}

{{/* Those of values.commonLabels, those of "labels", and the chart's own, which win. */}}
{{- define "vouchsafe.labels" -}}
{{- mergeOverwrite (dict) .root.Values.commonLabels (default (dict) .labels) (include "vouchsafe.ownLabels" . | fromYaml) | toYaml -}}
{{- end -}}

{{/* The head of an object: dict root, component, name, and where there are any labels, annotations. */}}
{{- define "vouchsafe.metadata" -}}
name: {{ .name }}
namespace: {{ .root.Release.Namespace }}
labels:
  {{- include "vouchsafe.labels" . | nindent 2 }}
{{- with .annotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "vouchsafe.signerAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "vouchsafe.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "vouchsafe.rotatorAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (printf "%s-rotator" (include "vouchsafe.fullname" .)) .Values.serviceAccount.rotatorName -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.rotatorName -}}
{{- end -}}
{{- end -}}

{{- define "vouchsafe.image" -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" .Values.image.repository (default (printf "%s-%s" .Chart.AppVersion .Values.image.kind) .Values.image.tag) -}}
{{- end -}}
{{- end -}}

{{/* Host and path of the issuer, where there is one; the path is "/" or has no slash at its end. */}}
{{- define "vouchsafe.issuerHost" -}}
{{- with .Values.issuer.url }}{{ regexReplaceAll ":[0-9]+$" (urlParse .).host "" }}{{ end -}}
{{- end -}}

{{- define "vouchsafe.issuerPath" -}}
{{- with .Values.issuer.url }}{{ default "/" (urlParse . | dig "path" "" | trimSuffix "/{org}") }}{{ else }}/{{ end -}}
{{- end -}}

{{/* What the names of keys, policies and roles begin with; of a template org-{org}, org-. */}}
{{- define "vouchsafe.keyBase" -}}
{{- trimSuffix "{org}" .Values.issuer.keyPrefix -}}
{{- end -}}

{{/* The issuer that helm test looks at; none where issuer.url is a template and helmTest.issuer is empty. */}}
{{- define "vouchsafe.testIssuer" -}}
{{- default (ternary "" .Values.issuer.url (contains "{org}" .Values.issuer.url)) .Values.helmTest.issuer -}}
{{- end -}}

{{- define "vouchsafe.tlsSecret" -}}
{{- default (printf "%s-tls" (include "vouchsafe.fullname" .)) .Values.tls.secretName -}}
{{- end -}}

{{- define "vouchsafe.publicPortName" -}}
{{- if eq .Values.tls.mode "own" }}https{{ else }}http{{ end -}}
{{- end -}}

{{- define "vouchsafe.publicPort" -}}
{{- if .Values.service.port -}}
{{- .Values.service.port -}}
{{- else if or (eq .Values.tls.mode "own") (and (eq .Values.service.type "LoadBalancer") .Values.service.balancerEndsTls) -}}
443
{{- else -}}
80
{{- end -}}
{{- end -}}

{{- define "vouchsafe.managementScheme" -}}
{{- if and (eq .Values.tls.mode "own") .Values.tls.management }}HTTPS{{ else }}HTTP{{ end -}}
{{- end -}}

{{/* The fewest instances that there are. */}}
{{- define "vouchsafe.fewest" -}}
{{- if .Values.autoscaling.enabled }}{{ .Values.autoscaling.minReplicas }}{{ else }}{{ .Values.replicaCount }}{{ end -}}
{{- end -}}

{{- define "vouchsafe.grace" -}}
{{- add .Values.shutdown.delaySeconds .Values.shutdown.timeoutSeconds .Values.shutdown.slackSeconds -}}
{{- end -}}

{{- define "vouchsafe.spread" -}}
- maxSkew: 1
  topologyKey: topology.kubernetes.io/zone
  whenUnsatisfiable: ScheduleAnyway
- maxSkew: 1
  topologyKey: kubernetes.io/hostname
  whenUnsatisfiable: ScheduleAnyway
{{- end -}}
