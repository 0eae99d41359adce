package io.vouchsafe.key;

import static java.util.Comparator.comparing;
import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toUnmodifiableMap;

import io.vouchsafe.key.SigningChoice.Why;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What follows from one state of an issuer's readings in all regions: which version signs, what is
 * published, how old it is. Immutable, so that whoever holds one sees all its answers agree; a
 * reading makes another.
 */
final class KeyView {
  private final Map<KeyRole, KeyPolicy> policies;
  private final Map<Region, RegionView> regions;
  private final Map<Region, Map<KeyRole, KeyLife>> lives;
  private final long number;

  private KeyView(Map<KeyRole, KeyPolicy> policies, Map<Region, RegionView> regions, long number) {
    this.policies = policies;
    this.regions = inOrder(regions);
    this.number = number;
    Optional<Collection<KeyRing>> all = allRead();
    this.lives =
        regions.keySet().stream()
            .collect(toUnmodifiableMap(identity(), it -> lives(regions.get(it).ring(), all)));
  }

  /** A map of one is a small one: there is a view for each organisation in use. */
  private static Map<Region, RegionView> inOrder(Map<Region, RegionView> regions) {
    return regions.size() == 1 ? Map.copyOf(regions) : Collections.unmodifiableMap(regions);
  }

  /**
   * The view before the first reading.
   *
   * @param regions home first
   */
  static KeyView unread(Map<KeyRole, KeyPolicy> policies, List<Region> regions) {
    Map<Region, RegionView> unread = new LinkedHashMap<>();
    regions.forEach(region -> unread.put(region, RegionView.unread(policies)));
    return new KeyView(policies, unread, 0);
  }

  /** Founding is judged over all regions' keys, and only when all were read. */
  private Optional<Collection<KeyRing>> allRead() {
    return regions.values().stream().allMatch(view -> view.complete(view.ring()))
        ? Optional.of(regions.values().stream().map(RegionView::ring).toList())
        : Optional.empty();
  }

  /** Whether it is known which keys are founding: every key of every region was read. */
  boolean foundingKnown() {
    return allRead().isPresent();
  }

  private Map<KeyRole, KeyLife> lives(KeyRing ring, Optional<Collection<KeyRing>> all) {
    Map<KeyRole, KeyLife> byRole = new EnumMap<>(KeyRole.class);
    ring.keys().forEach((role, key) -> byRole.put(role, life(key, all)));
    return byRole;
  }

  private KeyLife life(SigningKey key, Optional<Collection<KeyRing>> all) {
    KeyPolicy policy = policies.get(key.role());
    return all.map(rings -> KeyLife.of(key, rings, policy))
        .orElseGet(() -> KeyLife.alone(key, policy));
  }

  /** The view in which one region is known otherwise; this one if it is known as before. */
  KeyView with(Region region, UnaryOperator<RegionView> change) {
    RegionView before = regions.get(region);
    RegionView after = change.apply(before);
    if (after == before) {
      return this;
    }
    Map<Region, RegionView> changed = new LinkedHashMap<>(regions);
    changed.put(region, after);
    return new KeyView(policies, changed, number + 1);
  }

  /** How many changes led to it. */
  long number() {
    return number;
  }

  /** Home first. */
  Set<Region> regions() {
    return regions.keySet();
  }

  RegionView region(Region region) {
    return regions.get(region);
  }

  private RegionView home() {
    return regions.values().iterator().next();
  }

  /** Every key of home is there, and those of every other region that did not fail to show them. */
  boolean publishable() {
    return home().complete(home().published())
        && regions.values().stream().allMatch(it -> it.missed() || it.complete(it.published()));
  }

  boolean fresh(Instant now) {
    return regions.values().stream().allMatch(view -> view.fresh(now));
  }

  /** The age of the oldest reading that the JWKS is made of; empty while there is none. */
  Optional<Duration> publishedAge(Instant now) {
    return regions.values().stream()
        .flatMap(view -> view.published().age(now).stream())
        .max(Duration::compareTo);
  }

  /** The lives of the keys that were read, by their roles and in their order. */
  Map<KeyRole, KeyLife> lives(Region region) {
    return lives.get(region);
  }

  /** The life of the key as it was read; empty if it was not. */
  Optional<KeyLife> life(Region region, KeyRole role) {
    return Optional.ofNullable(lives.get(region).get(role));
  }

  /** The life of the key by which it is published; empty if it is not. */
  Optional<KeyLife> publishedLife(Region region, KeyRole role) {
    RegionView view = regions.get(region);
    return life(region, role)
        .or(() -> view.published().key(role).map(key -> life(key, Optional.empty())));
  }

  SigningChoice signing(Region region, KeyRole role, Instant now) {
    KeyLife life = lives.get(region).get(role);
    if (life == null) {
      return unavailable(role, Why.UNREAD, "has not been read yet");
    }
    Duration age = Duration.between(life.key().readAt(), now);
    if (!RegionView.isWithin(life.policy().maxRingAge(), age, life.policy())) {
      return unavailable(role, Why.TOO_OLD, "was last read too long ago to sign");
    }
    Optional<ClockOffset> off = regions.get(region).clockOff(life.policy());
    if (off.isPresent()) {
      return new SigningChoice.Unavailable(Why.CLOCK, off.get().words(life.policy().clockError()));
    }
    if (life.key().traits().softDeleted()) {
      return unavailable(role, Why.SOFT_DELETED, "is soft-deleted");
    }
    return life.signing(now)
        .<SigningChoice>map(version -> new SigningChoice.Ready(region, life.key(), version))
        .or(() -> life.waitsUntil().map(until -> waiting(region, life.key(), until)))
        .orElseGet(() -> unavailable(role, Why.NO_VERSION, "has no version that may sign"));
  }

  private SigningChoice waiting(Region region, SigningKey key, Instant until) {
    List<KeyRing> own = List.of(regions.get(region).ring());
    boolean newRegion = foundingKnown() && KeyLife.isFounding(key, own, policies.get(key.role()));
    return new SigningChoice.NotBefore(until, foundingKnown(), unread(), newRegion);
  }

  /** The other regions whose keys keep founding from being judged. */
  private List<Region> unread() {
    return regions.entrySet().stream()
        .skip(1)
        .filter(it -> !it.getValue().complete(it.getValue().ring()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static SigningChoice unavailable(KeyRole role, Why why, String words) {
    return new SigningChoice.Unavailable(why, "the %s key %s".formatted(role, words));
  }

  /** The versions of a region's key that belong in the JWKS, ascending. */
  List<KeyVersion> published(Region region, KeyRole role, Instant now) {
    return publishedLife(region, role).stream()
        .flatMap(
            life ->
                (regions.get(region).clockOff(life.policy()).isPresent()
                        ? life.lasting()
                        : life.published(now))
                    .stream())
        .toList();
  }

  /** The lives of the keys in {@code role} by which they are published, of every region. */
  List<KeyLife> publishedLives(KeyRole role) {
    return regions.keySet().stream()
        .flatMap(region -> publishedLife(region, role).stream())
        .toList();
  }

  /**
   * The versions of every region's key that belong in the JWKS, oldest first: in one order
   * everywhere, whichever region is home.
   */
  List<KeyVersion> published(KeyRole role, Instant now) {
    return regions.keySet().stream()
        .flatMap(region -> published(region, role, now).stream())
        .sorted(comparing(KeyVersion::createdAt).thenComparing(version -> version.kid().value()))
        .toList();
  }
}
