package io.vouchsafe.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** The versions of Transit keys, by what OpenBao says of them from time to time. */
public final class Census {
  private final OpenBao bao;
  private final List<String> keys;
  private final Map<String, Integer> first = new TreeMap<>();
  private final Map<String, Integer> latest = new TreeMap<>();
  private final Map<String, Integer> oldest = new TreeMap<>();
  private final Map<String, NavigableMap<Integer, Instant>> created = new TreeMap<>();
  private final Set<String> byAdmin = ConcurrentHashMap.newKeySet();
  private int aliveAtMost;

  public Census(OpenBao bao, List<String> keys) {
    this.bao = bao;
    this.keys = List.copyOf(keys);
    look();
    first.putAll(latest);
  }

  /** Counts; a Vault that does not answer now is asked again the next time. */
  public synchronized void look() {
    for (String key : keys) {
      var answer = bao.root().call("GET", "transit/keys/" + key, null);
      if (answer.done()) {
        take(key, answer.data());
      }
    }
  }

  private void take(String key, JsonNode data) {
    int newest = data.path("latest_version").asInt();
    int minimum = Math.max(1, data.path("min_decryption_version").asInt());
    latest.put(key, newest);
    oldest.put(key, minimum);
    aliveAtMost = Math.max(aliveAtMost, newest - minimum + 1);
    var times = created.computeIfAbsent(key, ignored -> new TreeMap<>());
    data.path("keys")
        .properties()
        .forEach(
            version ->
                times.put(
                    Integer.valueOf(version.getKey()),
                    Instant.parse(version.getValue().path("creation_time").asText())));
  }

  /**
   * An admin's own rotation, past the service. OpenBao refuses one of two changes of a key that
   * come in the same instant; an admin who is refused goes home.
   */
  public void rotateByHand(String key) {
    if (bao.root().call("POST", "transit/keys/" + key + "/rotate", Map.of()).done()) {
      byAdmin.add(key + " " + bao.key(key).path("latest_version").asInt());
    }
  }

  public int byHand() {
    return byAdmin.size();
  }

  /** Versions that came since the beginning. */
  public synchronized int rotations() {
    return keys.stream().mapToInt(key -> latest.get(key) - first.get(key)).sum();
  }

  /** Versions that are over in Vault, archived below the minimum. */
  public synchronized int retired() {
    return oldest.values().stream().mapToInt(minimum -> minimum - 1).sum();
  }

  public synchronized int aliveAtMost() {
    return aliveAtMost;
  }

  public synchronized int alive(String key) {
    return latest.get(key) - oldest.get(key) + 1;
  }

  /** Versions by the service that came before {@code rotateEvery} had passed since another's. */
  public synchronized int spare(Map<String, Duration> rotateEvery) {
    int spare = 0;
    for (var key : created.entrySet()) {
      Instant before = null;
      for (var version : key.getValue().entrySet()) {
        boolean early =
            before != null
                && version.getValue().isBefore(before.plus(rotateEvery.get(key.getKey())));
        if (early && !byAdmin.contains(key.getKey() + " " + version.getKey())) {
          spare++;
        }
        before = version.getValue();
      }
    }
    return spare;
  }
}
