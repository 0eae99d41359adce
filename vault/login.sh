# The login that setup prepares, whose variables this reads.

# Which flags belong to which method; the others are refused rather than ignored.
check_flags_fit() {
  local flag
  for flag in $given; do
    case "$flag:$auth" in
      --role:'' | --auth-mount:'') misused "$flag needs --auth: without it no login is prepared" ;;
      --auth-mount:token) misused "--auth-mount does not belong to --auth token, which has no mount of its own" ;;
      --service-account:kubernetes | --kubernetes-host:kubernetes | --token-reviewer-jwt:kubernetes) ;;
      --issuer-url:jwt | --jwks-url:jwt | --subject:jwt) ;;
      --audience:kubernetes | --ca-file:kubernetes | --replace-config:kubernetes) ;;
      --audience:jwt | --ca-file:jwt | --replace-config:jwt) ;;
      --service-account:* | --kubernetes-host:* | --token-reviewer-jwt:*) misused "$flag only belongs to --auth kubernetes" ;;
      --issuer-url:* | --jwks-url:* | --subject:*) misused "$flag only belongs to --auth jwt" ;;
      --audience:* | --ca-file:* | --replace-config:*) misused "$flag only belongs to --auth kubernetes and --auth jwt" ;;
    esac
  done
}

# check_file FLAG FILE
check_file() {
  [ -f "$2" ] || [ -p "$2" ] || misused "$1 $2 is no file"
  [ -r "$2" ] || misused "$1 $2 cannot be read"
  [ -s "$2" ] || [ -p "$2" ] || misused "$1 $2 is empty"
}

# One account: Vault would take a * for every account, and a comma for the next one.
check_service_account() {
  case "$service_account" in
    *'*'*) misused "--service-account '$service_account' would let every account log in that fits: name one, as NAMESPACE/NAME, such as apps/vouchsafe" ;;
    */*/* | *[!a-z0-9./-]*) misused "--service-account '$service_account' is no NAMESPACE/NAME of Kubernetes, such as apps/vouchsafe" ;;
    ?*/?*) ;;
    *) misused "--auth kubernetes needs --service-account NAMESPACE/NAME" ;;
  esac
}

# Leaves the certificate in $ca. Vault's command line would send another file where it began with @.
read_ca() {
  ca=
  [ -n "$ca_file" ] || return 0
  check_file --ca-file "$ca_file"
  ca=$(cat "$ca_file")
  case "$ca" in
    @*) misused "--ca-file $ca_file begins with @, as no certificate does" ;;
    *-----BEGIN*) ;;
    *) misused "--ca-file $ca_file holds no certificate in PEM" ;;
  esac
}

check_login_flags() {
  check_flags_fit
  case "$auth" in
    '' | token | approle) ;;
    kubernetes)
      check_service_account
      [ -z "$reviewer_jwt" ] || [ -n "$kubernetes_host" ] || misused "--token-reviewer-jwt needs --kubernetes-host too: Vault takes both at once"
      [ -z "$ca_file" ] || [ -n "$kubernetes_host" ] || misused "--ca-file needs --kubernetes-host too: Vault takes both at once"
      ;;
    jwt)
      [ -n "$subject" ] && [ -n "$audience" ] || misused "--auth jwt needs --subject and --audience"
      [ -z "$jwks_url" ] || [ -n "$issuer_url" ] || misused "--jwks-url needs --issuer-url too: keys alone do not say whose tokens count"
      [ -z "$ca_file" ] || [ -n "$issuer_url" ] || misused "--ca-file needs --issuer-url too: Vault takes both at once"
      ;;
    *) misused "--auth '$auth' is none of token, approle, kubernetes, jwt" ;;
  esac
  read_ca
  [ -z "$reviewer_jwt" ] || check_file --token-reviewer-jwt "$reviewer_jwt"
}

# Leaves in the array wanted what the mount's configuration is to hold, as name=value.
want_config() {
  wanted=()
  if [ -n "$kubernetes_host" ]; then
    wanted=("kubernetes_host=$kubernetes_host" ${ca:+"kubernetes_ca_cert=$ca"})
  elif [ -n "$jwks_url" ]; then
    wanted=("bound_issuer=$issuer_url" "jwks_url=$jwks_url" ${ca:+"jwks_ca_pem=$ca"})
  elif [ -n "$issuer_url" ]; then
    wanted=("oidc_discovery_url=$issuer_url" ${ca:+"oidc_discovery_ca_pem=$ca"})
  fi
}

# One line for people: a certificate is not shown, and what Vault shows as n/a is none.
brief() {
  case "$1" in
    '' | n/a) echo none ;;
    *-----BEGIN*) echo "a certificate" ;;
    *) printf '%s\n' "$1" ;;
  esac
}

