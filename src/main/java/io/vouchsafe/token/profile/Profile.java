package io.vouchsafe.token.profile;

import io.vouchsafe.token.SubjectTemplate;
import io.vouchsafe.token.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is known of one kind of relying party: its rules, each with its source. */
public sealed interface Profile permits Aws, Azure, Generic, Google, Kubernetes, Spiffe, Vault {
  /** The kind. */
  RelyingParty kind();

  /** The lifetime that suits it where nobody says one; empty if the issuer's does. */
  default Optional<Duration> defaultTtl() {
    return Optional.empty();
  }

  /** What it demands of a token and of what is configured. */
  default List<Rule> rules() {
    return List.of();
  }

  /**
   * A template of its {@code sub} alone.
   *
   * @throws IllegalArgumentException if the relying party would refuse what it makes
   */
  default SubjectTemplate subject(String template) {
    return SubjectTemplate.parse(template);
  }

  /** The attributes without which no token can be made for it, beside those of the subject. */
  default Set<String> attributes() {
    return Set.of();
  }

  /**
   * The claims of its own.
   *
   * @throws io.vouchsafe.token.Problem naming the attribute of which none can be made
   */
  default Map<String, Object> claims(Workload workload) {
    return Map.of();
  }

  /** What the rules on tokens say of one, and those on settings, which every token keeps. */
  default List<Finding> judge(Candidate token) {
    return rules().stream()
        .map(
            rule ->
                switch (rule) {
                  case Rule.OfSettings settings -> new Finding(settings, Optional.empty());
                  case Rule.OfToken ofToken -> new Finding(ofToken, ofToken.breach().apply(token));
                })
        .toList();
  }
}
