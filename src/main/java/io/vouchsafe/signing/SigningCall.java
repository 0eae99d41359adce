package io.vouchsafe.signing;

import com.fasterxml.jackson.databind.JsonNode;
import io.vouchsafe.base.Deadline;
import io.vouchsafe.key.KeyVersion;
import io.vouchsafe.key.SigningAlgorithm;
import io.vouchsafe.key.SigningChoice;
import io.vouchsafe.token.SigningFault;
import io.vouchsafe.transit.TransitAlgorithm;
import io.vouchsafe.transit.TransitSettings;
import io.vouchsafe.vault.VaultAccess;
import io.vouchsafe.vault.VaultAnswer;
import io.vouchsafe.vault.VaultFailure;
import io.vouchsafe.vault.VaultNodes;
import io.vouchsafe.vault.VaultOperation;
import io.vouchsafe.vault.VaultPost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * One call to Transit for several digests under one key version (Vault API, {@code
 * /transit/sign/:name}, {@code batch_input}).
 *
 * <p>Results are matched by {@code reference}, never by position. It is the token's {@code jti}: so
 * Vault's audit log and ours can be held against each other, and the answer to another call is not
 * accepted.
 */
final class SigningCall {
  private static final Logger LOG = Logger.getLogger(SigningCall.class);

  private final VaultNodes vault;
  private final TransitSettings settings;
  private final Optional<Duration> longest;
  private final KnownNodes known = new KnownNodes();

  SigningCall(VaultNodes vault, TransitSettings settings) {
    this(vault, settings, Optional.empty());
  }

  /**
   * @param longest the most that a call may take; empty where the deadlines alone bound it
   */
  SigningCall(VaultNodes vault, TransitSettings settings, Optional<Duration> longest) {
    this.longest = Objects.requireNonNull(longest, "longest");
    this.vault = Objects.requireNonNull(vault, "vault");
    this.settings = Objects.requireNonNull(settings, "settings");
  }

  /** The fault behind a failure of this call, as {@link FaultOf#call}. */
  Optional<SigningFault> fault(VaultFailure failure, String keyName) {
    return FaultOf.call(failure, vault.login(), settings, keyName);
  }

  /**
   * A digest to sign.
   *
   * @param reference of its own in every call; Vault gives it back, and has it in its audit log
   */
  record Item(String reference, byte[] digest) {}

  /**
   * A key version to sign with.
   *
   * @param keyName the Transit key's name
   */
  record Target(String keyName, KeyVersion version, SigningAlgorithm algorithm) {
    static Target of(TransitPrivateKey key) {
      return new Target(key.keyName(), key.version(), key.signingAlgorithm());
    }

    static Target of(SigningChoice.Ready key) {
      return new Target(key.key().name(), key.version(), key.key().role().algorithm());
    }
  }

  /**
   * Sends the digests to Vault and returns their signatures.
   *
   * @param batch at least one; all of the same key version
   * @return for each digest its signature, as the JCA wants it, or nothing where Vault refused it
   * @throws VaultFailure if there is no answer by the last deadline, or one that cannot be trusted:
   *     then no part of it is
   */
  List<Optional<byte[]>> sign(List<PendingDigest> batch) {
    return sign(
        Target.of(batch.getFirst().key()),
        batch.stream().map(pending -> new Item(pending.key().tokenId(), pending.digest())).toList(),
        bounded(latest(batch)));
  }

  /**
   * The same for digests of anything. A node of Vault that signs fewer than all of them, since it
   * does not know the version yet, is not believed before Vault's address says the same.
   *
   * @param items their references differ
   */
  List<Optional<byte[]>> sign(Target key, List<Item> items, Deadline deadline) {
    return vault.call(
        deadline,
        new VaultNodes.Call<>(
            (node, until) -> sign(node, key, items, until),
            signatures -> signatures.stream().allMatch(Optional::isPresent),
            (node, until) -> tried(node, key, until)));
  }

  /** What nodes signed does not verify: each of them has to show its signature again. */
  void distrustNodes() {
    known.forget();
  }

