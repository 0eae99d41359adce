# What dev/up and dev/demo share: an OpenBao, what its admin applies, and the service, all below target/dev.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
run=$root/target/dev
port=8080
management_port=9000
vault_port=8200
bao_pid=
service_pid=
fast_pid=

die() {
  echo "$(basename "$0"): $1" >&2
  exit 1
}

misused() {
  echo "$(basename "$0"): $1 (--help shows the flags)" >&2
  exit 2
}

# The ports' flags; the number of arguments taken is left in $taken.
parse_port_flag() {
  local flag=${1%%=*} value
  case "$1" in
    *=*) value=${1#*=} taken=1 ;;
    *) [ $# -ge 2 ] || misused "$1 needs a value"; value=$2 taken=2 ;;
  esac
  case "$value" in
    '' | *[!0-9]* | ??????*) misused "$flag is a port from 1 to 65535, not '$value'" ;;
  esac
  [ "$value" -ge 1 ] && [ "$value" -le 65535 ] || misused "$flag is a port from 1 to 65535, not '$value'"
  case "$flag" in
    --port) port=$value ;;
    --management-port) management_port=$value ;;
    --vault-port) vault_port=$value ;;
  esac
}

listening() {
  (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null || (exec 3<>"/dev/tcp/::1/$1") 2>/dev/null
}

check_port() {
  ! listening "$2" || die "port $2 is busy: stop what listens there, or choose another with $1"
}

check_ports() {
  [ "$port" != "$management_port" ] && [ "$port" != "$vault_port" ] && [ "$management_port" != "$vault_port" ] ||
    misused "--port, --management-port and --vault-port have to differ"
  check_port --port "$port"
  check_port --management-port "$management_port"
  check_port --vault-port "$vault_port"
}

# failed WHAT EXPECTED CAME LOG
failed() {
  {
    echo "$(basename "$0"): $1 failed"
    echo "  expected: $2"
    echo "  came:     $3"
    echo "  log:      $4"
    [ ! -s "$4" ] || tail -n 8 "$4" | sed 's/^/    | /'
  } >&2
  exit 1
}

quietly() {
  local answer
  answer=$("$@" 2>&1) || die "'$(basename "$1") ${*:2}' failed: $answer"
}

# await WHAT PID LOG SECONDS COMMAND..: until the command succeeds.
await() {
  local what=$1 pid=$2 log=$3 seconds=$4 until
  shift 4
  until=$((SECONDS + seconds))
  until "$@" >/dev/null 2>&1; do
    kill -0 "$pid" 2>/dev/null || failed "starting $what" "a process that goes on running" "it ended" "$log"
    [ $SECONDS -lt $until ] || failed "starting $what" "ready within $seconds s" "${came:-no answer}" "$log"
    sleep 0.2
  done
}

build_if_needed() {
  if [ -n "${VOUCHSAFE_BINARY-}" ]; then
    [ -x "$VOUCHSAFE_BINARY" ] || die "VOUCHSAFE_BINARY is '$VOUCHSAFE_BINARY', which is no program"
    return
  fi
  if [ -n "${VOUCHSAFE_JAR-}" ]; then
    [ -r "$VOUCHSAFE_JAR" ] || die "VOUCHSAFE_JAR is '$VOUCHSAFE_JAR', which cannot be read"
    return
  fi
  VOUCHSAFE_JAR=$root/target/quarkus-app/quarkus-run.jar
  if [ ! -f "$VOUCHSAFE_JAR" ] || [ -n "$(find "$root/src/main" "$root/pom.xml" -newer "$VOUCHSAFE_JAR")" ]; then
    echo "building the service (the first time fetches what it is built of, which takes some minutes)" >&2
    (cd "$root" && ./mvnw -q -B package -DskipTests) >&2 || die "the build failed; its messages are above"
    touch "$VOUCHSAFE_JAR"
  fi
}

start_openbao() {
  BAO_ADDR=http://127.0.0.1:$vault_port
  BAO_TOKEN=dev-$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  VAULT_ADDR=$BAO_ADDR
  VAULT_TOKEN=$BAO_TOKEN
  export BAO_ADDR BAO_TOKEN VAULT_ADDR VAULT_TOKEN
  unset BAO_NAMESPACE VAULT_NAMESPACE
  BAO_DEV_ROOT_TOKEN_ID=$BAO_TOKEN VAULT_DEV_ROOT_TOKEN_ID=$BAO_TOKEN \
    "$bao" server -dev -dev-no-store-token -dev-listen-address="127.0.0.1:$vault_port" >"$BAO_LOG" 2>&1 &
  bao_pid=$!
  await OpenBao "$bao_pid" "$BAO_LOG" 30 "$bao" status
}

# OpenBao also plays the platform's identity provider: brokers log in to it and get identity tokens.
prepare_broker() {
  local role=auth/approle/role/demo-broker
  "$bao" policy write demo-broker - >/dev/null <<<'path "identity/oidc/token/vouchsafe" { capabilities = ["read"] }'
  quietly "$bao" auth enable approle
  quietly "$bao" write "$role" token_policies=demo-broker token_no_default_policy=true token_ttl=10m
  quietly "$bao" write identity/oidc/config issuer="$BAO_ADDR"
  quietly "$bao" write identity/oidc/key/vouchsafe algorithm=RS256 allowed_client_ids=vouchsafe-demo
  quietly "$bao" write identity/oidc/role/vouchsafe key=vouchsafe client_id=vouchsafe-demo ttl=10m
  broker_subject=$("$bao" write -field=id identity/entity name=demo-broker)
  quietly "$bao" write identity/entity-alias canonical_id="$broker_subject" \
    name="$("$bao" read -field=role_id $role/role-id)" mount_accessor="$("$bao" read -field=accessor sys/auth/approle)"
}

# configuration PORT MANAGEMENT_PORT URL: of a service for which the demo broker may vouch for anything.
configuration() {
  cat <<TEXT
quarkus.http.host=127.0.0.1
quarkus.http.port=$1
quarkus.management.host=127.0.0.1
quarkus.management.port=$2
quarkus.vault.url=$BAO_ADDR

vouchsafe.issuers.demo.issuer=$3
vouchsafe.issuers.demo.trusted-issuers.openbao.issuer=$BAO_ADDR/v1/identity/oidc
vouchsafe.issuers.demo.trusted-issuers.openbao.audience=vouchsafe-demo
vouchsafe.issuers.demo.brokers.demo.trusted-issuer=openbao
vouchsafe.issuers.demo.brokers.demo.subjects=$broker_subject
vouchsafe.issuers.demo.brokers.demo.audiences=*
vouchsafe.issuers.demo.brokers.demo.attributes.org=*
vouchsafe.issuers.demo.brokers.demo.attributes.app=*
vouchsafe.issuers.demo.brokers.demo.attributes.deployment=*
vouchsafe.issuers.demo.brokers.demo.attributes.environment=*
vouchsafe.issuers.demo.brokers.demo.attributes.region=*
TEXT
}

# vault_token POLICY
vault_token() {
  "$bao" token create -orphan -no-default-policy -policy="$1" -period=1h -field=token
}

# launch NAME LOG VARIABLE=VALUE..: the service as configured in target/dev/NAME.properties; its process is $launched.
launch() {
  local properties=$run/$1.properties log=$2
  shift 2
  (
    unset BAO_TOKEN VAULT_TOKEN
    export "$@"
    set -- "-Dquarkus.config.locations=$properties" "-Djava.io.tmpdir=$run/tmp"
    if [ -n "${VOUCHSAFE_BINARY-}" ]; then
      exec "$VOUCHSAFE_BINARY" "$@"
    fi
    exec "$java" -XX:-UsePerfData "$@" -jar "$VOUCHSAFE_JAR"
  ) >"$log" 2>&1 &
  launched=$!
}

start_service() {
  {
    configuration "$port" "$management_port" "$VOUCHSAFE_URL"
    echo vouchsafe.keys.refresh=1s
  } >"$run/service.properties"
  launch service "$VOUCHSAFE_LOG" "QUARKUS_VAULT_AUTHENTICATION_CLIENT_TOKEN=$(vault_token vouchsafe-signer)"
  service_pid=$launched
  await "the service" "$service_pid" "$VOUCHSAFE_LOG" 60 ready "$management_port"
}

# A second service with keys of its own that it rotates itself: each key version is announced for five seconds, signs for twelve and stays for six more.
# It holds two Vault tokens; the one that signs cannot rotate, and the one that rotates cannot sign.
start_fast_service() {
  local fast_port fast_management_port
  free_port fast_port
  free_port fast_management_port
  FAST_URL=http://localhost:$fast_port
  FAST_MANAGEMENT_URL=http://localhost:$fast_management_port
  FAST_LOG=$run/fast.log
  {
    configuration "$fast_port" "$fast_management_port" "$FAST_URL"
    cat <<TEXT
vouchsafe.issuers.demo.key-prefix=demo-fast
vouchsafe.issuers.demo.default-ttl=2s
vouchsafe.issuers.demo.brokers.demo.max-expires-in=60s

vouchsafe.rotation.mode=on
vouchsafe.rotation.every=1s
vouchsafe.rotation.jitter=0s

vouchsafe.keys.refresh=250ms
vouchsafe.keys.max-ring-age=2s
vouchsafe.keys.max-published-age=2s
vouchsafe.keys.max-age=1s
vouchsafe.keys.stale-while-revalidate=0s
vouchsafe.keys.stale-if-error=0s
vouchsafe.keys.clock-error=2s
vouchsafe.keys.max-ttl=2s
vouchsafe.keys.verifier-leeway=0s
vouchsafe.keys.announce-for=5s
vouchsafe.keys.retire-after=6s
vouchsafe.keys.rotate-every=12s
vouchsafe.keys.grant.max-expires-in=60s
vouchsafe.keys.grant.announce-for=5s
vouchsafe.keys.grant.retire-after=65s
vouchsafe.keys.grant.rotate-every=75s
TEXT
  } >"$run/fast.properties"
  vault/setup --cli "$bao" --key-prefix demo-fast >"$run/setup-fast.log" 2>&1 ||
    failed vault/setup "keys and policies" "an error" "$run/setup-fast.log"
  launch fast "$FAST_LOG" "QUARKUS_VAULT_AUTHENTICATION_CLIENT_TOKEN=$(vault_token demo-fast-signer)" \
    "VOUCHSAFE_ROTATION_AUTHENTICATION_CLIENT_TOKEN=$(vault_token demo-fast-rotator)"
  fast_pid=$launched
  await "the service that rotates" "$fast_pid" "$FAST_LOG" 60 ready "$fast_management_port"
}

stop_fast_service() {
  kill "$fast_pid" 2>/dev/null || true
  wait "$fast_pid" 2>/dev/null || true
  fast_pid=
}

# free_port VARIABLE
free_port() {
  local candidate
  while candidate=$((20000 + RANDOM % 20000)); do
    listening "$candidate" || break
  done
  printf -v "$1" %s "$candidate"
}

# ready MANAGEMENT_PORT
ready() {
  local answer blank=$'\r\n\r\n'
  answer=$(exec 3<>"/dev/tcp/127.0.0.1/$1" &&
    printf 'GET /q/health/ready HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3 && cat <&3) || return
  came="not ready: ${answer##*"$blank"}"
  case "$answer" in "HTTP/1."?" 200"*) ;; *) return 1 ;; esac
}

