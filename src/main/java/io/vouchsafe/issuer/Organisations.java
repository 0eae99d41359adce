package io.vouchsafe.issuer;

import io.vouchsafe.base.Trouble;
import io.vouchsafe.key.KeyNames;
import io.vouchsafe.key.KeyPolicy;
import io.vouchsafe.key.KeyRole;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The organisations of one template: which there are, as they were last listed, and those that are
 * in use. One is in use from when it is asked for until nobody asked for {@code max-published-age}.
 * An organisation whose keys are listed no more signs nothing, and its documents stay for the
 * longest life of a token and verifiers' leeway. Safe for many threads; answers from memory.
 */
public final class Organisations {
  /** Whether a name is that of an organisation. */
  public enum Standing {
    /** Nothing was listed yet. */
    UNLISTED,
    UNKNOWN,
    KNOWN,
    /** Its keys were there and are listed no more; it is in use. */
    GONE
  }

  private static final String NOBODY = "org";

  private final IssuerTemplate template;
  private final Map<KeyRole, KeyPolicy> policies;
  private final Function<String, Issuer> maker;
  private final Issuer shape;
  private final OrganisationEvents events;
  private final InstantSource clock;
  private final Trouble<KeyNames.Fault> trouble;
  private final Map<String, Organisation> inUse = new ConcurrentHashMap<>();
  private final List<Consumer<Issuer>> whenDropped = new CopyOnWriteArrayList<>();
  private volatile Names names = Names.NONE;
  private volatile Incomplete incomplete = Incomplete.NONE;
  private Incomplete told = Incomplete.NONE;
  private volatile Instant listedAt;
  private volatile OrganisationReader reader;

  /**
   * @param policies of the keys of each organisation, by their roles
   * @param maker makes the issuer of an organisation; it calls nobody
   */
  public Organisations(
      IssuerTemplate template,
      Map<KeyRole, KeyPolicy> policies,
      Function<String, Issuer> maker,
      OrganisationEvents events,
      InstantSource clock) {
    this.template = Objects.requireNonNull(template, "template");
    this.policies = Map.copyOf(policies);
    this.maker = Objects.requireNonNull(maker, "maker");
    this.shape = maker.apply(NOBODY);
    this.events = Objects.requireNonNull(events, "events");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.trouble = new Trouble<>(clock);
  }

  public IssuerTemplate template() {
    return template;
  }

  public Map<KeyRole, KeyPolicy> policies() {
    return policies;
  }

  /** An issuer of nobody, for what those of all organisations share; its keys are never read. */
  public Issuer shape() {
    return shape;
  }

  /** Has {@code listener} told of every organisation that is not in use any more. */
  public void whenDropped(Consumer<Issuer> listener) {
    whenDropped.add(listener);
  }

  /** How many there are. */
  public int known() {
    return names.size();
  }

  /** Those that are in use, in no order. */
  public Collection<Organisation> inUse() {
    return Collections.unmodifiableCollection(inUse.values());
  }

  /** Those in use but the ones that are gone, whose keys are read no more; in no order. */
  public Stream<Organisation> served() {
    return inUse.values().stream().filter(it -> it.goneSince().isEmpty());
  }

  /** At most {@code limit} of their names, in order, that come after {@code after}. */
  public List<String> names(String after, int limit) {
    return names.after(after, limit);
  }

  /** Those that are none since not all of their keys are listed. */
  public Incomplete incomplete() {
    return incomplete;
  }

  /** How long ago they were listed; empty if they never were. */
  public Optional<Duration> age() {
    return Optional.ofNullable(listedAt).map(at -> Duration.between(at, clock.instant()));
  }

  /** Why they could not be listed since the last list; empty if they can. */
  public Optional<Trouble.Row<KeyNames.Fault>> trouble() {
    return trouble.current();
  }

  /** Whether they were listed, and not longer ago than {@code max-published-age}. */
  public boolean fresh() {
    return age().filter(it -> it.compareTo(maxPublishedAge()) <= 0).isPresent();
  }

