package io.vouchsafe.ops.health;

import io.vouchsafe.base.Trouble;
import io.vouchsafe.base.Troubles;
import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.issuer.Issuers;
import io.vouchsafe.issuer.Organisation;
import io.vouchsafe.issuer.Organisations;
import io.vouchsafe.key.KeyFault;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.KeyVersion;
import io.vouchsafe.key.Region;
import io.vouchsafe.key.SigningChoice;
import io.vouchsafe.key.SigningKey;
import io.vouchsafe.ops.KeyRemedy;
import io.vouchsafe.token.SigningFault;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Whether a token could be had now, for each issuer and each of its keys, and if not since when,
 * why, and what mends it. The one model behind the health group {@code signing}, the metric and the
 * console. It answers from memory.
 *
 * <p>It neither begins nor ceases to fail with one call: see {@link SigningAttempts}. What the keys
 * themselves forbid, such as a reading that is too old, counts at once.
 */
public final class SigningState {
  /** Whether a token of one key could be had now. */
  public sealed interface Status {
    /** This version signs, in the Vault of {@code region}. */
    record Signs(Region region, KeyVersion version) implements Status {}

    /**
     * The key is new beside older ones, or nobody can tell, and no version of it signs before an
     * instant; whoever needs it is refused until then.
     */
    record Waits(SigningChoice.NotBefore choice) implements Status {}

    /**
     * Nothing can be signed.
     *
     * @param since when that was first seen
     * @param cause what is wrong, without a secret
     * @param remedy what mends it, a command where there is one
     */
    record Fails(Instant since, String cause, String remedy) implements Status {}

    /** Whether a token could be had now. */
    default boolean signs() {
      return this instanceof Signs;
    }

    /** Whether something is wrong that has to be mended. */
    default boolean fails() {
      return this instanceof Fails;
    }
  }

  /** The status of one key of one issuer. */
  public record Row(Issuer issuer, KeyRole role, Status status) {
    /** The name of the Transit key. */
    public String keyName() {
      return role.keyName(issuer.keyPrefix());
    }
  }

  private static final int TRIED = 5;
  private static final String UNLISTED = "the organisations were not listed yet";
  private static final String AGAIN = "they are listed again by themselves; else see the log";
  private static final Set<KeyFault.Cause> OF_THE_KEY =
      EnumSet.of(KeyFault.Cause.MISSING, KeyFault.Cause.UNFIT);

  private record Subject(String issuer, KeyRole role) {}

  private final Issuers issuers;
  private final String mount;
  private final Supplier<List<Region>> others;
  private final SigningAttempts attempts;
  private final Supplier<Optional<Trouble.Row<SigningFault>>> login;
  private final Supplier<Optional<Status.Fails>> audit;
  private final Function<Issuer, Optional<Status.Fails>> grants;
  private final InstantSource clock;
  private final Troubles<Subject, SigningFault> seen;

  /**
   * @param mount that of the Transit engine, for commands
   * @param others the regions that sign in the place of home now, the first one first
   * @param login failures of logging in to Vault since the last success
   * @param audit why no token can be recorded, where each must be
   * @param grants why no grant of an issuer can be checked
   */
  public SigningState(
      Issuers issuers,
      String mount,
      Supplier<List<Region>> others,
      SigningAttempts attempts,
      Supplier<Optional<Trouble.Row<SigningFault>>> login,
      Supplier<Optional<Status.Fails>> audit,
      Function<Issuer, Optional<Status.Fails>> grants,
      InstantSource clock) {
    this.issuers = Objects.requireNonNull(issuers, "issuers");
    this.mount = Objects.requireNonNull(mount, "mount");
    this.others = Objects.requireNonNull(others, "others");
    this.attempts = Objects.requireNonNull(attempts, "attempts");
    this.login = Objects.requireNonNull(login, "login");
    this.audit = Objects.requireNonNull(audit, "audit");
    this.grants = Objects.requireNonNull(grants, "grants");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.seen = new Troubles<>(clock);
  }

  /**
   * Every key of every issuer that is configured, in the order of their names, and of one
   * organisation in use of each template, which stands for all of them.
   */
  public List<Row> rows() {
    return Stream.concat(
            issuers.all().stream(),
            issuers.templates().stream().flatMap(template -> standingFor(template).stream()))
        .flatMap(
            issuer ->
                issuer.keys().roles().stream().map(role -> new Row(issuer, role, of(issuer, role))))
        .toList();
  }

  /**
   * Why no organisation of a template that has none in use could have a token now; empty where one
   * could, as far as known, and where one is in use, whose keys say it.
   */
  public Optional<Status.Fails> fault(Organisations template) {
    return standingFor(template).isPresent()
        ? Optional.empty()
        : unlisted(template).or(this::login).or(this::audit);
  }

  /** Before the first list nobody knows of any organisation, so that each is refused. */
  private Optional<Status.Fails> unlisted(Organisations template) {
    Subject subject = new Subject(template.template().name(), KeyRole.RS256);
    if (template.age().isPresent()) {
      seen.worked(subject);
      return Optional.empty();
    }
    seen.failed(
        subject,
        template
            .trouble()
            .map(Trouble.Row::reason)
            .map(it -> new SigningFault(UNLISTED + ": " + it.getMessage(), it.remedy(), false))
            .orElseGet(() -> new SigningFault(UNLISTED, AGAIN, false)));
    return seen.current(subject).map(SigningState::fails);
  }

