{{/* What values.schema.json cannot say, or not well. All faults at once. */}}
{{- define "vouchsafe.refuse" -}}
{{- $faults := list -}}
{{- $own := (include "vouchsafe.ownNames" . | fromJson).names -}}
{{- with .Values -}}

{{- if .issuer.url -}}
{{- $authority := regexFind "://[^/?#]*" .issuer.url -}}
{{- if not (regexMatch "^https?://[^/?#@]+(/[^?#]*)?$" .issuer.url) -}}
{{- $faults = append $faults (printf "issuer.url %q is no issuer: it begins with https:// and has neither user, query nor fragment" .issuer.url) -}}
{{- else if hasSuffix "/" .issuer.url -}}
{{- $faults = append $faults (printf "issuer.url %q ends with a slash; relying parties compare it letter by letter, so take %q" .issuer.url (trimSuffix "/" .issuer.url)) -}}
{{- else if and (hasPrefix "http://" .issuer.url) (not (has (printf "vouchsafe.issuers.%s.allow-http" .issuer.name) $own)) -}}
{{- $faults = append $faults (printf "issuer.url %q: relying parties take https only (vouchsafe.issuers.%s.allow-http in config allows http all the same)" .issuer.url .issuer.name) -}}
{{- else if regexMatch "\\.(:[0-9]*)?$" $authority -}}
{{- $faults = append $faults (printf "issuer.url %q: no dot at the end of the host; clients leave it out, and relying parties compare letter by letter" .issuer.url) -}}
{{- else if not (regexMatch "^https?://[^/]+(/[A-Za-z0-9._~-]*[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*(/[{]org[}])?$" .issuer.url) -}}
{{- $faults = append $faults (printf "issuer.url %q: its path has plain segments of letters, digits and . _ ~ -, and ends with /{org} where it is a template" .issuer.url) -}}
{{- else if or (regexMatch "^https://[^/]*:443(/|$)" .issuer.url) (ne (urlParse .issuer.url).host (lower (urlParse .issuer.url).host)) -}}
{{- $faults = append $faults (printf "issuer.url %q: relying parties compare it letter by letter, so the host is in lower case and the port of https is left out" .issuer.url) -}}
{{- end -}}
{{- else -}}
{{- $named := 0 -}}
{{- range $own }}{{ if regexMatch "^vouchsafe\\.issuers\\..+\\.issuer$" . }}{{ $named = add1 $named }}{{ end }}{{ end -}}
{{- if eq (int $named) 0 -}}
{{- $faults = append $faults "issuer.url is not set: the URL that relying parties know, such as https://id.example.com (or set vouchsafe.issuers.<name>.issuer in config)" -}}
{{- end -}}
{{- end -}}

{{- if and .issuer.url (ne (hasSuffix "/{org}" .issuer.url) (hasSuffix "{org}" .issuer.keyPrefix)) -}}
{{- $faults = append $faults (printf "issuer.url %q and issuer.keyPrefix %q: both end with {org}, which makes an issuer for every organisation, or neither does" .issuer.url .issuer.keyPrefix) -}}
{{- end -}}
{{- if not (regexMatch "[A-Za-z0-9]" (include "vouchsafe.keyBase" $)) -}}
{{- $faults = append $faults (printf "issuer.keyPrefix %q: it is a part of Vault's paths, so it has a letter or digit" .issuer.keyPrefix) -}}
{{- end -}}

{{- if not .image.repository -}}
{{- $faults = append $faults "image.repository is not set: where the cluster pulls the image from, such as registry.example.com/vouchsafe (dev/images builds it)" -}}
{{- else if not (regexMatch "^([A-Za-z0-9.-]+(:[0-9]+)?/)?[a-z0-9._-]+(/[a-z0-9._-]+)*$" .image.repository) -}}
{{- $faults = append $faults (printf "image.repository %q: the repository alone; a tag goes into image.tag, a digest into image.digest" .image.repository) -}}
{{- end -}}