  /** What is to be said of a name. */
  public Standing standing(String org) {
    if (listedAt == null) {
      return Standing.UNLISTED;
    }
    if (names.contains(org)) {
      return Standing.KNOWN;
    }
    Organisation used = inUse.get(org);
    return used != null && used.goneSince().filter(this::documentsStay).isPresent()
        ? Standing.GONE
        : Standing.UNKNOWN;
  }

  private boolean documentsStay(Instant goneSince) {
    return clock.instant().isBefore(documentsUntil(goneSince));
  }

  /** When the documents of an organisation go whose keys are gone since {@code goneSince}. */
  public Instant documentsUntil(Instant goneSince) {
    KeyPolicy policy = policies.get(KeyRole.RS256);
    return goneSince.plus(policy.longestToken()).plus(policy.leeway());
  }

  /** The organisation, if it is in use; does not count as asking for it. */
  public Optional<Organisation> used(String org) {
    return Optional.ofNullable(inUse.get(org));
  }

  /**
   * The organisation of a name that is {@link Standing#KNOWN} or {@link Standing#GONE}. One that
   * was not in use is now, and its keys are read; this does not wait for them.
   *
   * @return empty if too many wait for the first reading of their keys already
   */
  public Optional<Organisation> use(String org) {
    Organisation used = inUse.get(org);
    if (used == null) {
      used = begin(org).orElse(null);
    }
    if (used != null) {
      used.asked();
    }
    return Optional.ofNullable(used);
  }

  private Optional<Organisation> begin(String org) {
    OrganisationReader to = Objects.requireNonNull(reader, "not begun to read");
    if (!to.take()) {
      return Optional.empty();
    }
    Organisation made = new Organisation(org, maker.apply(org), clock);
    Organisation before = inUse.putIfAbsent(org, made);
    if (before != null) {
      to.giveBack();
      return Optional.of(before);
    }
    to.readFirst(this, made);
    return Optional.of(made);
  }

  void readBy(OrganisationReader one) {
    reader = one;
  }

  /** Takes over a list of the names of all keys. */
  void listed(Collection<String> keyNames) {
    Names before = names;
    Listing listing = template.listing(keyNames, policies.keySet(), before);
    Names now = listing.names();
    Instant at = clock.instant();
    List<String> added = now.without(before);
    List<String> gone = before.without(now);
    names = now;
    inUse.values().forEach(it -> it.listed(now.contains(it.name()), at));
    boolean first = listedAt == null;
    listedAt = at;
    trouble.worked();
    events.listingWorked();
    if (first) {
      events.listed(now.size());
    } else if (!added.isEmpty() || !gone.isEmpty()) {
      events.changed(added, gone);
    }
    tell(listing.incomplete());
  }

  /** Only what two lists say: whoever makes an organisation makes its keys one by one. */
  private void tell(Incomplete now) {
    Incomplete lasting = now.since(incomplete);
    incomplete = now;
    if (!lasting.equals(told)) {
      told = lasting;
      events.incomplete(lasting);
    }
  }

  /** They could not be listed: those that were known stay. */
  void listingFailed(KeyNames.Fault fault) {
    trouble.failed(fault);
    events.listingFailed(fault);
  }

  /** How long after a reading the next one is due, before jitter. */
  Duration refresh() {
    return policies.get(KeyRole.RS256).refresh();
  }

  private Duration maxPublishedAge() {
    return policies.get(KeyRole.RS256).maxPublishedAge();
  }

  /** Whether its keys can be read: it is not gone. */
  boolean readable(Organisation organisation) {
    return organisation.goneSince().isEmpty();
  }

  /** Forgets an organisation that is not in use any more; never while Vault is away. */
  boolean drop(Organisation organisation) {
    boolean over =
        organisation
            .goneSince()
            .map(since -> !documentsStay(since))
            .orElseGet(
                () ->
                    trouble.current().isEmpty()
                        && organisation.readable()
                        && organisation.idleFor(maxPublishedAge()));
    if (over && inUse.remove(organisation.name(), organisation)) {
      organisation.ended();
      whenDropped.forEach(it -> it.accept(organisation.issuer()));
      events.dropped(organisation.issuer());
    }
    return over;
  }
}
