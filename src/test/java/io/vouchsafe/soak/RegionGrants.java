package io.vouchsafe.soak;

import static io.vouchsafe.testing.Eventually.eventually;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.SignedJWT;
import io.vouchsafe.testing.Fleet;
import io.vouchsafe.testing.Http.Answer;
import io.vouchsafe.testing.RegionFleet;
import io.vouchsafe.testing.RegionFleet.Member;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * Grants of one region at instances of another: what was revoked there stays refused when the
 * instance is killed and starts again, and nothing is accepted by a list that is too old.
 */
final class RegionGrants {
  private static final String ISSUER = "default";
  private static final int ENOUGH = 3;

  private final RegionFleet regions;
  private final List<String> failures = new ArrayList<>();
  int refusedAfterAKill;
  int unknownByAnOldList;

  RegionGrants(RegionFleet regions) {
    this.regions = regions;
  }

  List<String> failures() {
    return failures;
  }

  Optional<Answer> fetch(Member at) {
    return Optional.of(regions.fleet().grant(at.instance(), ISSUER))
        .filter(it -> it.status() == 201);
  }

  static int status(Member at, Answer grant) {
    try {
      return at.instance().client(ISSUER).idToken(grant.text("grant"), Fleet.ES256).status();
    } catch (UncheckedIOException gone) {
      return 0;
    }
  }

  /**
   * Grants that the keys of two regions signed are revoked in one of them; whoever is killed
   * refuses them before and after.
   */
  void acrossAKill(Member killed, Member elsewhere) {
    List<Answer> grants = new ArrayList<>();
    for (Member by : List.of(killed, elsewhere)) {
      fetch(by).filter(it -> revoked(elsewhere, it)).ifPresent(grants::add);
    }
    grants.forEach(it -> eventually(() -> "it is refused", () -> status(killed, it) == 401));
    killed.instance().kill();
    killed.instance().start();
    grants.forEach(it -> staysRefused(killed, it));
    killed.instance().awaitGood();
  }

  private static boolean revoked(Member at, Answer grant) {
    return at.instance()
            .client(ISSUER)
            .revoke(Fleet.proofAudience(ISSUER), grant.text("id"))
            .status()
        == 204;
  }

  private void staysRefused(Member at, Answer grant) {
    Instant end = Instant.parse(grant.text("expires_at")).minusMillis(500);
    int refused = 0;
    while (refused < ENOUGH && Instant.now().isBefore(end)) {
      int status = status(at, grant);
      if (status == 200) {
        failures.add("a revoked grant is good after a restart");
        return;
      }
      refused += status == 401 ? 1 : 0;
    }
    refusedAfterAKill += refused == ENOUGH ? 1 : 0;
  }

  /** Nobody can read the list of {@code region} for longer than it counts. */
  void byAnOldList(String region, Member at, Answer grant) {
    int status = status(at, grant);
    if (signedIn(region, grant)) {
      if (status == 200) {
        failures.add("a grant of %s is good by a list that is too old".formatted(region));
      }
      unknownByAnOldList += status == 503 ? 1 : 0;
    }
  }

  private boolean signedIn(String region, Answer grant) {
    String key =
        Fleet.keys(ISSUER).stream().filter(it -> it.endsWith("-grant")).findFirst().orElseThrow();
    return StreamSupport.stream(regions.vault(region).key(key).path("keys").spliterator(), false)
        .anyMatch(it -> kid(it.path("public_key").asText()).equals(kidOf(grant)));
  }

  private static String kidOf(Answer grant) {
    try {
      return SignedJWT.parse(grant.text("grant")).getHeader().getKeyID();
    } catch (ParseException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String kid(String pem) {
    byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[^-]*-----", ""));
    try {
      var key =
          (ECPublicKey) KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(der));
      return new ECKey.Builder(Curve.P_256, key).build().computeThumbprint().toString();
    } catch (GeneralSecurityException | JOSEException e) {
      throw new IllegalStateException(e);
    }
  }
}
