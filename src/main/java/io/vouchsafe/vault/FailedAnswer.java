package io.vouchsafe.vault;

import io.vouchsafe.vault.VaultFailure.Kind;
import java.net.URI;
import java.util.Optional;

/**
 * What an answer that is no success means. It is a refusal only where Vault itself judged the
 * request: what a standby, a proxy or a balancer says for it is a failure, which says nothing of
 * keys, tokens or policies (Vault API, HTTP status codes; {@code /sys/health} for 472 and 473).
 */
record FailedAnswer(VaultAnswer answer) {
  private static final int FIRST_OF_REDIRECTS = 300;
  private static final int FIRST_OF_REFUSALS = 400;
  private static final int FIRST_OF_FAILURES = 500;

  VaultFailure failure() {
    int status = answer.status();
    if (status >= FIRST_OF_REDIRECTS && status < FIRST_OF_REFUSALS) {
      return failed(
          "Vault redirects to %s (%d), and redirects are not followed: %s"
              .formatted(
                  target().orElse("another address"), status, answer.addressNames().redirected()));
    }
    if (answer.complainsOf("active cluster node not found")) {
      return failed("Vault has no active node (%d)".formatted(status));
    }
    return switch (status) {
      case 403 -> refused(Kind.DENIED, "Vault refuses the token or the request (403)");
      case 412 -> failed("Vault's node has not caught up with the one that answered before (412)");
      case 472 -> failed("Vault's node is a secondary for disaster recovery (472)");
      case 473 -> failed("Vault's node is a standby that does not serve this (473)");
      case 429 -> refused(Kind.THROTTLED, "Vault limits the rate of calls (429)");
      case 503 ->
          answer.complainsOf("sealed")
              ? refused(Kind.SEALED, "Vault is sealed")
              : failed("Vault is not available (503)");
      default -> other(status);
    };
  }

  private VaultFailure other(int status) {
    if (status >= FIRST_OF_FAILURES) {
      return failed("Vault failed with status %d".formatted(status));
    }
    if (answer.isPage()) {
      return failed(
          "something before Vault answered with a page (%d): check %s"
              .formatted(status, answer.addressNames().url()));
    }
    if (status == 404) {
      return refused(
          Kind.MISSING,
          answer.complainsOf("no handler for route")
              ? "Vault has no engine at this mount (404)"
              : "Vault has nothing at this path (404)");
    }
    return refused(Kind.REFUSED, "Vault refused with status %d".formatted(status));
  }

  private VaultFailure failed(String message) {
    return refused(Kind.FAILED, message);
  }

  private VaultFailure refused(Kind kind, String message) {
    return new VaultFailure(kind, message, answer.retryAfter());
  }

  /** Scheme, host and port alone: the rest may hold anything. */
  private Optional<String> target() {
    return answer
        .header("Location")
        .flatMap(
            location -> {
              try {
                URI uri = URI.create(location);
                return uri.getHost() == null
                    ? Optional.empty()
                    : Optional.of(
                        "%s://%s%s"
                            .formatted(
                                uri.getScheme(),
                                uri.getHost(),
                                uri.getPort() < 0 ? "" : ":" + uri.getPort()));
              } catch (IllegalArgumentException e) {
                return Optional.empty();
              }
            });
  }
}
