package io.vouchsafe.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vouchsafe.base.Sha256;
import io.vouchsafe.base.StrictJson;
import io.vouchsafe.key.KeyRing;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.KeyVersion;
import io.vouchsafe.key.RingSnapshot;
import io.vouchsafe.key.SigningAlgorithm;
import io.vouchsafe.key.SigningKey;
import java.security.PublicKey;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The ring snapshots of an instance's issuers in their form on disk: JSON with a format, the rings
 * and the rings' SHA-256, which reveals damage. The digest does not prove who wrote it.
 */
final class RingSnapshots {
  private static final String FORMAT = "vouchsafe-ring-snapshot/1";

  private RingSnapshots() {}

  static byte[] format(Map<RingOrigin, RingSnapshot> snapshots) {
    ObjectNode file = JsonNodeFactory.instance.objectNode();
    file.put("format", FORMAT);
    ArrayNode rings = file.putArray("rings");
    snapshots.forEach((origin, snapshot) -> describe(rings.addObject(), origin, snapshot));
    file.put("sha256", digest(rings));
    return (file.toPrettyString() + "\n").getBytes(UTF_8);
  }

  private static void describe(ObjectNode json, RingOrigin origin, RingSnapshot snapshot) {
    json.put("issuer", origin.issuer())
        .put("vault", origin.vault())
        .put("namespace", origin.namespace())
        .put("mount", origin.mount())
        .put("key_prefix", origin.keyPrefix());
    ArrayNode keys = json.putArray("keys");
    snapshot.ring().keys().values().forEach(key -> describe(keys.addObject(), key));
  }

  private static void describe(ObjectNode json, SigningKey key) {
    json.put("role", key.role().name())
        .put("name", key.name())
        .put("read_at", key.readAt().toString());
    ArrayNode versions = json.putArray("versions");
    key.versions().forEach(version -> describe(versions.addObject(), version));
  }

  private static void describe(ObjectNode json, KeyVersion version) {
    json.put("version", version.number())
        .put("created", version.createdAt().toString())
        .put("kid", version.kid().value())
        .put("public_key", Base64.getEncoder().encodeToString(version.publicKey().getEncoded()));
  }

  private static String digest(JsonNode rings) {
    return HexFormat.of().formatHex(Sha256.of(rings.toString()));
  }

  /**
   * What {@link #format} wrote.
   *
   * @throws IllegalArgumentException saying why it is nothing of the kind
   */
  static Map<RingOrigin, RingSnapshot> parse(byte[] utf8) {
    ObjectNode file = file(utf8);
    if (!file.path("format").asText().equals(FORMAT)) {
      throw foreign();
    }
    JsonNode rings = file.path("rings");
    if (!file.path("sha256").asText().equals(digest(rings))) {
      throw damaged();
    }
    Map<RingOrigin, RingSnapshot> snapshots = new LinkedHashMap<>();
    rings.forEach(ring -> snapshots.put(origin(ring), snapshot(ring)));
    return snapshots;
  }

  private static ObjectNode file(byte[] utf8) {
    try {
      return StrictJson.FILE.object(utf8);
    } catch (StrictJson.Fault e) {
      throw e.reason() == StrictJson.Reason.NO_OBJECT ? foreign() : damaged();
    }
  }

  private static IllegalArgumentException foreign() {
    return new IllegalArgumentException("it has not the format " + FORMAT);
  }

  private static IllegalArgumentException damaged() {
    return new IllegalArgumentException("it is damaged");
  }

  private static RingOrigin origin(JsonNode ring) {
    return new RingOrigin(
        text(ring, "issuer"),
        text(ring, "vault"),
        text(ring, "namespace"),
        text(ring, "mount"),
        text(ring, "key_prefix"));
  }

  private static RingSnapshot snapshot(JsonNode ring) {
    Map<KeyRole, SigningKey> keys = new EnumMap<>(KeyRole.class);
    for (JsonNode json : ring.path("keys")) {
      SigningKey key = key(json);
      keys.put(key.role(), key);
    }
    return new RingSnapshot(new KeyRing(keys));
  }

  private static SigningKey key(JsonNode json) {
    KeyRole role = role(text(json, "role"));
    List<KeyVersion> versions = new ArrayList<>();
    json.path("versions").forEach(version -> versions.add(version(version, role.algorithm())));
    return RingSnapshot.key(role, text(json, "name"), versions, instant(json, "read_at"));
  }

  private static KeyRole role(String name) {
    return Stream.of(KeyRole.values())
        .filter(role -> role.name().equals(name))
        .findFirst()
        .orElseThrow(RingSnapshots::damaged);
  }

  private static KeyVersion version(JsonNode json, SigningAlgorithm algorithm) {
    KeyVersion version =
        KeyVersion.of(
            json.path("version").asInt(),
            created(json),
            publicKey(text(json, "public_key"), algorithm),
            algorithm);
    if (!version.kid().value().equals(text(json, "kid"))) {
      throw damaged();
    }
    return version;
  }

  private static Instant created(JsonNode json) {
    Instant created = instant(json, "created");
    if (!KeyVersion.maybeCreated(created)) {
      throw damaged();
    }
    return created;
  }

  private static PublicKey publicKey(String base64, SigningAlgorithm algorithm) {
    try {
      return algorithm.publicKey(Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException e) {
      throw damaged();
    }
  }

  private static Instant instant(JsonNode json, String member) {
    try {
      return Instant.parse(text(json, member));
    } catch (DateTimeException e) {
      throw damaged();
    }
  }

  private static String text(JsonNode json, String member) {
    JsonNode value = json.path(member);
    if (!value.isTextual()) {
      throw damaged();
    }
    return value.textValue();
  }
}
