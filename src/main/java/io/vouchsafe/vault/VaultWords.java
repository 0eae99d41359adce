package io.vouchsafe.vault;

import io.vouchsafe.base.Masked;
import io.vouchsafe.base.OneLine;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Logs what Vault itself says where it does not take a login or a change of a key: often that alone
 * says why. A line for each path when the words are others than the last time. Nobody else gets
 * them: they may hold what was sent, so secrets are masked, those that were sent among them.
 */
final class VaultWords {
  private static final Logger LOG = Logger.getLogger("io.vouchsafe.vault");
  private static final int LONGEST = 500;
  private static final int SHORTEST_SECRET = 4;

  private static final Set<VaultOperation> TOLD =
      EnumSet.of(
          VaultOperation.LOGIN,
          VaultOperation.RENEW,
          VaultOperation.UNWRAP,
          VaultOperation.ROTATE,
          VaultOperation.RETIRE);

  /** What they name is no secret, and may be what Vault's words are about. */
  private static final Set<String> NAMES = Set.of("role", "role_id", "name");

  private final Map<String, String> last = new ConcurrentHashMap<>();

  /**
   * An answer came.
   *
   * @param token under which it was asked for
   * @param body that was sent
   */
  void answered(
      VaultOperation operation,
      String path,
      VaultAnswer answer,
      String token,
      Map<String, ?> body) {
    if (!TOLD.contains(operation)) {
      return;
    }
    if (answer.good()) {
      last.remove(path);
      return;
    }
    String words = words(answer, token, body);
    if (saysMore(answer) && !words.isEmpty() && !words.equals(last.put(path, words))) {
      LOG.warnf("Vault says of %s (%d): %s", path, answer.status(), words);
    }
  }

  /** What every call meets has an outage of its own. */
  private static boolean saysMore(VaultAnswer answer) {
    return switch (answer.failure().kind()) {
      case DENIED, MISSING, REFUSED, FAILED -> true;
      default -> false;
    };
  }

  private static String words(VaultAnswer answer, String token, Map<String, ?> body) {
    String words = masked(String.join("; ", answer.errors()), List.of(token));
    words =
        masked(
            words,
            body.entrySet().stream()
                .filter(member -> !NAMES.contains(member.getKey()))
                .map(member -> String.valueOf(member.getValue()))
                .toList());
    String line = OneLine.of(Masked.of(words).strip().replaceAll("\\s+", " "));
    return line.length() > LONGEST ? line.substring(0, LONGEST) + ".." : line;
  }

  private static String masked(String words, Collection<String> secrets) {
    String masked = words;
    for (String secret : secrets) {
      if (secret.length() >= SHORTEST_SECRET) {
        masked = masked.replace(secret, "[what was sent, not shown]");
      }
    }
    return masked;
  }
}