{{- if not .vault.url -}}
{{- $faults = append $faults "vault.url is not set: where Vault or OpenBao is, such as https://vault.example.com:8200" -}}
{{- else if not (regexMatch "^https?://[^/?#@]+/?$" .vault.url) -}}
{{- $faults = append $faults (printf "vault.url %q is no address of a Vault: scheme, host and port, such as https://vault.example.com:8200" .vault.url) -}}
{{- end -}}
{{- if and (regexMatch "^http://" .vault.url) (not (regexMatch "^http://(localhost|127(\\.[0-9]+){3}|\\[::1\\])(:[0-9]+)?/?$" .vault.url)) (not .vault.allowHttp) (not (has "vouchsafe.vault.allow-http" $own)) -}}
{{- $faults = append $faults (printf "vault.url %q is http, so our Vault token crosses the network in clear text (vault.allowHttp=true allows it all the same)" .vault.url) -}}
{{- end -}}
{{- if or (hasPrefix "/" .vault.transitMount) (hasSuffix "/" .vault.transitMount) -}}
{{- $faults = append $faults (printf "vault.transitMount %q: no slash at either end" .vault.transitMount) -}}
{{- end -}}
{{- if regexMatch "^(auth)?/|/$|^auth/" .vault.auth.mount -}}
{{- $faults = append $faults (printf "vault.auth.mount %q: the mount alone, such as %q" .vault.auth.mount (.vault.auth.mount | trimAll "/" | trimPrefix "auth/")) -}}
{{- end -}}
{{- if and .vault.ca.configMap .vault.ca.secret -}}
{{- $faults = append $faults "vault.ca: set configMap or secret, not both" -}}
{{- end -}}
{{- if eq .vault.auth.method "appRole" -}}
{{- if not .vault.auth.appRole.secretName -}}
{{- $faults = append $faults "vault.auth.appRole.secretName is not set: a Secret with role-id and secret-id (vault/setup --auth approle prints both)" -}}
{{- end -}}
{{- if and (ne .rotator.kind "none") (not .rotator.appRoleSecretName) -}}
{{- $faults = append $faults "rotator.appRoleSecretName is not set: the rotator has an AppRole of its own (vault/setup --auth approle --role rotator), or rotator.kind is none" -}}
{{- end -}}
{{- end -}}
{{- if and (eq .vault.auth.method "cert") (not .vault.clientCertificate.secretName) -}}
{{- $faults = append $faults "vault.clientCertificate.secretName is not set: vault.auth.method=cert logs in by that certificate, from a Secret of type kubernetes.io/tls" -}}
{{- end -}}
{{- if and (eq .vault.auth.method "cert") (ne .rotator.kind "none") (not .rotator.clientCertificateSecretName) -}}
{{- $faults = append $faults "rotator.clientCertificateSecretName is not set: the rotator logs in by a certificate of its own, or rotator.kind is none" -}}
{{- end -}}
{{- if and (eq .rotator.kind "none") .rotator.clientCertificateSecretName -}}
{{- $faults = append $faults "rotator.clientCertificateSecretName is for a rotator, and rotator.kind is none" -}}
{{- end -}}
{{- if and (hasPrefix "http://" .vault.url) (or .vault.clientCertificate.secretName .rotator.clientCertificateSecretName) -}}
{{- $faults = append $faults (printf "vault.url %q is http, where no certificate is shown: vault.clientCertificate needs https" .vault.url) -}}
{{- end -}}
{{- if and .rbac.tokenReviewer (ne .vault.auth.method "kubernetes") -}}
{{- $faults = append $faults (printf "rbac.tokenReviewer is for vault.auth.method=kubernetes; %s asks no API server" .vault.auth.method) -}}
{{- end -}}
{{- if .rbac.authDelegator -}}
{{- if ne .vault.auth.method "kubernetes" -}}
{{- $faults = append $faults (printf "rbac.authDelegator is for vault.auth.method=kubernetes; %s needs no such right" .vault.auth.method) -}}
{{- else if .vault.auth.audience -}}
{{- $faults = append $faults (printf "rbac.authDelegator: Vault then asks the API server with the service's own token, which one of the audience %q cannot do. Set rbac.tokenReviewer instead, or vault.auth.audience to \"\"" .vault.auth.audience) -}}
{{- end -}}
{{- end -}}