# differences TABLE: a line for each value of the configuration that writing what is wanted would change. A write sets
# what it does not name back to what Vault has for it.
differences() {
  local pair name value names=" status namespace_in_state disable_iss_validation token_reviewer_jwt_set "
  for pair in "${wanted[@]}"; do
    names="$names${pair%%=*} "
    holds "auth/$auth_mount/config" "$1" "$pair" ||
      printf '  %s: %s now, %s as asked\n' "${pair%%=*}" "$(brief "$(field "${pair%%=*}" <<<"$1")")" "$(brief "${pair#*=}")"
  done
  if [ -n "$reviewer_jwt" ] && [ "$(field token_reviewer_jwt_set <<<"$1")" != true ]; then
    echo "  token_reviewer_jwt: none now, that of --token-reviewer-jwt as asked"
  fi
  while read -r name value; do
    case "$names" in *" $name "*) continue ;; esac
    case "$value" in '' | n/a | '[]' | 'map[]' | false | 0 | Value | -----) continue ;; esac
    printf '  %s: %s now, lost by the write\n' "$name" "$(brief "$value")"
  done < <(grep -E '^[a-z_]+ +[^ ]' <<<"$1")
}

# What is to become of the mount's configuration, left in $config: unchanged, create or update. Dies where that would
# change it for everybody else who logs in there.
check_config() {
  local before= differing=
  case "$auth" in kubernetes | jwt) ;; *) return 0 ;; esac
  want_config
  [ -z "$auth_mounted" ] || before=$(current "auth/$auth_mount/config")
  config=unchanged
  if [ -z "$before" ]; then
    [ ${#wanted[@]} -gt 0 ] || die "$auth_mount/ has no configuration yet, so nothing was changed: give $(config_flag)"
    config=create
    return
  fi
  [ ${#wanted[@]} -gt 0 ] || return 0
  differing=$(differences "$before")
  if [ -z "$(grep -v 'lost by the write$' <<<"$differing")" ]; then
    [ -n "$reviewer_jwt" ] || return 0
    if [ -z "$replace_config" ]; then
      echo "vault/setup: note: $auth_mount/ has a reviewer's token, which Vault does not show; it stays. --replace-config sets this one" >&2
      return 0
    fi
  fi
  [ -n "$replace_config" ] || die "$auth_mount/ is configured otherwise, and others may log in there, so nothing was changed:
$differing
Take a mount of your own with --auth-mount, or have this one replaced with --replace-config."
  [ -n "$reviewer_jwt" ] || [ "$(field token_reviewer_jwt_set <<<"$before")" != true ] ||
    die "$auth_mount/ has a reviewer's token, which this would drop, so nothing was changed: give --token-reviewer-jwt, or take a mount of your own with --auth-mount"
  config=update
  [ -z "$differing" ] || printf 'auth/%s/config, for everybody who logs in there:\n%s\n\n' "$auth_mount" "$differing"
}

config_flag() {
  if [ "$auth" = jwt ]; then echo --issuer-url; else echo --kubernetes-host; fi
}

ensure_configured() {
  local path=auth/$auth_mount/config
  if [ "$config" = unchanged ]; then
    said unchanged "$path"
    return
  fi
  if [ -z "$reviewer_jwt" ]; then
    change write "$path" "${wanted[@]}"
  elif [ -z "$dry_run" ]; then
    tr -d '\n' <"$reviewer_jwt" | quietly write "$path" "${wanted[@]}" token_reviewer_jwt=-
  fi
  did "$config" "$path"
}

# What the admin does next; nothing on a dry run, since nothing that it names need be there.
say_next() {
  local path=$1 role_id
  [ -z "$dry_run" ] || return 0
  echo
  if [ "$auth" = token ]; then
    echo "A token for it, renewed by the service for as long as it runs:"
    echo "  $(basename "$cli") token create -orphan -no-default-policy -policy=$account -period=24h"
  else
    role_id=$("$cli" read -field=role_id "$path/role-id") || die "cannot read $path/role-id"
    echo "Its role id is $role_id"
    echo "A secret id for it, wrapped for ten minutes:"
    echo "  $(basename "$cli") write -f -wrap-ttl=10m $path/secret-id"
  fi
}

ensure_login() {
  local account=$base-$role
  local for_all="token_policies=$account token_no_default_policy=true token_period=1h"
  local path=auth/$auth_mount/role/$account
  [ "$auth" = token ] || ensure_mounted auth "$auth_mount" "$auth" "$auth_mounted"
  case "$auth" in
    token) say_next "$path" ;;
    approle)
      ensure "$path" $for_all
      say_next "$path"
      ;;
    kubernetes)
      ensure_configured
      ensure "$path" "bound_service_account_names=${service_account#*/}" \
        "bound_service_account_namespaces=${service_account%%/*}" ${audience:+"audience=$audience"} $for_all
      ;;
    jwt)
      ensure_configured
      ensure "$path" role_type=jwt user_claim=sub "bound_subject=$subject" "bound_audiences=$audience" $for_all
      ;;
  esac
}
