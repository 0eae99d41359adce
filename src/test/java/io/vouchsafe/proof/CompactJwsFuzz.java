package io.vouchsafe.proof;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.vouchsafe.token.Problem;
import java.util.List;

/** Reads any text as a compact JWS. */
public final class CompactJwsFuzz {
  private static final List<String> NAMES = List.of("typ", "alg", "kid");

  private CompactJwsFuzz() {}

  /**
   * @throws IllegalStateException if what was read is not what came, or the problem is another than
   *     bad credentials
   */
  public static void fuzzerTestOneInput(byte[] input) {
    String token = new String(input, ISO_8859_1);
    try {
      CompactJws jws = CompactJws.parse(token);
      boolean whole = jws.token().equals(token) && token.length() <= CompactJws.MAX_LENGTH;
      if (!whole || !token.startsWith(new String(jws.signingInput(), ISO_8859_1) + ".")) {
        throw new IllegalStateException("another JWS than the one that came");
      }
      jws.memberNames();
      NAMES.forEach(jws::member);
      jws.isGrant();
      read(jws.claims());
    } catch (Problem problem) {
      Refusals.requireBadCredentials(problem);
    }
  }

  private static void read(Claims claims) {
    claims.instant("exp");
    claims.instant("nbf");
    claims.instant("iat");
    claims.text("sub");
    claims.onlyAudience();
  }
}