write_env() {
  (
    umask 077
    for name in VOUCHSAFE_URL VOUCHSAFE_MANAGEMENT_URL BAO_ADDR BAO_TOKEN VOUCHSAFE_LOG BAO_LOG; do
      printf "%s='%s'\n" "$name" "${!name}"
    done >"$run/env"
  )
}

stop() {
  local pid
  trap '' INT TERM
  for pid in $fast_pid $service_pid $bao_pid; do
    kill "$pid" 2>/dev/null || true
  done
  for pid in $fast_pid $service_pid $bao_pid; do
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25; do
      kill -0 "$pid" 2>/dev/null || break
      sleep 0.2
    done
    kill -9 "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
  rm -rf "$run/env" "$run/pid" "$run/tmp"
}

start_platform() {
  cd "$root"
  if [ -f "$run/pid" ] && kill -0 "$(cat "$run/pid")" 2>/dev/null; then
    die "it runs already from this folder, as process $(cat "$run/pid"): stop that one first"
  fi
  check_ports
  JAVA_HOME=$(dev/java-home)
  export JAVA_HOME
  java=$JAVA_HOME/bin/java
  bao=$(dev/bao)
  build_if_needed

  mkdir -p "$run/tmp"
  echo $$ >"$run/pid"
  trap stop EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  export TMPDIR=$run/tmp
  VOUCHSAFE_URL=http://localhost:$port
  VOUCHSAFE_MANAGEMENT_URL=http://localhost:$management_port
  VOUCHSAFE_LOG=$run/service.log
  BAO_LOG=$run/openbao.log
  start_openbao
  vault/setup --cli "$bao" >"$run/setup.log" 2>&1 ||
    failed vault/setup "keys and policies" "an error" "$run/setup.log"
  prepare_broker
  start_service
  write_env
}

wait_for_end() {
  while kill -0 "$bao_pid" 2>/dev/null; do
    kill -0 "$service_pid" 2>/dev/null || failed "the service" "a process that goes on running" "it ended" "$VOUCHSAFE_LOG"
    sleep 1
  done
  failed OpenBao "a process that goes on running" "it ended" "$BAO_LOG"
}

run_java() {
  "$java" -XX:-UsePerfData -XX:TieredStopAtLevel=1 "$@"
}
