"""What has to hold of rendered objects beyond their schemas; each function yields faults."""

import re

MAY_ADD = {"NET_BIND_SERVICE"}
MAY_MOUNT = {"configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"}


def pods(objects):
    """(name of the object, labels, spec) of every pod that the objects make."""
    for one in objects:
        where = f"{one['kind']} {one['metadata']['name']}"
        if one["kind"] == "Pod":
            yield where, one["metadata"].get("labels", {}), one["spec"]
        elif one["kind"] in ("Deployment", "CronJob"):
            spec = one["spec"] if one["kind"] == "Deployment" else one["spec"]["jobTemplate"]["spec"]
            yield where, spec["template"]["metadata"]["labels"], spec["template"]["spec"]


def containers(spec):
    return spec.get("initContainers", []) + spec["containers"]


def restricted(objects):
    """The Pod Security Standard "restricted" (kubernetes.io/docs/concepts/security/pod-security-standards), and a
    root file system that cannot be written."""
    for where, _, spec in pods(objects):
        shared = spec.get("securityContext", {})
        for key in ("hostNetwork", "hostPID", "hostIPC"):
            if spec.get(key):
                yield f"{where}: {key}"
        for volume in spec.get("volumes", []):
            if not set(volume) - {"name"} <= MAY_MOUNT:
                yield f"{where}: volume {volume}"
        for container in containers(spec):
            own = container.get("securityContext", {})
            at = f"{where}, container {container['name']}"
            if own.get("allowPrivilegeEscalation") is not False or own.get("privileged"):
                yield f"{at}: may become more than it is"
            capabilities = own.get("capabilities", {})
            if "ALL" not in capabilities.get("drop", []) or set(capabilities.get("add", [])) - MAY_ADD:
                yield f"{at}: has capabilities"
            if own.get("runAsNonRoot", shared.get("runAsNonRoot")) is not True:
                yield f"{at}: may run as root"
            if 0 in (own.get("runAsUser"), shared.get("runAsUser")):
                yield f"{at}: runs as root"
            seccomp = own.get("seccompProfile", shared.get("seccompProfile", {}))
            if seccomp.get("type") not in ("RuntimeDefault", "Localhost"):
                yield f"{at}: has no seccomp profile"
            if own.get("readOnlyRootFilesystem") is not True:
                yield f"{at}: may write its root file system"
            if any("hostPort" in port for port in container.get("ports", [])):
                yield f"{at}: has a port of the host"


def matches(selector, labels):
    return all(labels.get(key) == value for key, value in selector.items())


def selectors(objects):
    """(name, labels) of every selector of pods."""
    for one in objects:
        spec = one.get("spec", {})
        where = f"{one['kind']} {one['metadata']['name']}"
        if one["kind"] == "Service":
            yield where, spec["selector"]
        elif one["kind"] == "NetworkPolicy":
            yield where, spec["podSelector"]["matchLabels"]
        elif one["kind"] in ("Deployment", "PodDisruptionBudget"):
            yield where, spec["selector"]["matchLabels"]
            for spread in spec.get("template", {}).get("spec", {}).get("topologySpreadConstraints", []):
                yield where + ", topology spread", spread["labelSelector"]["matchLabels"]


def selected(objects):
    """A selector fits the pods of one object, and no pod of a test; a Deployment's fits its own."""
    for where, selector in selectors(objects):
        fits = [name for name, labels, _ in pods(objects) if matches(selector, labels)]
        if len(fits) != 1:
            yield f"{where} selects {fits or 'no pod'}"
        elif fits[0].startswith("Pod "):
            yield f"{where} selects the pod of a test"
        elif where.startswith("Deployment") and not where.startswith(fits[0]):
            yield f"{where} selects the pods of {fits[0]}"


