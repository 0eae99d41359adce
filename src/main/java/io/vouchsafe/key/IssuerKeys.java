package io.vouchsafe.key;

import io.vouchsafe.base.FirstReading;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The keys of one issuer, of all regions, as they were last read, and what follows from that now.
 * Safe for many threads; everything but {@link #refresh}, {@link #readAgain} and {@link
 * #awaitFirstReading} answers from memory. What names no region is said of home's keys.
 */
public final class IssuerKeys {
  private final Map<KeyRole, KeyPolicy> policies;
  private final InstantSource clock;
  private final AtomicReference<KeyView> views;
  private final List<RegionKeys> regions;
  private final FirstReading firstReading = new FirstReading();

  /** The keys of an issuer that has no other region than home. */
  public IssuerKeys(
      KeyCustodian custodian,
      Map<KeyRole, KeyPolicy> policies,
      InstantSource clock,
      KeyEvents events) {
    this(List.of(new RegionSource(Region.HOME, custodian, events)), policies, clock);
  }

  /**
   * @param sources home first; regions that differ
   * @param policies a policy for each role that the issuer has; RS256 must be among them
   */
  public IssuerKeys(
      List<RegionSource> sources, Map<KeyRole, KeyPolicy> policies, InstantSource clock) {
    if (!policies.containsKey(KeyRole.RS256)) {
      throw new IllegalArgumentException("every issuer needs an RS256 key");
    }
    this.policies = Collections.unmodifiableMap(new EnumMap<>(policies));
    this.clock = Objects.requireNonNull(clock, "clock");
    this.views =
        new AtomicReference<>(
            KeyView.unread(this.policies, sources.stream().map(RegionSource::region).toList()));
    this.regions =
        sources.stream()
            .map(
                source ->
                    new RegionKeys(
                        source,
                        this.policies,
                        clock,
                        views,
                        firstReading::readingEnded,
                        this::watchAll))
            .toList();
  }

  /**
   * What each region's keys may do now follows from all, so that none waits for its next reading.
   */
  private void watchAll() {
    regions.forEach(RegionKeys::watch);
  }

  /** The roles that the issuer is configured with. */
  public Set<KeyRole> roles() {
    return policies.keySet();
  }

  public KeyPolicy policy(KeyRole role) {
    return policies.get(role);
  }

  /** The keys of every region, home first. */
  public List<RegionKeys> regions() {
    return regions;
  }

  /** The keys of home. */
  public RegionKeys home() {
    return regions.getFirst();
  }

  /** The keys of every region but home, whose Vault this instance only reads. */
  public List<RegionKeys> others() {
    return regions.subList(1, regions.size());
  }

  /**
   * The keys of {@code region}.
   *
   * @throws IllegalArgumentException if there is no such region
   */
  public RegionKeys in(Region region) {
    return regions.stream()
        .filter(it -> it.region().equals(region))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no region " + region));
  }

  /** All answers as they follow from the last readings, so that they agree. */
  KeyView view() {
    return views.get();
  }

  /** A number that is another one after each reading, in any region, that changed something. */
  public long changes() {
    return view().number();
  }

  /** As {@link RegionKeys#newKeys}. */
  public String newKeys() {
    return home().newKeys();
  }

  /** As {@link RegionKeys#ring}. */
  public KeyRing ring() {
    return home().ring();
  }

  /** As {@link RegionKeys#restored}. */
  public boolean restored() {
    return home().restored();
  }

  /** As {@link RegionKeys#life}. */
  public Optional<KeyLife> life(KeyRole role) {
    return home().life(role);
  }

  /** As {@link RegionKeys#signing}. */
  public SigningChoice signing(KeyRole role) {
    return home().signing(role);
  }

  /**
   * Which version of the key in {@code role} signs now: that of the first region of {@code order}
   * whose key may sign. Where none may, the first one's answer says why.
   *
   * @param order regions whose Vaults may be asked to sign, at least one
   */
  public SigningChoice signing(KeyRole role, List<Region> order) {
    KeyView now = view();
    Instant instant = clock.instant();
    return order.stream()
        .map(region -> now.signing(region, role, instant))
        .filter(SigningChoice.Ready.class::isInstance)
        .findFirst()
        .orElseGet(() -> in(order.getFirst()).signing(role));
  }

  /** Whether a key of home that belongs in the JWKS is none that can be used. */
  public boolean unfit() {
    return roles().stream()
        .filter(KeyRole::published)
        .map(this::signing)
        .anyMatch(
            it ->
                it instanceof SigningChoice.Unavailable(SigningChoice.Why why, String _)
                    && why == SigningChoice.Why.UNFIT);
  }

  /** As {@link RegionKeys#published}. */
  public List<KeyVersion> published(KeyRole role, Instant now) {
    return home().published(role, now);
  }

  /** As {@link RegionKeys#clockOffset}. */
  public Optional<ClockOffset> clockOffset() {
    return home().clockOffset();
  }

  /** As {@link RegionKeys#faults}. */
  public List<KeyFault> faults() {
    return home().faults();
  }

  /** As {@link RegionKeys#restore}. */
  public void restore(RingSnapshot snapshot) {
    home().restore(snapshot);
  }

  /**
   * Whether there is a JWKS to serve: every key of home that belongs in it was read at least once,
   * or restored, and so was that of every other region, unless it could not be read for {@link
   * KeyPolicy#patience}.
   */
  public boolean publishable() {
    return view().publishable();
  }

  /**
   * Whether the JWKS can be served, and no reading of any region in it is older than {@code
   * max-published-age} or missing.
   */
  public boolean fresh() {
    return view().fresh(clock.instant());
  }

  /** The age of the oldest reading that the JWKS is made of; empty while there is none. */
  public Optional<Duration> publishedAge() {
    return view().publishedAge(clock.instant());
  }

  /**
   * Waits until home's keys were read, for {@code atMost}. Returns at once where they were, where
   * only people can mend what is wrong, where home cannot be read and another region was, and where
   * {@value FirstReading#MOST_WAITING} wait already. The caller then checks whether the key that it
   * needs is there.
   */
  public void awaitFirstReading(Duration atMost) {
    firstReading.await(atMost, this::mayRecover);
  }

  /** Whether there is no ring yet, and a later reading may give one with nobody's help. */
  private boolean mayRecover() {
    if (!ring().keys().isEmpty()) {
      return false;
    }
    List<KeyFault> now = faults();
    boolean other = others().stream().anyMatch(it -> !it.ring().keys().isEmpty());
    return now.isEmpty()
        || now.stream().anyMatch(fault -> !other && fault.cause() == KeyFault.Cause.UNREACHABLE);
  }

  /** As {@link KeyEvents#listed}, of the keys of every region. */
  public void listed(boolean there) {
    regions.forEach(region -> region.listed(there));
  }

  /** Reads home's keys, as {@link RegionKeys#refresh}. */
  public boolean refresh() {
    return home().refresh();
  }

  /** Reads home's keys at once, as {@link RegionKeys#readAgain}. */
  public void readAgain() {
    home().readAgain();
  }
}
