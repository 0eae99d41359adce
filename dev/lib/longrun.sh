# How dev/outages runs one integration test by Maven, with flags that become its system properties. A script that takes
# it has taken testbed.sh.

# within VALUE FROM-TO: whether it is a whole number from FROM to TO.
within() {
  case "$1" in '' | 0* | *[!0-9]* | ??????????*) return 1 ;; esac
  [ "$1" -ge "${2%-*}" ] && [ "$1" -le "${2#*-}" ]
}

# long_run TEST PREFIX FLAG.. -- ARGUMENT..: each FLAG is NAME, whose value is a number, NAME=FROM-TO, or NAME=WORD|WORD.
# A flag that is not given is no property, so the test's own default holds; what comes after the flags goes to Maven,
# which packages nothing and deletes no log: the service is the one that build_service left, and others may run beside it.
long_run() {
  local test=$1 prefix=$2 flags=() properties=() flag known value allowed
  shift 2
  while [ "$1" != -- ]; do flags+=("$1") && shift; done
  shift
  while [ $# -gt 0 ]; do
    case "$1" in
      -h | --help) usage && exit 0 ;;
      --*=*) flag=${1%%=*} value=${1#*=} && shift ;;
      --*) flag=$1 value=${2-} && shift $(($# > 1 ? 2 : 1)) ;;
      *) break ;;
    esac
    allowed=unknown
    for known in "${flags[@]}"; do
      [ "--${known%%=*}" != "$flag" ] || allowed=${known#"${known%%=*}"}
    done
    case "$allowed" in
      unknown) misused "unknown flag $flag" ;;
      '') case "$value" in '' | *[!0-9]*) misused "$flag needs a number" ;; esac ;;
      =[0-9]*-*[0-9]) allowed=${allowed#=} && { within "$value" "$allowed" || misused "$flag is a number from ${allowed%-*} to ${allowed#*-}, not '$value'"; } ;;
      *) case "|${allowed#=}|" in *"|$value|"*) ;; *) allowed=${allowed#=} && misused "$flag needs ${allowed//|/ or }" ;; esac ;;
    esac
    properties+=("-D$prefix.${flag#--}=$value")
  done
  build_service
  cd "$root"
  exec ./mvnw -q test-compile failsafe:integration-test failsafe:verify -Dmaven.clean.skip=true "-Dit.test=$test" \
    ${properties[@]+"${properties[@]}"} "$@"
}
