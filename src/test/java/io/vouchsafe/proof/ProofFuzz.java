package io.vouchsafe.proof;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vouchsafe.proof.TrustedIssuer.Identity;
import io.vouchsafe.proof.TrustedIssuer.KeySource;
import io.vouchsafe.testing.Events;
import io.vouchsafe.testing.Jwts;
import io.vouchsafe.token.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Verifies a proof whose header is the first line of the input and whose claims are the rest,
 * signed by a key of the trusted issuer, so that nothing but its words can be at fault.
 */
public final class ProofFuzz {
  private static final String ISS = "https://platform.example";
  private static final String AUD = "vouchsafe";
  private static final String KID = "p256";
  private static final long LEEWAY_SECONDS = 60;
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ProofVerifier VERIFIER = verifier();

  private ProofFuzz() {}

  private static ProofVerifier verifier() {
    try {
      Path folder = Files.createTempDirectory("fuzz-");
      Path keys =
          Files.writeString(
              folder.resolve("jwks.json"),
              Jwts.jwks(Jwts.ecJwk(Jwts.P256, KID).build().toJSONString()));
      keys.toFile().deleteOnExit();
      folder.toFile().deleteOnExit();
      return new ProofVerifier(
          List.of(
              trusted("platform", new Identity.Issuer(ISS), keys),
              trusted("svids", new Identity.TrustDomain("prod.example"), keys)),
          InstantSource.fixed(NOW),
          new Events());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static TrustedIssuer trusted(String name, Identity identity, Path keys) {
    return TrustedIssuers.standard(
        name, identity, AUD, new KeySource.OfFile(keys), Optional.empty(), Optional.empty());
  }

  /**
   * @throws IllegalStateException if a proof is taken that must not be, or the problem is another
   *     than bad credentials, or keys that are to come where the kid is not the issuer's
   */
  public static void fuzzerTestOneInput(byte[] input) {
    String text = new String(input, UTF_8);
    int end = text.indexOf('\n');
    String header = end < 0 ? "{\"alg\":\"ES256\",\"kid\":\"p256\"}" : text.substring(0, end);
    String claims = text.substring(end + 1);
    String proof =
        Jwts.signed(header, claims, Jwts.P256.getPrivate(), "SHA256withECDSAinP1363Format");
    try {
      Proof verified = VERIFIER.verify(proof);
      check(verified, claims);
    } catch (Problem problem) {
      if (problem.kind() != Problem.Kind.UNAVAILABLE || isTheIssuers(proof)) {
        Refusals.requireBadCredentials(problem);
      }
    }
  }

  private static boolean isTheIssuers(String proof) {
    return CompactJws.parse(proof).member("kid").equals(Optional.of(KID));
  }

  private static void check(Proof proof, String text) {
    JsonNode claims = read(text);
    boolean ours =
        claims.path("aud").isArray()
            ? claims.path("aud").size() == 1 && claims.path("aud").get(0).asText().equals(AUD)
            : claims.path("aud").asText().equals(AUD);
    double expires = claims.path("exp").asDouble();
    if (!ours
        || !claims.path("sub").asText().equals(proof.subject())
        || expires + LEEWAY_SECONDS < NOW.getEpochSecond()) {
      throw new IllegalStateException("a proof was taken: " + text);
    }
  }

  private static JsonNode read(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new IllegalStateException("claims that are no JSON were taken", e);
    }
  }
}
