package io.vouchsafe.agent.lint;

import static io.vouchsafe.agent.lint.RelyingParty.AZURE;
import static io.vouchsafe.agent.lint.RelyingParty.GOOGLE;
import static io.vouchsafe.agent.lint.RelyingParty.ORACLE;
import static io.vouchsafe.agent.lint.RelyingParty.PYPI;
import static io.vouchsafe.agent.lint.Rule.note;
import static io.vouchsafe.agent.lint.Rule.refused;

import io.vouchsafe.agent.lint.Authorities.Standing;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** What the certificates of the issuer's hosts have to be like. */
final class CertificateRules {
  private static final String PATH = "RFC 5280, 6.1";
  private static final Duration SOON = Duration.ofDays(14);
  private static final Set<RelyingParty> PUBLIC_ALONE = EnumSet.of(GOOGLE, AZURE, PYPI, ORACLE);

  static List<Rule> all() {
    return List.of(
        refused(
            "certificate-expired",
            RelyingParty.all(),
            PATH,
            "renew it",
            each(seen -> expired(seen))),
        note(
            "certificate-ends-soon",
            RelyingParty.all(),
            PATH,
            "renew it, and see why nothing did",
            each(seen -> endsSoon(seen))),
        refused(
            "certificate-host",
            RelyingParty.all(),
            "RFC 9525, 6",
            "get one for the host's name",
            each(
                seen ->
                    Optional.of("shows a certificate for " + names(seen.chain.getFirst()))
                        .filter(it -> !Hosts.covers(seen.chain.getFirst(), seen.host)))),
        refused(
            "certificate-chain",
            RelyingParty.all(),
            "RFC 8446, 4.4.2; RFC 5280, 6.1",
            "send the intermediate certificates too; if it is an authority of your own, name it by --ca-file",
            each(
                seen ->
                    standing(
                        seen,
                        Standing.INCOMPLETE,
                        "shows a chain that ends with a certificate of '%s', whom nobody here knows"
                            .formatted(seen.chain.getLast().getIssuerX500Principal())))),
        refused(
            "certificate-authority",
            RelyingParty.all(),
            PATH,
            "get one of a public authority; if it is one of your own, name it by --ca-file",
            each(
                seen ->
                    standing(
                        seen,
                        Standing.UNKNOWN,
                        "shows a certificate that no authority known here vouches for"))),
        refused(
            "certificate-private",
            PUBLIC_ALONE,
            "they fetch the documents and trust public authorities alone",
            "get one of a public authority, or upload the JWKS where that can be done",
            each(seen -> standing(seen, Standing.PRIVATE, "is vouched for by --ca-file alone"))),
        note(
            "certificate-private-aws",
            EnumSet.complementOf(EnumSet.copyOf(PUBLIC_ALONE)),
            "AWS IAM User Guide: thumbprint; Vault: oidc_discovery_ca_pem; Kubernetes: certificateAuthority",
            "give them the authority: AWS its thumbprint, Vault oidc_discovery_ca_pem, Kubernetes certificateAuthority",
            each(seen -> standing(seen, Standing.PRIVATE, "is vouched for by --ca-file alone"))));
  }

  private CertificateRules() {}

  private record Seen(String host, List<X509Certificate> chain, Authorities known, Instant now) {
    boolean isInTime() {
      return chain.stream()
          .allMatch(
              certificate ->
                  certificate.getNotAfter().toInstant().isAfter(now)
                      && !certificate.getNotBefore().toInstant().isAfter(now));
    }
  }

  private static Function<Observed, List<String>> each(Function<Seen, Optional<String>> check) {
    return observed ->
        observed.certificates().entrySet().stream()
            .flatMap(
                entry ->
                    check
                        .apply(
                            new Seen(
                                entry.getKey(),
                                entry.getValue(),
                                observed.authorities(),
                                observed.now()))
                        .map(text -> entry.getKey() + " " + text)
                        .stream())
            .toList();
  }

  private static Optional<String> expired(Seen seen) {
    return seen.chain.stream()
        .filter(certificate -> !certificate.getNotAfter().toInstant().isAfter(seen.now))
        .findFirst()
        .map(it -> "shows a certificate that was good until " + it.getNotAfter().toInstant())
        .or(
            () ->
                seen.chain.stream()
                    .filter(it -> it.getNotBefore().toInstant().isAfter(seen.now))
                    .findFirst()
                    .map(
                        it ->
                            "shows a certificate that is not good before "
                                + it.getNotBefore().toInstant()));
  }

  private static Optional<String> endsSoon(Seen seen) {
    return seen.isInTime()
        ? seen.chain.stream()
            .map(certificate -> Duration.between(seen.now, certificate.getNotAfter().toInstant()))
            .min(Duration::compareTo)
            .filter(left -> left.compareTo(SOON) < 0)
            .map(left -> "shows a certificate that ends in %d days".formatted(left.toDays()))
        : Optional.empty();
  }

  private static Optional<String> standing(Seen seen, Standing standing, String text) {
    return seen.isInTime() && seen.known.standing(seen.chain) == standing
        ? Optional.of(text)
        : Optional.empty();
  }

  private static String names(X509Certificate certificate) {
    List<String> names = Hosts.names(certificate);
    return names.isEmpty() ? "no name" : String.join(", ", names);
  }
}
