package io.vouchsafe.issuer;

import io.vouchsafe.base.OrgPattern;
import io.vouchsafe.base.Reasons;
import io.vouchsafe.key.KeyRole;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What makes an issuer for each organisation.
 *
 * @param name its name in the configuration
 * @param url the {@code iss}; the organisation is one whole segment of its path
 * @param keyPrefix what the names of an organisation's Transit keys begin with
 */
public record IssuerTemplate(String name, OrgPattern url, OrgPattern keyPrefix) {
  /** Under a path, the folder whose last segment a caller chooses. */
  private static final String GRANTS = "/grants";

  private static final Pattern BEFORE = Pattern.compile("[a-z]+://[^/?#]+(/[^?#]*)?/");

  public IssuerTemplate {
    Objects.requireNonNull(name, "name");
    new Reasons()
        .unless(
            BEFORE.matcher(url.before()).matches()
                && (url.after().isEmpty() || url.after().startsWith("/")),
            "issuer must have %s as one whole segment of its path, such as https://id.example.com/org/%s",
            OrgPattern.PLACE,
            OrgPattern.PLACE)
        .refuse();
  }

  /** The path of an organisation's calls. */
  public OrgPattern path() {
    int host = url.before().indexOf("://") + "://".length();
    return new OrgPattern(url.before().substring(url.before().indexOf('/', host)), url.after());
  }

  /**
   * The organisations that have a key in every role, in the order of their names.
   *
   * @param keyNames those of all keys
   */
  public List<String> organisations(Iterable<String> keyNames, Set<KeyRole> roles) {
    return listing(keyNames, roles, Names.NONE).names().after("", Integer.MAX_VALUE);
  }

  /**
   * What a list of the names of all keys says of the organisations.
   *
   * @param before those of the list before this one
   */
  Listing listing(Iterable<String> keyNames, Set<KeyRole> roles, Names before) {
    return Listing.of(keyPrefix, keyNames, roles, before);
  }

  /** Whether an issuer with this path would have calls in common with an organisation. */
  public boolean meetsPath(String other) {
    OrgPattern path = path();
    return path.makes(other)
        || path.makes(other + GRANTS)
        || (other.endsWith(GRANTS)
            && path.makes(other.substring(0, other.length() - GRANTS.length())));
  }

  /** Whether an organisation of this template and one of the other could have calls in common. */
  public boolean meetsPath(IssuerTemplate other) {
    OrgPattern path = path();
    return path.overlaps(other.path())
        || path.plus(GRANTS).overlaps(other.path())
        || path.overlaps(other.path().plus(GRANTS));
  }
}
