# What the scripts in dev/ and bench/run share: --help, what must be built, and a program of the testbed, which is a
# package in src/test/java. A script that takes it has a function usage.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
sources=$root/src/test/java
classes=$root/target/testbed
classpath=$root/target/testbed.classpath

die() {
  echo "${0##*/}: $1" >&2
  exit 1
}

misused() {
  echo "${0##*/}: $1 (--help shows the flags)" >&2
  exit 2
}

# Answers --help, and refuses flags that usage does not name, before anything is built.
check_flags() {
  local argument flag text
  text=$(usage)
  for argument in "$@"; do
    flag=${argument%%=*}
    case "$argument" in
      -h | --help) printf '%s\n' "$text" && exit 0 ;;
      -*) [[ $text =~ (^|[^a-z-])"$flag"($|[^a-z-]) ]] || misused "unknown flag $flag" ;;
    esac
  done
}

# The folder of what runs here. Its logs have secrets of Vault's, so it is its owner's alone.
make_folder() {
  mkdir -p "$root/target/dev"
  chmod 700 "$root/target/dev"
}

# A platform runs at most once from this folder, from here to its end: the program that takes this process' place keeps
# the process id.
only_once() {
  local pid=$root/target/dev/pid
  make_folder
  claim "$pid" || die "it runs already from this folder, or is being built, as process $(cat "$pid"): stop that one first"
  trap 'rm -f "$root/target/dev/pid"' EXIT
}

# claim FILE: takes the file for this process, unless a process that lives has it.
claim() {
  local holder
  if (set -C && echo $$ >"$1") 2>/dev/null; then return 0; fi
  holder=$(cat "$1" 2>/dev/null) || holder=
  if [ -n "$holder" ] && kill -0 "$holder" 2>/dev/null; then return 1; fi
  echo $$ >"$1"
}

# Refuses what the flags of dev/up and dev/demo cannot be, and ports that are busy, before anything is built.
check_platform() {
  local flag value port=8080 management=9000 vault=8200
  while [ $# -gt 0 ]; do
    case "$1" in
      --check) shift && continue ;;
      --*=*) flag=${1%%=*} value=${1#*=} && shift ;;
      --*) [ $# -ge 2 ] || misused "$1 needs a value"; flag=$1 value=$2 && shift 2 ;;
      *) misused "unexpected argument '$1'" ;;
    esac
    case "$flag" in
      --port) port=$value ;;
      --management-port) management=$value ;;
      --vault-port) vault=$value ;;
      --config) [ -r "$value" ] && [ ! -d "$value" ] || die "--config $value cannot be read: there is no such file, or it is not yours to read" ;;
    esac
  done
  check_number --port "$port"
  check_number --management-port "$management"
  check_number --vault-port "$vault"
  [ "$port" -ne "$management" ] && [ "$port" -ne "$vault" ] && [ "$management" -ne "$vault" ] ||
    misused "--port, --management-port and --vault-port have to differ"
  check_free --port "$port"
  check_free --management-port "$management"
  check_free --vault-port "$vault"
}

# check_number FLAG PORT
check_number() {
  case "$2" in
    0* | '' | *[!0-9]* | ??????*) ;;
    *) if [ "$2" -le 65535 ]; then return 0; fi ;;
  esac
  misused "$1 is a port from 1 to 65535, not '$2'"
}

# check_free FLAG PORT
check_free() {
  local host
  for host in 127.0.0.1 ::1; do
    if (: <"/dev/tcp/$host/$2") 2>/dev/null; then
      die "port $2 is busy: stop what listens there, or choose another with $1"
    fi
  done
}

# needs_platform [MORE]: something has to run from this folder, or MORE has to be done.
needs_platform() {
  [ -f "$root/target/dev/env" ] || die "nothing to ask: start ./dev/up (or ./dev/demo) in another terminal first${1-}"
}

