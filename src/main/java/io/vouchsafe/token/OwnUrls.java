package io.vouchsafe.token;

import io.vouchsafe.base.OrgPattern;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Audiences that are ours: for which no token is issued, since it could pose as a grant or as a
 * proof.
 *
 * @param named one by one
 * @param patterns the URLs that organisations' issuers have, whether there is one or not
 */
public record OwnUrls(Set<String> named, List<OrgPattern> patterns) {
  public OwnUrls {
    named = Set.copyOf(named);
    patterns = List.copyOf(patterns);
  }

  /** Those alone that are named. */
  public static OwnUrls of(Set<String> named) {
    return new OwnUrls(named, List.of());
  }

  /** Whether it is one of these, letter by letter. */
  public boolean contains(String text) {
    return named.contains(text) || patterns.stream().anyMatch(it -> it.makes(text));
  }

  /**
   * Whether a verifier may take an audience for one of these, which are {@link #inAudienceForm}: by
   * its form, or by what it comes to for whoever normalises a URL and leaves out its query.
   */
  public boolean mayBe(String audience) {
    String form = AudienceForm.of(audience);
    String normal = AudienceForm.normal(form);
    return contains(form) || (!normal.equals(form) && contains(normal));
  }

  /**
   * The same in the form in which audiences are compared: white space around it, slashes at its
   * end, and the case of scheme and host make no difference.
   */
  public OwnUrls inAudienceForm() {
    OwnUrls form =
        new OwnUrls(
            named.stream().map(AudienceForm::of).collect(Collectors.toUnmodifiableSet()),
            patterns.stream().map(OwnUrls::inAudienceForm).toList());
    return form.equals(this) ? this : form;
  }

  private static OrgPattern inAudienceForm(OrgPattern pattern) {
    String url = AudienceForm.of(pattern.of("org"));
    String after = AudienceForm.of("/x" + pattern.after()).substring("/x".length());
    return new OrgPattern(url.substring(0, url.length() - after.length() - "org".length()), after);
  }
}