{{- if eq .tls.mode "own" -}}
{{- if not (or .tls.secretName .tls.certManager.enabled) -}}
{{- $faults = append $faults "tls.mode=own needs tls.secretName, a Secret of type kubernetes.io/tls, or tls.certManager.enabled" -}}
{{- end -}}
{{- if .proxy.addresses -}}
{{- $faults = append $faults "proxy.addresses is for tls.mode=behindProxy" -}}
{{- end -}}
{{- else -}}
{{- if or .tls.secretName .tls.certManager.enabled .tls.management -}}
{{- $faults = append $faults "tls.secretName, tls.certManager and tls.management need tls.mode=own; with behindProxy the proxy has the certificate" -}}
{{- end -}}
{{- end -}}
{{- if .tls.certManager.enabled -}}
{{- if not .tls.certManager.issuerRef.name -}}
{{- $faults = append $faults "tls.certManager.issuerRef.name is not set: the Issuer or ClusterIssuer of cert-manager" -}}
{{- end -}}
{{- if not (or .tls.certManager.dnsNames .issuer.url) -}}
{{- $faults = append $faults "tls.certManager.dnsNames is not set, and there is no issuer.url to take the name from" -}}
{{- end -}}
{{- end -}}

{{- if and .ingress.enabled (not (or .ingress.hosts .issuer.url)) -}}
{{- $faults = append $faults "ingress.hosts is not set, and there is no issuer.url to take the host from" -}}
{{- end -}}
{{- if .httpRoute.enabled -}}
{{- if not .httpRoute.parentRefs -}}
{{- $faults = append $faults "httpRoute.parentRefs is empty: name the Gateway or ListenerSet, such as [{name: public, namespace: gateways}]" -}}
{{- end -}}
{{- if not (or .httpRoute.hostnames .issuer.url) -}}
{{- $faults = append $faults "httpRoute.hostnames is not set, and there is no issuer.url to take the host from" -}}
{{- end -}}
{{- end -}}

