package io.vouchsafe.caller.simulation;

import static java.util.stream.Collectors.toSet;

import io.vouchsafe.caller.RevocationStore;
import io.vouchsafe.key.KeyFault;
import io.vouchsafe.key.KeyReading;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.KeyVersion;
import io.vouchsafe.key.Region;
import io.vouchsafe.key.RegionKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What one instance sees of one region's Vault, in one of its lives. */
final class Sight {
  static final Duration KEYS_READ_WITHIN = Duration.ofMillis(900);

  private final SimulatedVault vault;
  private final VirtualTime time;
  private final Map<KeyRole, KeyReading> answers = new EnumMap<>(KeyRole.class);
  private Instant cutOffUntil = Instant.MIN;
  private Optional<Instant> listed = Optional.empty();
  private int askedInVain;
  private Instant readsSince = Instant.MAX;
  private Instant keysReadSince = Instant.MAX;
  private Set<Integer> published = Set.of();

  Sight(SimulatedVault vault, VirtualTime time) {
    this.vault = vault;
    this.time = time;
  }

  Region region() {
    return vault.region();
  }

  void beginAnew() {
    listed = Optional.empty();
    askedInVain = 0;
    readsSince = time.now();
    keysReadSince = time.now();
    published = Set.of();
    answers.clear();
  }

  void cutOff(Duration forSo) {
    cutOffUntil = time.now().plus(forSo);
  }

  private boolean reached() {
    return !time.now().isBefore(cutOffUntil);
  }

  /** Whether the Vault answers this instance now. */
  boolean answers() {
    return vault.up() && reached();
  }

  RevocationStore store() {
    return vault.store(this::reached);
  }

  KeyReading answer(KeyRole role) {
    return answers.get(role);
  }

  /**
   * The keys are read.
   *
   * @param now by the instance's clock
   */
  boolean read(RegionKeys keys, Set<KeyRole> roles, Instant now, Duration latency) {
    boolean answered = answers();
    for (KeyRole role : roles) {
      answers.put(
          role,
          answered ? new KeyReading.Good(vault.key(role, now.minus(latency))) : silence(role));
    }
    boolean good = keys.refresh();
    if (good) {
      published =
          vault.key(KeyRole.RS256, now).versions().stream()
              .map(KeyVersion::number)
              .collect(toSet());
    } else {
      keysReadSince = Instant.MAX;
    }
    keysReadSince = good && keysReadSince == Instant.MAX ? time.now() : keysReadSince;
    return good;
  }

  private static KeyReading silence(KeyRole role) {
    return new KeyReading.Failed(
        new KeyFault(role, role.keyName("simulated"), KeyFault.Cause.UNREACHABLE, "no", "wait"));
  }

  /** A reading of the list ended that began at {@code begun}. */
  void listed(boolean good, Instant begun) {
    if (!good) {
      askedInVain++;
      readsSince = time.now();
    } else if (listed.filter(begun::isBefore).isEmpty()) {
      listed = Optional.of(begun);
    }
  }

  /** The JWKS is made of all that was read last, and that is not old, whatever the lists do. */
  Optional<String> faultOfKeys(String name, RegionKeys keys, Instant clock, Duration refresh) {
    Set<Integer> numbers =
        keys.published(KeyRole.RS256, clock).stream().map(KeyVersion::number).collect(toSet());
    if (!numbers.equals(published)) {
      return Optional.of("the JWKS of %s has %s, not %s".formatted(name, numbers, published));
    }
    Duration bound = refresh.multipliedBy(11).dividedBy(10).plus(KEYS_READ_WITHIN.multipliedBy(2));
    boolean could = answers() && keysReadSince != Instant.MAX;
    return keys.publishedAge()
        .filter(
            age ->
                could && time.now().isAfter(keysReadSince.plus(bound)) && age.compareTo(bound) > 0)
        .map(age -> "the ring of %s is %s old".formatted(name, age));
  }

  /** When the reading of the list began that counts. */
  Optional<Instant> listed() {
    return listed;
  }

  /** Whether the list was read, or so often in vain that nobody waits for it. */
  boolean asked() {
    return listed.isPresent() || askedInVain >= 3;
  }

  /** Since when no reading of the list has failed. */
  Instant readsSince() {
    return readsSince;
  }
}
