package io.vouchsafe.transit;

import com.fasterxml.jackson.databind.JsonNode;
import io.vouchsafe.key.SigningAlgorithm;
import io.vouchsafe.token.Problem;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jboss.logging.Logger;

/**
 * Signs by one call to Transit for each digest (Vault API, {@code /transit/sign/:name}), always
 * under an explicit key version, and takes no answer for another one.
 */
public final class TransitSigning implements DigestSigner {
  private static final Logger LOG = Logger.getLogger(TransitSigning.class);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final VaultAccess vault;
  private final TransitSettings settings;
  private final LastAttempt attempts;

  public TransitSigning(VaultAccess vault, TransitSettings settings, InstantSource clock) {
    this.vault = Objects.requireNonNull(vault, "vault");
    this.settings = Objects.requireNonNull(settings, "settings");
    this.attempts = new LastAttempt("signing with Vault", clock);
  }

  /** Whether the last signature was had. */
  public LastAttempt attempts() {
    return attempts;
  }

  @Override
  public byte[] sign(TransitPrivateKey key, byte[] digest) {
    try {
      byte[] signature = ask(key, digest);
      attempts.worked();
      return signature;
    } catch (VaultFailure failure) {
      attempts.failed(forOperators(failure, key));
      throw forCallers(failure);
    }
  }

  private byte[] ask(TransitPrivateKey key, byte[] digest) {
    Map<String, Object> body = new HashMap<>();
    body.put("input", Base64.getEncoder().encodeToString(digest));
    body.put("prehashed", true);
    body.put("hash_algorithm", "sha2-256");
    body.put("marshaling_algorithm", "asn1");
    body.put("key_version", key.version().number());
    if (key.signingAlgorithm() == SigningAlgorithm.RS256) {
      body.put("signature_algorithm", "pkcs1v15");
    }
    VaultAnswer answer = vault.post(settings.path("sign", key.keyName()), body, key.deadline());
    return signature(key, answer.object("data"));
  }

  private static byte[] signature(TransitPrivateKey key, JsonNode data) {
    JsonNode version = data.path("key_version");
    String[] parts = data.path("signature").asText().split(":", -1);
    if (!version.isIntegralNumber() || parts.length != 3 || !parts[0].equals("vault")) {
      throw VaultFailure.garbled();
    }
    int asked = key.version().number();
    if (version.longValue() != asked || !parts[1].equals("v" + asked)) {
      LOG.errorf(
          "Vault answered another version than %d of key %s (kid %s): nothing was issued",
          asked, key.keyName(), key.version().kid());
      throw new VaultFailure(
          VaultFailure.Kind.GARBLED, "Vault signed with another key version than asked for");
    }
    try {
      byte[] signature = Base64.getDecoder().decode(parts[2]);
      if (signature.length == 0) {
        throw VaultFailure.garbled();
      }
      return signature;
    } catch (IllegalArgumentException e) {
      throw VaultFailure.garbled();
    }
  }

  private String forOperators(VaultFailure failure, TransitPrivateKey key) {
    return failure.kind() == VaultFailure.Kind.DENIED
        ? "%s: the signer's policy lacks update on %s (see vault/policies/signer.hcl)"
            .formatted(failure.getMessage(), settings.path("sign", key.keyName()))
        : failure.getMessage();
  }

  private static Problem forCallers(VaultFailure failure) {
    return switch (failure.kind()) {
      case GARBLED -> Problem.of(Problem.Kind.WRONG_ANSWER, failure.getMessage());
      case UNREACHABLE -> unavailable("Vault cannot be reached", failure);
      case TIMED_OUT -> unavailable("Vault did not answer in time", failure);
      case BUSY -> unavailable("too many requests are waiting for Vault", failure);
      case SEALED -> unavailable("Vault is sealed", failure);
      case THROTTLED -> unavailable("Vault limits the rate of signatures", failure);
      case DENIED, LOGIN_REFUSED -> unavailable("Vault refused to sign", failure);
      case MISSING, REFUSED ->
          Problem.of(Problem.Kind.VERSION_REFUSED, "Vault refused the key version");
    };
  }

  private static Problem unavailable(String detail, VaultFailure failure) {
    return Problem.unavailable(detail, failure.retryAfter().orElse(RETRY_AFTER));
  }
}