def ports(objects):
    """What is led to a port: it exists, and what leads from outside leads to no management port."""
    services = {one["metadata"]["name"]: one for one in objects if one["kind"] == "Service"}
    for name, service in services.items():
        fitting = [c for _, labels, spec in pods(objects) if matches(service["spec"]["selector"], labels)
                   for c in spec["containers"]]
        there = {port["name"] for container in fitting for port in container.get("ports", [])}
        for port in service["spec"]["ports"]:
            if port["targetPort"] not in there:
                yield f"Service {name}: no pod has the port {port['targetPort']}"
            if port["targetPort"] == "management" and service["spec"]["type"] != "ClusterIP":
                yield f"Service {name}: leads from outside to the management port"
    for one in objects:
        for backend, port in backends(one):
            where = f"{one['kind']} {one['metadata']['name']}"
            found = [p for p in services.get(backend, {"spec": {"ports": []}})["spec"]["ports"] if port in (p["name"], p["port"])]
            if not found:
                yield f"{where}: {backend} has no port {port}"
            elif found[0]["targetPort"] == "management":
                yield f"{where}: leads to the management port"
    for where, _, spec in pods(objects):
        for container in spec["containers"]:
            there = {port["name"] for port in container.get("ports", [])}
            for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
                if probe in container and container[probe]["httpGet"]["port"] not in there:
                    yield f"{where}: {probe} asks a port that is not there"


def backends(one):
    """(Service, port) that an object leads to."""
    if one["kind"] == "Ingress":
        for rule in one["spec"]["rules"]:
            for path in rule["http"]["paths"]:
                service = path["backend"]["service"]
                yield service["name"], service["port"].get("name", service["port"].get("number"))
    elif one["kind"] == "HTTPRoute":
        for rule in one["spec"]["rules"]:
            for backend in rule["backendRefs"]:
                yield backend["name"], backend["port"]


def references(objects):
    """Mounts have their volumes, files their ConfigMaps, accounts are made; files that settings name are mounted."""
    maps = {one["metadata"]["name"]: one.get("data", {}) for one in objects if one["kind"] == "ConfigMap"}
    accounts = {one["metadata"]["name"] for one in objects if one["kind"] == "ServiceAccount"}
    for where, _, spec in pods(objects):
        volumes = {volume["name"]: volume for volume in spec.get("volumes", [])}
        for container in containers(spec):
            for mount in container.get("volumeMounts", []):
                if mount["name"] not in volumes:
                    yield f"{where}: {container['name']} mounts {mount['name']}, which is no volume"
        for volume in volumes.values():
            for item in volume.get("configMap", {}).get("items", []):
                if item["key"] not in maps.get(volume["configMap"]["name"], {}):
                    yield f"{where}: ConfigMap {volume['configMap']['name']} has no {item['key']}"
        if accounts and "serviceAccountName" in spec and spec["serviceAccountName"] not in accounts:
            yield f"{where}: there is no account {spec['serviceAccountName']}"
        yield from unmounted(where, spec, maps)


def unmounted(where, spec, maps):
    key = next((i["key"] for v in spec.get("volumes", []) for i in v.get("configMap", {}).get("items", [])
                if i["path"] == "application.properties"), None)
    if key is None:
        return
    mounts = [mount["mountPath"] + "/" for mount in spec["containers"][0]["volumeMounts"]]
    if "/config/" not in mounts:
        yield f"{where}: the image looks for its settings in /config"
    for name, value in properties(next(data[key] for data in maps.values() if key in data)).items():
        ours = value.startswith("/etc/vouchsafe/") or value.startswith("/var/") and "/kubernetes.io/" not in value
        if ours and not any(value.startswith(mount) for mount in mounts):
            yield f"{where}: {name} names {value}, which is not mounted"


def properties(text):
    """A properties file as the chart writes it: one setting a line."""
    lines = (line.strip() for line in text.splitlines())
    pairs = (re.split(r"(?<!\\)[=:]", line, maxsplit=1) for line in lines if line and line[0] not in "#!")
    return {pair[0].strip().replace("\\", ""): pair[1].strip() for pair in pairs}


def settings(objects):
    """(where, name) of every setting in ConfigMaps and environments."""
    for one in objects:
        if one["kind"] == "ConfigMap":
            for key, text in one.get("data", {}).items():
                if key.endswith(".properties"):
                    for name in properties(text):
                        yield f"ConfigMap {one['metadata']['name']}, {key}", name
    for where, _, spec in pods(objects):
        for container in containers(spec):
            for entry in container.get("env", []):
                if re.match("VOUCHSAFE_|QUARKUS_", entry["name"]):
                    yield where, entry["name"]
