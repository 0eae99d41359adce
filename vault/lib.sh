# What setup, rotate and revoke share.

# Vault's answers are read as tables, whatever the environment prefers.
export VAULT_FORMAT=table BAO_FORMAT=table

die() {
  echo "vault/${0##*/}: $1" >&2
  exit 1
}

misused() {
  echo "vault/${0##*/}: $1 (--help shows the flags)" >&2
  exit 2
}

# check_flag FLAG: refuses one that usage, a function of the script, does not name.
check_flag() {
  case " $(usage | tr -cs 'a-z-' ' ') " in
    *" $1 "*) ;;
    *) misused "unknown flag $1" ;;
  esac
}

# check_value FLAG VALUE: what the command line of Vault would take for something else than a value.
check_value() {
  case "$2" in
    @*) misused "$1 '$2' begins with @, which Vault's command line takes for a file to send: a value cannot begin so, and the path of a file begins with ./ then" ;;
    -*) misused "$1 '$2' begins with -, as a flag does: is the value missing?" ;;
  esac
}

# check_mount PATH [FLAG]
check_mount() {
  local flag=${2:---mount}
  case "$1" in
    /*) misused "$flag '$1' begins with a slash, and no mount of Vault's does: leave it out" ;;
    '' | *[!A-Za-z0-9._/-]*) misused "$flag '$1' may hold letters, digits and . _ / - only" ;;
    */ | *//*) misused "$flag '$1' has a slash too many" ;;
  esac
  case "/$1/" in
    */./* | */../*) misused "$flag '$1' has . or .. as a part, and a mount is no folder: name it as 'secrets list' does" ;;
    /-*) misused "$flag '$1' begins with -, as a flag does" ;;
  esac
}

# base_of PREFIX: what Vault's names begin with. A template org-{org} has no keys of its own: org- is in its paths, and
# org--signer is its policy, which no organisation's is, since {org} begins with a letter or digit.
base_of() {
  echo "${1%\{org\}}"
}

# policy_for signer|rotator|reader MOUNT PREFIX [REVOCATION_MOUNT]: the Vault policy of a role, for a template's too.
policy_for() {
  local policies base
  policies=$(dirname "${BASH_SOURCE[0]}")/policies
  base=$(base_of "$3")
  [ "$base" = "$3" ] || policies=$policies/template
  sed -e "s|[$]{mount}|$2|g" -e "s|[$]{prefix}|$base|g" "$policies/$1.hcl"
  [ -z "${4-}" ] || printf '\n%s\n' "$(sed -e "s|[$]{revocations}|$4|g" -e "s|[$]{prefix}|$base|g" "$policies/$1-revocation.hcl")"
}

find_cli() {
  local ours more=
  if [ -n "$cli" ]; then
    command -v "$cli" >/dev/null || misused "--cli $cli does not exist, or is no program"
    return
  fi
  ours=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)/dev/bao
  [ ! dev/bao -ef "$ours" ] || ours=dev/bao
  [ ! -x "$ours" ] || more=", such as --cli \"\$($ours)\""
  cli=$(command -v bao || command -v vault) ||
    die "neither bao nor vault is on PATH (a function of your shell does not count): install one, or name it with --cli$more"
}

# Why the command line did not get through to Vault, where that can be told: an address without a scheme, or no token.
reason() {
  local name address
  for name in BAO_ADDR VAULT_ADDR; do
    address=${!name-}
    case "$address" in
      '' | *://*) ;;
      *) echo "$name is '$address', which has no scheme: write http://$address or https://$address" && return ;;
    esac
  done
  case "$1" in
    *X-Vault-Token*) printf '%s\n' "$2" ;;
    *) echo "there is no token: set VAULT_TOKEN (or BAO_TOKEN), or log in, which leaves one in ~/.vault-token. The answer was: $2" ;;
  esac
}

said() {
  printf '%-10s %s\n' "$1" "$2"
}

# say_vault PATH: which Vault the command line would read that path from; it is not asked.
say_vault() {
  local request
  request=$("$cli" read -output-curl-string "$1" 2>/dev/null | sed -n 's|.* "\{0,1\}\(https\{0,1\}://[^ "]*\)/v1/.*|\1|p') || true
  [ -z "$request" ] || said vault "$request"
}

# Says whose Vault it is, before anything in it is changed: address, namespace, and the token by its accessor.
name_vault() {
  local request found url namespace
  request=$("$cli" token lookup -output-curl-string 2>&1) || die "cannot make out which Vault is meant: $(reason X-Vault-Token "$request")"
  found=$("$cli" token lookup 2>&1) || die "cannot look up the token in use, so nothing was changed: $(reason "$request" "$found")"
  url=$(sed -n 's|.* "\{0,1\}\(https\{0,1\}://[^ "]*\)/v1/auth/token/lookup-self.*|\1|p' <<<"$request")
  namespace=$(sed -n 's|.*X-Vault-Namespace: \([^"]*\)".*|\1|p' <<<"$request")
  said vault "${url:-$request}"
  said namespace "${namespace:-none, which is the root}"
  said token "$(field display_name <<<"$found"), accessor $(field accessor <<<"$found"), policies $(field policies <<<"$found")"
  echo
}

# What Vault holds at a path, as the command line's table; nothing where there is nothing.
current() {
  local answer
  if answer=$("$cli" read "$1" 2>&1); then
    printf '%s\n' "$answer"
  else
    case "$answer" in *"No value found"*) ;; *) die "cannot read $1: $answer" ;; esac
  fi
}

# One value of such a table, a list as a,b,c.
field() {
  awk -v name="$1" '$1 == name { sub(/^[^ ]+ +/, ""); print; exit }' | sed -e 's/^\[\(.*\)\]$/\1/' -e 's/ /,/g'
}

quietly() {
  local answer
  answer=$("$cli" "$@" 2>&1) || die "'$(basename "$cli") $*' failed: $answer"
}

# read_key PATH: what Vault says of a signing key, left in $latest, $min_encryption, $min_decryption, $min_available,
# $soft_deleted and $versions, which is a line "NUMBER CREATED" for each version, in seconds since 1970.
read_key() {
  local found
  found=$(current "$1")
  [ -n "$found" ] || die "there is no key $1"
  [ "$(field supports_signing <<<"$found")" = true ] || die "$1 is no signing key"
  latest=$(field latest_version <<<"$found")
  min_encryption=$(at_least_1 "$(field min_encryption_version <<<"$found")")
  min_decryption=$(at_least_1 "$(field min_decryption_version <<<"$found")")
  min_available=$(at_least_1 "$(field min_available_version <<<"$found")")
  soft_deleted=$(field soft_deleted <<<"$found")
  versions=$(tr '\n' ' ' <<<"$found" | grep -oE '[0-9]+:map\[[^]]*creation_time:[^] ]+' |
    sed -E 's/^([0-9]+):.*creation_time:/\1 /' | with_epochs | sort -n)
  case "$latest $min_encryption $min_decryption $min_available" in
    *[!0-9\ ]*) die "cannot make out the versions of $1 in: $found" ;;
  esac
  [ "$(tail -n 1 <<<"$versions" | cut -d' ' -f1)" = "$latest" ] || die "cannot make out the versions of $1 in: $found"
}

at_least_1() {
  if [ "${1:-0}" = 0 ]; then echo 1; else echo "$1"; fi
}

# Vault writes times in its server's own zone: 2026-11-23T07:48:11.923205488-05:00, or with Z.
with_epochs() {
  awk '{
    split($2, t, /[-T:.Z+]/)
    year = t[1]; month = t[2]
    if (month <= 2) { year--; month += 12 }
    days = 365 * year + int(year / 4) - int(year / 100) + int(year / 400) + int((153 * (month - 3) + 2) / 5) + t[3] - 719469
    zone = 0
    if (match($2, /[-+][0-9][0-9]:[0-9][0-9]$/)) {
      zone = substr($2, RSTART + 1, 2) * 3600 + substr($2, RSTART + 4, 2) * 60
      if (substr($2, RSTART, 1) == "-") zone = -zone
    }
    printf "%s %d\n", $1, days * 86400 + t[4] * 3600 + t[5] * 60 + t[6] - zone
  }'
}

created() {
  awk -v version="$1" '$1 == version { print $2 }' <<<"$versions"
}

# A time in seconds since 1970, for people; the date of GNU, then that of macOS.
shown() {
  date -u -d "@$1" '+%Y-%m-%d %H:%M:%S UTC' 2>/dev/null || date -u -r "$1" '+%Y-%m-%d %H:%M:%S UTC'
}

# seconds FLAG TIME: 90, 90s, 5m, 1h or 30d.
seconds() {
  local number=${2%[smhd]}
  case "$number" in '' | *[!0-9]* | ?????????*) misused "$1 is a time such as 90s, 5m, 1h or 30d, not '$2'" ;; esac
  number=$((10#$number))
  case "$2" in
    *m) echo $((number * 60)) ;;
    *h) echo $((number * 3600)) ;;
    *d) echo $((number * 86400)) ;;
    *) echo $number ;;
  esac
}

check_key_name() {
  case "$1" in
    '') misused "which key? Such as vouchsafe-rs256" ;;
    . | .. | *[!A-Za-z0-9._-]*) misused "'$1' is no name of a key: letters, digits and . _ - only; the mount is --mount" ;;
  esac
}

# OpenBao can answer one of two changes that meet with 500 and have done it all the same, in its memory alone, until it is
# sealed. The same change once more stores both (docs/keys.md, "Two changes at once").
most_repeated=5

unsure() {
  case "$1" in *"Code: 500"*) ;; *) return 1 ;; esac
}

# Who met once would meet again.
apart() {
  sleep "0.$((RANDOM % 4 + 1))"
}

# add_version PATH: what Vault shows afterwards says whether it happened; only then it may be repeated.
add_version() {
  local before=$latest answer made
  for ((made = 1; made <= most_repeated; made++)); do
    if answer=$("$cli" write -f "$1/rotate" 2>&1); then answer=; else answer="Vault's answer: $answer"; fi
    read_key "$1"
    [ "$latest" -gt "$before" ] || die "no version was added to $1, nothing was changed. $answer"
    if ! unsure "$answer"; then
      said created "$1 version $latest"
      return
    fi
    said unsure "$1 version $latest: Vault answers 500, and may have it in its memory alone: once more, which stores both"
    apart
  done
  die "Vault answered 500 to $most_repeated rotations of $1, and versions up to $latest may be in its memory alone: run vault/rotate ${1##*/} once nobody else changes the key. $answer"
}

# store ARGUMENT..: has the command line write what may be repeated, and leaves what Vault says of a failure in $answer.
store() {
  local made
  for ((made = 1; made <= most_repeated; made++)); do
    if answer=$("$cli" write "$@" 2>&1); then return; fi
    answer="Vault's answer: $answer"
    unsure "$answer" || return 0
    apart
  done
}
