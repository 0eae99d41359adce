package io.vouchsafe.admin;

import static io.vouchsafe.testing.Eventually.eventually;

import com.fasterxml.jackson.databind.JsonNode;
import io.vouchsafe.base.Sha256;
import io.vouchsafe.testing.BreakingProxy;
import io.vouchsafe.testing.OpenBao;
import io.vouchsafe.testing.VaultApi;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The entries of revoked grants, by name, in one folder of an OpenBao. */
record RevocationNames(OpenBao bao, String folder) {

  /** All of them. */
  Set<String> all() {
    return bao.root().call("GET", folder + "?list=true", null).data().findValues("keys").stream()
        .flatMap(keys -> StreamSupport.stream(keys.spliterator(), false))
        .map(JsonNode::asText)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Those of single grants of a broker, without the instant up to which each is needed. */
  Set<String> grants(String broker) {
    return all().stream()
        .filter(name -> name.contains("." + broker + ".grant."))
        .map(RevocationNames::scope)
        .collect(Collectors.toSet());
  }

  /** Those that concern the grant of this id. */
  Set<String> of(String grantId) {
    Predicate<String> concerns = name -> name.endsWith("." + hash(grantId));
    return all().stream().filter(concerns).collect(Collectors.toSet());
  }

  /** Until an instance has read the list through this proxy with all that was added before. */
  void awaitReadings(BreakingProxy vault) {
    vault.forget();
    eventually("two readings", () -> vault.seen(path -> path.endsWith(folder)).size() > 1);
  }

  /** An entry's name without the instant up to which it is needed. */
  static String scope(String name) {
    return name.substring(name.indexOf('.'));
  }

  /**
   * Adds, under this token, what keeps a workload without new grants of this broker for half an
   * hour; the issuer is that of an entry that is there.
   */
  void block(String broker, String sub, VaultApi thief) {
    String until = Long.toString(Instant.now().plus(Duration.ofMinutes(30)).getEpochSecond());
    add(broker + ".sub." + hash(sub) + "." + until, thief);
  }

  /** Adds, under this token, the revocation of a grant. */
  void revoke(String broker, String grantId, VaultApi thief) {
    add(broker + ".grant." + hash(grantId), thief);
  }

  private void add(String scope, VaultApi thief) {
    String[] known = all().iterator().next().split("\\.");
    thief.write(folder + "/" + known[0] + "." + known[1] + "." + scope, Map.of("by", "a thief"));
  }

  private static String hash(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Sha256.of(text));
  }
}