  /** Whether a token of an organisation could be had now; where none is in use, as far as known. */
  public boolean signs(Organisations template, KeyRole role) {
    return standingFor(template)
        .map(issuer -> of(issuer, role).signs())
        .orElseGet(() -> fault(template).isEmpty());
  }

  /**
   * An organisation in use by whose keys those of all are judged: the first one without a fault of
   * its own, where one of {@value #TRIED} has none.
   */
  public Optional<Issuer> standingFor(Organisations template) {
    List<Issuer> tried = used(template).limit(TRIED).toList();
    return tried.stream()
        .filter(this::hasNoFaultOfItsOwn)
        .findFirst()
        .or(tried.stream()::findFirst);
  }

  private static Stream<Issuer> used(Organisations template) {
    return template.served().filter(it -> it.firstReading().isDone()).map(Organisation::issuer);
  }

  private boolean hasNoFaultOfItsOwn(Issuer issuer) {
    return issuer.keys().roles().stream().allMatch(role -> hasNoFaultOfItsOwn(issuer, role));
  }

  private boolean hasNoFaultOfItsOwn(Issuer issuer, KeyRole role) {
    return issuer.keys().signing(role)
            instanceof SigningChoice.Ready(Region region, SigningKey key, KeyVersion _)
        && attempts.trouble(region, key.name()).filter(row -> !row.reason().everywhere()).isEmpty();
  }

  /** Forgets an organisation that is not in use any more. */
  public void forget(Issuer organisation) {
    organisation
        .keys()
        .roles()
        .forEach(role -> seen.worked(new Subject(organisation.name(), role)));
  }

  /** Why logging in to Vault fails; empty if it does not. */
  public Optional<Status.Fails> login() {
    return login
        .get()
        .filter(row -> !clock.instant().isBefore(row.since().plus(SigningAttempts.CONFIRM)))
        .map(SigningState::fails);
  }

  /** Why no token can be recorded, where each must be; empty if it can. */
  public Optional<Status.Fails> audit() {
    return audit.get();
  }

  /** Why no grant can be checked, by the names of the issuers where that is so. */
  public Map<String, Status.Fails> grants() {
    Map<String, Status.Fails> fails = new TreeMap<>();
    issuers
        .all()
        .forEach(issuer -> grants.apply(issuer).ifPresent(it -> fails.put(issuer.name(), it)));
    return fails;
  }

  /** Whether a token of this key could be had now, from home's Vault or in its place another's. */
  public Status of(Issuer issuer, KeyRole role) {
    Status home = atHome(issuer, role);
    return home.signs() ? home : elsewhere(issuer, role).orElse(home);
  }

  private Optional<Status> elsewhere(Issuer issuer, KeyRole role) {
    return audit.get().isPresent()
        ? Optional.empty()
        : others.get().stream()
            .map(region -> issuer.keys().in(region).signing(role))
            .filter(SigningChoice.Ready.class::isInstance)
            .map(SigningChoice.Ready.class::cast)
            .filter(key -> attempts.trouble(key.region(), key.key().name()).isEmpty())
            .findFirst()
            .map(key -> new Status.Signs(key.region(), key.version()));
  }

  /** Whether home's Vault could sign a token of this key now. */
  public Status atHome(Issuer issuer, KeyRole role) {
    Subject subject = new Subject(issuer.name(), role);
    SigningChoice choice = issuer.keys().signing(role);
    if (!(choice instanceof SigningChoice.Unavailable)) {
      seen.worked(subject);
    }
    return switch (choice) {
      case SigningChoice.Unavailable none -> {
        seen.failed(subject, fault(issuer, role, none));
        yield fails(seen.current(subject).orElseThrow());
      }
      case SigningChoice.NotBefore waits -> new Status.Waits(waits);
      case SigningChoice.Ready(Region region, SigningKey key, KeyVersion version) ->
          audit
              .get()
              .<Status>map(fails -> fails)
              .or(() -> attempts.trouble(region, key.name()).map(row -> fails(issuer, role, row)))
              .or(this::login)
              .orElseGet(() -> new Status.Signs(region, version));
    };
  }

  /** What a call to sign met, or what the reading knows of this very key, which says more. */
  private static Status.Fails fails(Issuer issuer, KeyRole role, Trouble.Row<SigningFault> row) {
    return reading(issuer, role)
        .filter(fault -> !row.reason().everywhere() && OF_THE_KEY.contains(fault.cause()))
        .map(fault -> new Status.Fails(row.since(), fault.reason(), fault.remedy()))
        .orElseGet(() -> fails(row));
  }

  private static Optional<KeyFault> reading(Issuer issuer, KeyRole role) {
    return issuer.keys().faults().stream().filter(fault -> fault.role() == role).findFirst();
  }

  private static Status.Fails fails(Trouble.Row<SigningFault> row) {
    return new Status.Fails(row.since(), row.reason().cause(), row.reason().remedy());
  }

  /** What the keys forbid has its cause in the last reading, where that failed. */
  private SigningFault fault(Issuer issuer, KeyRole role, SigningChoice.Unavailable none) {
    return reading(issuer, role)
        .map(reading -> because(none.reason(), reading))
        .orElseGet(() -> new SigningFault(none.reason(), remedy(issuer, role, none.why()), false));
  }

  private static SigningFault because(String reason, KeyFault reading) {
    return new SigningFault(reason + ": " + reading.reason(), reading.remedy(), false);
  }

  private String remedy(Issuer issuer, KeyRole role, SigningChoice.Why why) {
    return KeyRemedy.of(why, mount, role.keyName(issuer.keyPrefix()));
  }
}
