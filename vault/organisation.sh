# Whose keys setup would make, whose variables this reads: an organisation's, or those of an issuer of its own.

organisation_names="an organisation's name is 1 to 63 of a-z, 0-9 and -, not beginning with -"

is_organisation() {
  case "$1" in '' | -* | *[!abcdefghijklmnopqrstuvwxyz0123456789-]*) return 1 ;; esac
  [ ${#1} -le 63 ]
}

# template_of BEGINNING: what the keys of the template begin with whose policy for signers is called so; nothing where
# there is none in this mount, or it may not be read.
template_of() {
  "$cli" policy read "$1-signer" 2>/dev/null | sed -n "s|^path \"$mount/keys/\(..*\)[*]\" {\$|\1|p" || true
}

# Dies where the keys would be a template's, and no organisation of it is called so. The template is looked for by each
# part of the prefix that ends with one of . _ -
check_organisation() {
  local keys=$prefix- rest=$prefix- before="" possible="" part found name
  ! is_organisation "$prefix" || possible=yes
  while [ -n "$rest" ]; do
    part=${rest%%[._-]*}
    before=$before${rest:0:$((${#part} + 1))}
    rest=${rest:$((${#part} + 1))}
    ! is_organisation "${rest%-}" || possible=yes
    found=$(template_of "$before")
    [ -n "$found" ] || continue
    name=${keys#"$found"}
    # Vault's policies have no upper case in their names, and keys have.
    case "$keys" in
      "$found"*) ! is_organisation "${name%-}" || return 0 ;;
      *) [ -n "$keys_only" ] || return 0 ;;
    esac
    die "the keys $keys* would be of no organisation of the template $found{org}, so nothing was changed: $organisation_names, such as --key-prefix ${found}acme. Keys of another issuer take a --key-prefix that begins otherwise"
  done
  [ -z "$keys_only" ] || [ -n "$possible" ] ||
    echo "vault/setup: note: no template was found that has $prefix as an organisation, and its end is no name of one: $organisation_names; with the key-prefix org-{org} it is --key-prefix org-acme" >&2
}
