package io.vouchsafe.agent.lint;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/**
 * One thing that relying parties want of an issuer.
 *
 * @param id its name, which never changes
 * @param severity what it means where it is not so
 * @param concerns who wants it
 * @param source where they say so
 * @param remedy what to do
 * @param check what is found of it, each in a few words; nothing where all is well
 */
record Rule(
    String id,
    Severity severity,
    Set<RelyingParty> concerns,
    String source,
    String remedy,
    Function<Observed, List<String>> check) {
  Rule {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(severity, "severity");
    concerns = Set.copyOf(concerns);
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(remedy, "remedy");
    Objects.requireNonNull(check, "check");
  }

  /** One whose fault makes those refuse. */
  static Rule refused(
      String id,
      Set<RelyingParty> who,
      String source,
      String remedy,
      Function<Observed, List<String>> check) {
    return new Rule(id, Severity.REFUSED, who, source, remedy, check);
  }

  /** One whose fault those mind, and no more. */
  static Rule note(
      String id,
      Set<RelyingParty> who,
      String source,
      String remedy,
      Function<Observed, List<String>> check) {
    return new Rule(id, Severity.NOTE, who, source, remedy, check);
  }

  /** The text where it is so, and nothing where it is not. */
  static List<String> when(boolean is, String text) {
    return is ? List.of(text) : List.of();
  }

  /** All rules, in the order in which they are printed. */
  static List<Rule> all() {
    return List.of(
            IssuerRules.all(),
            DiscoveryRules.all(),
            JwksRules.all(),
            KeyRules.all(),
            CertificateRules.all(),
            HttpRules.all())
        .stream()
        .flatMap(List::stream)
        .toList();
  }
}
