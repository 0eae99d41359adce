{{/* Faults of the ways to the public port: JSON {"faults": [..]}. */}}

{{- define "vouchsafe.wayFaults" -}}
{{- $faults := list -}}
{{- with .Values -}}
{{- $balancer := eq .service.type "LoadBalancer" -}}
{{- if and $balancer (eq .tls.mode "behindProxy") (not .service.balancerEndsTls) (not .proxy.addresses) -}}
{{- $faults = append $faults "service.type=LoadBalancer with tls.mode=behindProxy leads to a port in the clear: set service.balancerEndsTls=true where the balancer ends TLS, proxy.addresses where a proxy before the service does, or tls.mode=own" -}}
{{- end -}}
{{- if and (or .service.loadBalancerClass .service.loadBalancerSourceRanges) (not $balancer) -}}
{{- $faults = append $faults (printf "service.loadBalancerClass and loadBalancerSourceRanges are for service.type=LoadBalancer, not %s" .service.type) -}}
{{- end -}}
{{- if and (or .service.nodePort .service.externalTrafficPolicy) (eq .service.type "ClusterIP") -}}
{{- $faults = append $faults "service.nodePort and externalTrafficPolicy are for service.type=NodePort or LoadBalancer, not ClusterIP" -}}
{{- end -}}
{{- if and .service.balancerEndsTls (not $balancer) -}}
{{- $faults = append $faults "service.balancerEndsTls is for service.type=LoadBalancer" -}}
{{- end -}}
{{- if and .service.balancerEndsTls (eq .tls.mode "own") -}}
{{- $faults = append $faults "service.balancerEndsTls is for tls.mode=behindProxy; with own the service ends TLS" -}}
{{- end -}}
{{- if and .networkPolicy.enabled .networkPolicy.egress.enabled (not .networkPolicy.egress.rules) -}}
{{- $faults = append $faults "networkPolicy.egress.rules is empty, so that nothing but DNS is reached, and Vault neither: name Vault, and the trusted issuers' JWKS" -}}
{{- end -}}
{{- end -}}
{{- dict "faults" $faults | toJson -}}
{{- end -}}