{{- if and (ne (toString .podDisruptionBudget.minAvailable) "") (ne (toString .podDisruptionBudget.maxUnavailable) "") -}}
{{- $faults = append $faults "podDisruptionBudget: set minAvailable or maxUnavailable, not both" -}}
{{- end -}}
{{- $fewest := int (include "vouchsafe.fewest" $) -}}
{{- if and .podDisruptionBudget.enabled (gt $fewest 1) -}}
{{- $stay := toString .podDisruptionBudget.minAvailable -}}
{{- $percent := int (trimSuffix "%" $stay) -}}
{{- if and $stay (ge (ternary (div (add (mul $percent $fewest) 99) 100) (int64 $percent) (hasSuffix "%" $stay)) (int64 $fewest)) -}}
{{- $faults = append $faults (printf "podDisruptionBudget.minAvailable %s of %d instances lets none be down, so that no node can be drained: take fewer" $stay $fewest) -}}
{{- end -}}
{{- if regexMatch "^0+%?$" (toString .podDisruptionBudget.maxUnavailable) -}}
{{- $faults = append $faults "podDisruptionBudget.maxUnavailable 0 lets no instance be down, so that no node can be drained: take 1 or more" -}}
{{- end -}}
{{- end -}}
{{- if and .autoscaling.enabled (gt (int .autoscaling.minReplicas) (int .autoscaling.maxReplicas)) -}}
{{- $faults = append $faults (printf "autoscaling.minReplicas %d is more than maxReplicas %d" (int .autoscaling.minReplicas) (int .autoscaling.maxReplicas)) -}}
{{- end -}}
{{- if and .autoscaling.enabled (not .autoscaling.metrics) (eq (int .autoscaling.targetCPUUtilizationPercentage) 0) -}}
{{- $faults = append $faults "autoscaling has no metric: set targetCPUUtilizationPercentage or metrics" -}}
{{- end -}}
{{- $ports := list (int .containerPorts.http) (int .containerPorts.https) (int .containerPorts.management) -}}
{{- if ne (len (uniq $ports)) 3 -}}
{{- $faults = append $faults (printf "containerPorts: http, https and management are three different ports, not %s" (join ", " $ports)) -}}
{{- end -}}
{{- $fields := list -}}
{{- range list "[0-5]?[0-9]" "([01]?[0-9]|2[0-3])" "(0?[1-9]|[12][0-9]|3[01])" "(0?[1-9]|1[0-2]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)" "([0-6]|sun|mon|tue|wed|thu|fri|sat)" -}}
{{- $one := printf "(\\*|\\?|%s(-%s)?)(/[1-9][0-9]*)?" . . -}}
{{- $fields = append $fields (printf "%s(,%s)*" $one $one) -}}
{{- end -}}
{{- if not (regexMatch (printf "(?i)^(@(yearly|annually|monthly|weekly|daily|midnight|hourly)|@every [0-9hms.]+|%s)$" (join " +" $fields)) .rotator.schedule) -}}
{{- $faults = append $faults (printf "rotator.schedule %q is no schedule of five fields, such as \"17 * * * *\": minute, hour, day, month, day of the week (0 to 6)" .rotator.schedule) -}}
{{- end -}}
{{- if not (regexMatch "^[a-z]([-a-z0-9]*[a-z0-9])?$" (include "vouchsafe.fullname" $)) -}}
{{- $faults = append $faults (printf "%q cannot be the name of a Service: lower-case letters, digits and dashes, a letter first. Set fullnameOverride" (include "vouchsafe.fullname" $)) -}}
{{- end -}}
{{- range $name, $content := .configFiles -}}
{{- if regexMatch "^application(-.+)?\\.(properties|ya?ml)$" $name -}}
{{- $faults = append $faults (printf "configFiles: %s would be read as settings; application.properties is made of the values; its settings belong in config" $name) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- $written := list -}}
{{- range (include "vouchsafe.typed" (dict "root" . "component" "signer") | fromJson).items -}}
{{- $written = append $written (first .) -}}
{{- if has (first .) $own -}}
{{- $faults = append $faults (printf "config sets %s, which the chart writes itself: set %s instead" (first .) (last .)) -}}
{{- end -}}
{{- end -}}

{{- range list (list "vouchsafe.http.proxies" "proxy.addresses") (list "vouchsafe.http.behind-proxy" "tls.mode") (list "quarkus.http.insecure-requests" "tls.mode") (list "quarkus.http.tls-configuration-name" "tls.mode") (list "quarkus.management.tls-configuration-name" "tls.management") (list "quarkus.vault.tls.ca-cert" "vault.ca") (list "quarkus.vault.enterprise.namespace" "vault.namespace") (list "vouchsafe.vault.login.certificate" "vault.auth.method") (list "vouchsafe.vault.login.agent" "vault.auth.method") (list "vouchsafe.vault.region" "vault.region") (list "vouchsafe.vault.nodes" "vault.nodes") (list "vouchsafe.ring.snapshot" "ringSnapshot") (list "vouchsafe.audit.file" "audit.file") -}}
{{- if and (has (first .) $own) (not (has (first .) $written)) -}}
{{- $faults = append $faults (printf "config sets %s, which is the chart's to write: set %s instead" (first .) (last .)) -}}
{{- end -}}
{{- end -}}

{{- range list "secret" "login" "way" "region" -}}
{{- $faults = concat $faults (include (printf "vouchsafe.%sFaults" .) $ | fromJson).faults -}}
{{- end -}}

{{- if $faults -}}
{{- fail (printf "\n\nThe values cannot work:\n  - %s\n" (join "\n  - " $faults)) -}}
{{- end -}}
{{- end -}}