  /** A node of another Vault may have keys of the same names. */
  private List<Optional<byte[]>> sign(
      VaultPost node, Target key, List<Item> items, Deadline deadline) {
    if (node instanceof VaultAccess
        || known.signs(node, key)
        || items.contains(SigningProbe.ITEM)) {
      return called(node, key, items, deadline);
    }
    List<Item> more = new ArrayList<>(items);
    more.add(SigningProbe.ITEM);
    List<Optional<byte[]>> signatures = called(node, key, more, deadline);
    known.check(node, key, signatures.getLast());
    return signatures.subList(0, items.size());
  }

  private List<Optional<byte[]>> tried(VaultPost node, Target key, Deadline deadline) {
    List<Optional<byte[]>> signatures = called(node, key, List.of(SigningProbe.ITEM), deadline);
    known.check(node, key, signatures.getFirst());
    return signatures;
  }

  private List<Optional<byte[]>> called(
      VaultPost node, Target key, List<Item> items, Deadline deadline) {
    VaultAnswer answer =
        node.post(
            VaultOperation.SIGN, settings.path("sign", key.keyName()), body(key, items), deadline);
    return signatures(key, items, answer.object("data").path("batch_results"));
  }

  private Deadline bounded(Deadline deadline) {
    return longest
        .filter(most -> most.compareTo(deadline.remaining()) < 0)
        .map(Deadline::in)
        .orElse(deadline);
  }

  /** The last of the deadlines; a caller who hangs up does not cut the call. */
  private static Deadline latest(List<PendingDigest> batch) {
    Deadline first = batch.getFirst().key().deadline();
    Deadline latest = first.orLater(first);
    for (PendingDigest pending : batch) {
      latest = latest.orLater(pending.key().deadline());
    }
    return latest;
  }

  private static Map<String, Object> body(Target key, List<Item> items) {
    List<Map<String, String>> inputs = new ArrayList<>(items.size());
    for (Item item : items) {
      inputs.add(
          Map.of(
              "input",
              Base64.getEncoder().encodeToString(item.digest()),
              "reference",
              item.reference()));
    }
    Map<String, Object> body = new HashMap<>();
    body.put("batch_input", inputs);
    body.put("prehashed", true);
    TransitAlgorithm algorithm = TransitAlgorithm.of(key.algorithm());
    body.put("hash_algorithm", algorithm.hash());
    body.put("marshaling_algorithm", "asn1");
    body.put("key_version", key.version().number());
    algorithm.signature().ifPresent(name -> body.put("signature_algorithm", name));
    return body;
  }

  static List<Optional<byte[]>> signatures(Target key, List<Item> items, JsonNode results) {
    if (!results.isArray() || results.size() != items.size()) {
      throw VaultFailure.garbled();
    }
    Map<String, Optional<byte[]>> byReference = new HashMap<>();
    for (JsonNode result : results) {
      Optional<byte[]> signature =
          refused(result) ? Optional.empty() : Optional.of(signature(key, result));
      if (byReference.put(result.path("reference").asText(), signature) != null) {
        throw VaultFailure.garbled();
      }
    }
    List<Optional<byte[]>> signatures = new ArrayList<>(items.size());
    for (Item item : items) {
      Optional<byte[]> signature = byReference.get(item.reference());
      if (signature == null) {
        throw VaultFailure.garbled();
      }
      signatures.add(signature);
    }
    return signatures;
  }

  private static boolean refused(JsonNode result) {
    return !result.path("error").asText().isEmpty();
  }

  private static byte[] signature(Target key, JsonNode result) {
    JsonNode version = result.path("key_version");
    String[] parts = result.path("signature").asText().split(":", -1);
    if (!version.isIntegralNumber() || parts.length != 3 || !parts[0].equals("vault")) {
      throw VaultFailure.garbled();
    }
    int asked = key.version().number();
    if (version.longValue() != asked || !parts[1].equals("v" + asked)) {
      LOG.debugf(
          "Vault signed with another version than %d of key %s (kid %s): no token was issued",
          asked, key.keyName(), key.version().kid());
      throw new VaultFailure(
          VaultFailure.Kind.GARBLED, "Vault signed with another key version than asked for");
    }
    try {
      byte[] signature = Base64.getDecoder().decode(parts[2]);
      if (!SignatureShape.fits(signature, key.version().publicKey())) {
        throw VaultFailure.garbled();
      }
      return signature;
    } catch (IllegalArgumentException e) {
      throw VaultFailure.garbled();
    }
  }
}
