package io.vouchsafe.hostile;

import io.vouchsafe.hostile.Storm.Attack;
import io.vouchsafe.testing.HeaderBlock;
import io.vouchsafe.testing.Http2Connection;
import io.vouchsafe.testing.Jwts;
import io.vouchsafe.testing.RawConnection;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/** Credentials that are right in everything but their signature. */
final class ForgedAttacks {
  private static final Duration A_MOMENT = Duration.ofMillis(100);
  private static final Duration A_SECOND = Duration.ofSeconds(1);
  private static final int ON_ONE_CONNECTION = 900;
  private static final int IN_A_ROW = 200;
  private static final int ES256_SIGNATURE = 64;
  private static final int RS256_SIGNATURE = 256;

  private ForgedAttacks() {}

  /** Sends the same forged grant 900 times in some kilobytes and leaves, once in a second. */
  static Attack oneGrant(Target target) {
    String forged = forged(target.grant("forged"), ES256_SIGNATURE);
    byte[] first = Wording.headers(HeaderBlock.GET, Wording.ID_TOKEN + Target.ES256, forged);
    byte[] again = Wording.again(HeaderBlock.GET);
    return (storm, client) -> {
      try (Http2Connection connection = storm.http2(client)) {
        connection.request(first, true);
        connection.requests(again, true, ON_ONE_CONNECTION);
        storm.pause(A_MOMENT);
      }
      storm.pause(A_SECOND);
    };
  }

  /** Sends 900 forged grants, each of them new, and leaves, once in a second. */
  static Attack newGrants(Target target) {
    String grant = target.grant("forged");
    return (storm, client) -> {
      try (Http2Connection connection = storm.http2(client)) {
        for (int i = 0; i < ON_ONE_CONNECTION && !storm.isOver(); i++) {
          String forged = forged(grant, ES256_SIGNATURE);
          connection.request(
              Wording.headers(HeaderBlock.GET, Wording.ID_TOKEN + Target.ES256, forged), true);
        }
        storm.pause(A_MOMENT);
      }
      storm.pause(A_SECOND);
    };
  }

  /** Sends forged grants over HTTP/1.1 without waiting for answers, and leaves. */
  static Attack inARow(Target target) {
    String grant = target.grant("forged");
    return inARow(() -> Wording.idToken(forged(grant, ES256_SIGNATURE), Target.ES256));
  }

  /** The same with forged proofs of a broker. */
  static Attack proofs(Target target) {
    String proof = target.proof();
    return inARow(() -> Wording.post("/grants", forged(proof, RS256_SIGNATURE), "{}"));
  }

  private static Attack inARow(Supplier<String> request) {
    return (storm, client) -> {
      try (RawConnection connection = storm.connect(client)) {
        StringBuilder requests = new StringBuilder();
        for (int i = 0; i < IN_A_ROW; i++) {
          requests.append(request.get());
        }
        connection.send(requests.toString());
        storm.answered(connection);
      }
      storm.pause(A_MOMENT);
    };
  }

  /** This token with a signature of good form that is none. */
  private static String forged(String token, int octets) {
    byte[] signature = new byte[octets];
    ThreadLocalRandom.current().nextBytes(signature);
    signature[0] = 0;
    return token.substring(0, token.lastIndexOf('.') + 1) + Jwts.b64(signature);
  }
}