# Refuses to package while the service runs from what that would replace below it.
check_unused() {
  local pid command jar
  while read -r pid command; do
    jar=${command##* -jar } && jar=${jar%%/quarkus-run.jar*}
    case "$jar" in /*) ;; *) jar=$(readlink "/proc/$pid/cwd" || true)/$jar ;; esac
    if [ "$jar" = "$root/target/quarkus-app" ]; then
      die "process $pid runs the service from target/quarkus-app, which a build would replace below it: stop it (./dev/up and ./dev/demo by Ctrl-C), then start this again"
    fi
  done < <(ps -axww -o pid=,args= 2>/dev/null | grep -F ' -jar ' | grep -F quarkus-app/quarkus-run.jar)
}

# maven WHAT ARGUMENT..: Maven with a line for each of its steps and for every hundred files that it fetches; all that it
# said is in target/dev/build.log, and its end is shown where it fails. It packages nothing below a running service.
maven() {
  local what=$1 log=$root/target/dev/build.log
  shift
  case " $* " in *" package "*) check_unused ;; esac
  make_folder
  echo "building $what; Maven's own words go to target/dev/build.log" >&2
  SECONDS=0
  if ! (cd "$root" && ./mvnw -B "$@" 2>&1) | tee "$log" | maven_steps >&2; then
    grep -E '^\[(ERROR|FATAL)\]' "$log" >&2 || tail -n 20 "$log" >&2
    die "building $what failed; all that Maven said is in $log"
  fi
  printf '%4d s  done\n' "$SECONDS" >&2
}

maven_steps() {
  local line fetched=0
  while IFS= read -r line; do
    case "$line" in
      '[INFO] --- '*' @ '*) line=${line#'[INFO] --- '} && printf '%4d s  %s\n' "$SECONDS" "${line%% @ *}" ;;
      *'Downloaded from '*) [ $((++fetched % 100)) != 0 ] || printf '%4d s  fetched %d files\n' "$SECONDS" $fetched ;;
    esac
  done
}

# build_if_newer PRODUCT WHAT SOURCE.. -- ARGUMENT..: has Maven make what is older than its sources, one script at a time:
# who comes meanwhile waits, and looks again.
build_if_newer() {
  local product=$1 what=$2 lock=$root/target/dev/building told= sources=()
  shift 2
  while [ "$1" != -- ]; do sources+=("$1") && shift; done
  shift
  newer "$product" "${sources[@]}" || return 0
  case " $* " in *" package "*) check_unused ;; esac
  make_folder
  until claim "$lock"; do
    [ -d "$root/target/dev" ] || die "$root/target/dev was deleted during the build: start again"
    [ -n "$told" ] || echo "waiting for process $(cat "$lock" 2>/dev/null), which builds in this folder" >&2
    told=yes
    sleep 1
  done
  if newer "$product" "${sources[@]}"; then
    maven "$what" "$@"
    touch "$product"
  fi
  rm -f "$lock"
}

newer() {
  local product=$1
  shift
  [ ! -f "$product" ] || [ -n "$(find "$@" -newer "$product" -print -quit)" ]
}

# Leaves the service to start in VOUCHSAFE_BINARY or VOUCHSAFE_JAR.
build_service() {
  if [ -n "${VOUCHSAFE_BINARY-}" ]; then
    [ -x "$VOUCHSAFE_BINARY" ] || die "VOUCHSAFE_BINARY is '$VOUCHSAFE_BINARY', which is no program"
    VOUCHSAFE_BINARY=$(absolute "$VOUCHSAFE_BINARY")
    export VOUCHSAFE_BINARY
    return
  fi
  if [ -n "${VOUCHSAFE_JAR-}" ]; then
    [ -r "$VOUCHSAFE_JAR" ] || die "VOUCHSAFE_JAR is '$VOUCHSAFE_JAR', which cannot be read"
    VOUCHSAFE_JAR=$(absolute "$VOUCHSAFE_JAR")
    export VOUCHSAFE_JAR
    return
  fi
  export VOUCHSAFE_JAR=$root/target/quarkus-app/quarkus-run.jar
  build_if_newer "$VOUCHSAFE_JAR" "the service (about a minute; the first time Maven also fetches its parts, which takes some)" \
    "$root/src/main" "$root/pom.xml" -- package -Dmaven.test.skip=true
}

# run PACKAGE CLASS ARGUMENT..: compiles a package of the testbed if it must, and has the class take this process' place.
run() {
  local stamp=$classes/$1.compiled
  build_if_newer "$classpath" "the testbed's class path" "$root/pom.xml" -- process-test-classes -Dmaven.test.skip=true
  if newer "$stamp" "$sources/io/vouchsafe/testing" "$sources/io/vouchsafe/$1" "$classpath"; then
    mkdir -p "$classes"
    "$JAVA_HOME/bin/javac" -nowarn -proc:none -implicit:class -Xprefer:source -d "$classes" -sourcepath "$sources" -cp "@$classpath" \
      "$sources/io/vouchsafe/$1"/*.java >&2 || die "the testbed cannot be compiled; javac's messages are above"
    touch "$stamp"
  fi
  exec "$JAVA_HOME/bin/java" ${jvm_flags:--XX:TieredStopAtLevel=1} -XX:-UsePerfData -XX:+UseSerialGC -Xmx512m \
    "-Dtestbed.root=$root" -Dtestbed.forgets-secrets=true -cp "$classes:$(tr -d '"' <"$classpath")" \
    "io.vouchsafe.$1.$2" "${@:3}"
}

absolute() {
  case "$1" in /*) printf '%s\n' "$1" ;; *) printf '%s\n' "$PWD/$1" ;; esac
}

JAVA_HOME=$("$root/dev/java-home")
export JAVA_HOME
