# What rotate and revoke ask of the service: the phases of a key's versions.

check_service() {
  case "$service" in
    '') ;;
    http://?* | https://?*) command -v curl >/dev/null || die "--service needs curl" ;;
    *) misused "--service is the URL of a management port, such as http://localhost:9000, not '$service'" ;;
  esac
}

# What stands for the JWKS in what is printed of the key.
home_of() {
  case "$1" in *-grant) echo "the instances" ;; *) echo "the JWKS" ;; esac
}

# JSON as lines "PATH VALUE", such as ".issuers.0.keys.1.name vouchsafe-es256"; texts keep no escapes.
flattened() {
  awk '
    function next_char() { while (substr(s, p, 1) ~ /[ \t\r]/) p++; if (p > length(s)) exit 1; return substr(s, p, 1) }
    function text(  v, c) {
      for (p++; (c = substr(s, p, 1)) != "\""; p++) {
        if (p > length(s)) exit 1
        if (c == "\\") c = substr(s, ++p, 1)
        v = v c
      }
      p++
      return v
    }
    function members(path, last,  n, name) {
      p++
      while (next_char() != last) {
        name = n++
        if (last == "}") { name = text(); next_char(); p++ }
        value(path "." name)
        if (next_char() == ",") p++
      }
      p++
    }
    function value(path,  c, v) {
      c = next_char()
      if (c == "{") members(path, "}")
      else if (c == "[") members(path, "]")
      else if (c == "\"") print path, text()
      else {
        for (; (c = substr(s, p, 1)) ~ /[-+.0-9A-Za-z]/; p++) v = v c
        if (v == "") exit 1
        print path, v
      }
    }
    { s = s $0 " " }
    END { p = 1; value("") }'
}

# issuer_of_key URL KEY: what GET /keys of the service with this management port says of the issuer that has the key, as
# lines; or why it says nothing. One that nobody has used is in use from the first asking on, and has its keys a moment
# later.
issuer_of_key() {
  local answer table left
  for left in 9 8 7 6 5 4 3 2 1 0; do
    answer=$(curl -sS --fail --max-time 10 -G --data-urlencode "key=$2" "${1%/}/keys" 2>&1) && table=$(flattened <<<"$answer") ||
      { printf '%s' "${answer:0:300}"; return 1; }
    if [ "$left" = 0 ] || ! grep -q '^[.]issuers[.]0[.]name ' <<<"$table" || grep -q '[.]versions[.]0[.]version ' <<<"$table"; then
      printf '%s\n' "$table"
      return 0
    fi
    sleep 0.5
  done
}

# of_key REGION: of the lines of GET /keys those of keys called $key; of that region where it is not empty.
of_key() {
  awk -v key="$key" -v region="$1" '
    { at = $1; rest = ""; if (match(at, /^[.]issuers[.][0-9]+[.]keys[.][0-9]+[.]/)) { rest = substr(at, RLENGTH + 1); at = substr(at, 1, RLENGTH) } }
    rest == "name" { name[at] = $2 }
    rest == "region" { of[at] = $2 }
    rest != "" { line[++n] = $0; entry[n] = at }
    END { for (i = 1; i <= n; i++) if (name[entry[i]] == key && (region == "" || of[entry[i]] == region)) print line[i] }'
}

# Not what the environment of whoever runs this has under that name.
region=

# Of several regions' keys of that name, leaves in $region whose this Vault's is, by a kid that both have.
find_region() {
  local all=$1 kid at
  [ -z "$region" ] || return 0
  [ "$(grep -c '[.]region ' <<<"$all")" -gt 1 ] || return 0
  for kid in $(listed_versions "$path" | cut -d' ' -f2); do
    at=$(sed -n "s/^\([.]issuers[.][0-9]*[.]keys[.][0-9]*[.]\)versions[.][0-9]*[.]kid $kid\$/\1/p" <<<"$all")
    [ -z "$at" ] || region=$(awk -v at="${at}region" '$1 == at { print $2 }' <<<"$all")
  done
  region=${region:-none}
}

# read_service: what GET /keys of $service says of $key, left in $phases: a line "VERSION PHASE SIGNS_FROM SIGNS_UNTIL
# LEAVES_JWKS_AT" for each version. Nothing where no service was named, or where it does not say.
read_service() {
  local answer
  phases=
  [ -n "$service" ] || return 0
  if ! answer=$(issuer_of_key "$service" "$key"); then
    echo "vault/${0##*/}: note: no phases, since $service/keys does not answer: $answer" >&2
    return 0
  fi
  answer=$(of_key "" <<<"$answer") || answer=
  find_region "$answer"
  phases=$(of_key "$region" <<<"$answer" | awk -v key="$key" '
    match($1, /^[.]issuers[.][0-9]+[.]keys[.][0-9]+[.]/) {
      at = substr($1, 1, RLENGTH)
      rest = substr($1, RLENGTH + 1)
      if (rest == "name" && $2 == key) ours = at
      if (split(rest, part, ".") == 3) {
        said[at, part[2], part[3]] = $2
        if (part[2] + 1 > count[at]) count[at] = part[2] + 1
      }
    }
    END {
      for (i = 0; i < count[ours]; i++)
        print said[ours, i, "version"], said[ours, i, "phase"], said[ours, i, "signs_from"], \
          said[ours, i, "signs_until"], said[ours, i, "leaves_jwks_at"]
    }') || phases=
  [ -n "$phases" ] || echo "vault/${0##*/}: note: no phases, since $service/keys has no key $key${region:+ of this Vault}" >&2
}

# phase_of VERSION: what the service says of it, to stand after a comma.
phase_of() {
  local version phase from until leaves
  read -r version phase from until leaves <<<"$(awk -v version="$1" '$1 == version' <<<"$phases")"
  [ -n "$phase" ] || return 0
  printf ', %s' "$phase"
  case "$phase" in
    announced) printf ', signs from %s' "$(as_text "$from")" ;;
    signing) [ "$until" = null ] || printf ', signs until %s' "$(as_text "$until")" ;;
  esac
  [ "$leaves" = null ] || [ "$phase" = retired ] || printf ', leaves %s at %s' "$home" "$(as_text "$leaves")"
}

# 2026-11-23T07:48:11.923Z for people.
as_text() {
  sed -E 's/T/ /; s/([.][0-9]+)?Z$/ UTC/' <<<"$1"
}

# signing_now: the version of which the service says that it signs.
signing_now() {
  awk '$2 == "signing" { print $1 }' <<<"$phases"
}

# await_service CONDITION..: reads the service again until the condition holds, or $wait is over.
await_service() {
  local until=$(($(date +%s) + wait))
  while :; do
    read_service
    if [ -z "$phases" ] || "$@"; then return 0; fi
    [ "$(date +%s)" -lt "$until" ] || return 1
    sleep 1
  done
}

# Whether the service lists this version.
lists() {
  grep -q "^$1 " <<<"$phases"
}

# What Vault says of the versions in $versions whose number is from $1 to $2.
print_versions() {
  awk -v from="$1" -v to="$2" '$1 >= from && $1 <= to' <<<"$versions" | while read -r number created; do
    echo "  version $number, created $(shown "$created")$(phase_of "$number")"
  done
}
