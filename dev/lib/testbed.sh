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

# A platform runs at most once from this folder, and nothing is built under its feet.
only_once() {
  local pid=$root/target/dev/pid
  if [ -f "$pid" ] && kill -0 "$(cat "$pid")" 2>/dev/null; then
    die "it runs already from this folder, as process $(cat "$pid"): stop that one first"
  fi
}

# needs_platform [MORE]: something has to run from this folder, or MORE has to be done.
needs_platform() {
  [ -f "$root/target/dev/env" ] || die "nothing to ask: start ./dev/up (or ./dev/demo) in another terminal first${1-}"
}

# maven WHAT ARGUMENT..: Maven with a line for each of its steps and for every hundred files that it fetches; all that it
# said is in target/dev/build.log, and its end is shown where it fails.
maven() {
  local what=$1 log=$root/target/dev/build.log
  shift
  mkdir -p "$root/target/dev"
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
  if newer "$VOUCHSAFE_JAR" "$root/src/main" "$root/pom.xml"; then
    maven "the service (about a minute; the first time Maven also fetches its parts)" package -Dmaven.test.skip=true
    touch "$VOUCHSAFE_JAR"
  fi
}

# run PACKAGE CLASS ARGUMENT..: compiles a package of the testbed if it must, and has the class take this process' place.
run() {
  local stamp=$classes/$1.compiled
  if newer "$classpath" "$root/pom.xml"; then
    maven "the testbed's class path" process-test-classes -Dmaven.test.skip=true
  fi
  if newer "$stamp" "$sources/io/vouchsafe/testing" "$sources/io/vouchsafe/$1" "$classpath"; then
    mkdir -p "$classes"
    "$JAVA_HOME/bin/javac" -nowarn -proc:none -implicit:class -d "$classes" -sourcepath "$sources" -cp "@$classpath" \
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
