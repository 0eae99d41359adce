package io.vouchsafe.token;

import io.vouchsafe.base.Deadline;
import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.Region;
import io.vouchsafe.key.SigningChoice;
import io.vouchsafe.token.TokenEvents.Stage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * Makes tokens of one issuer in two steps: prepare, and sign what was prepared. What leaves has
 * passed the {@link ReleaseCheck}.
 */
public final class Issuance {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final String issuer;
  private final IssuerKeys keys;
  private final Signer signer;
  private final ReleaseCheck release;
  private final Audit audit;
  private final InstantSource clock;
  private final TokenEvents events;

  public Issuance(
      String issuer,
      IssuerKeys keys,
      Signer signer,
      ReleaseCheck release,
      Audit audit,
      InstantSource clock,
      TokenEvents events) {
    this.issuer = Objects.requireNonNull(issuer, "issuer");
    this.keys = Objects.requireNonNull(keys, "keys");
    this.signer = Objects.requireNonNull(signer, "signer");
    this.release = Objects.requireNonNull(release, "release");
    this.audit = Objects.requireNonNull(audit, "audit");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.events = Objects.requireNonNull(events, "events");
  }

  /**
   * Whether the key in {@code role} would refuse {@code caller} at once, since too many wait for it
   * already. Answers at once, from memory.
   *
   * @param patience how long the caller waits
   */
  public boolean full(KeyRole role, String caller, Duration patience) {
    return keys.signing(role, signer.order()) instanceof SigningChoice.Ready ready
        && signer.full(ready, caller, patience);
  }

  /**
   * Asks whether it is worth to decide anything for {@code caller}.
   *
   * @throws Problem if nobody waits any more, or if the key in {@code role} is {@link #full}
   */
  public void admit(KeyRole role, String caller, Deadline deadline) {
    if (deadline.passed()) {
      throw deadline.cancelled() ? Problem.hungUp() : Problem.tooLate();
    }
    if (full(role, caller, deadline.remaining())) {
      throw Problem.full();
    }
  }

  /**
   * Issues an identity token.
   *
   * @throws Problem of kind UNAVAILABLE or WRONG_ANSWER; then no token exists
   */
  public IssuedToken issue(TokenShape shape, String grantedBy, Deadline deadline) {
    return issue(Draft.of(shape), grantedBy, deadline, signer::sign);
  }

  /** The same for a token that is signed together with others. */
  IssuedToken issue(TokenShape shape, String grantedBy, Deadline deadline, Signer.Place place) {
    return issue(Draft.of(shape), grantedBy, deadline, place);
  }

  Signer signer() {
    return signer;
  }

  /** Is told of every token and of every grant. */
  public TokenEvents events() {
    return events;
  }

  /**
   * Issues a grant; its audience is the issuer itself.
   *
   * @throws Problem of kind UNAVAILABLE or WRONG_ANSWER; then no grant exists
   */
  public IssuedToken issueGrant(
      String subject,
      Duration ttl,
      Map<String, Object> claims,
      String grantedBy,
      Deadline deadline) {
    return issue(Draft.ofGrant(subject, issuer, ttl, claims), grantedBy, deadline, signer::sign);
  }

  /**
   * Where the Vault that was asked signs nothing, another region's is asked once: its keys are
   * published everywhere.
   */
  private IssuedToken issue(Draft draft, String grantedBy, Deadline deadline, Signer.Place place) {
    PreparedToken token = prepare(draft, signer.order());
    try {
      return sign(draft, token, grantedBy, deadline, place);
    } catch (Problem failure) {
      if (!failure.mayWorkElsewhere() || deadline.passed()) {
        throw failure;
      }
      return signElsewhere(draft, token.region(), grantedBy, deadline, failure);
    }
  }

  private IssuedToken signElsewhere(
      Draft draft, Region tried, String grantedBy, Deadline deadline, Problem failure) {
    List<Region> others = signer.order().stream().filter(region -> !region.equals(tried)).toList();
    if (others.isEmpty()
        || !(keys.signing(draft.role(), others) instanceof SigningChoice.Ready ready)) {
      throw failure;
    }
    IssuedToken signed = signAnew(prepare(draft, ready), grantedBy, deadline);
    audit.signedElsewhere(tried);
    return signed;
  }

  /**
   * Where Vault refuses the pinned version, the ring is read at once and what may no longer sign is
   * prepared anew, once: an administrator may have raised a minimum a moment ago.
   */
  private IssuedToken sign(
      Draft draft, PreparedToken token, String grantedBy, Deadline deadline, Signer.Place place) {
    try {
      return sign(token, grantedBy, deadline, place);
    } catch (Problem refusal) {
      if (refusal.kind() != Problem.Kind.VERSION_REFUSED) {
        throw refusal;
      }
      return signAnew(prepareAnew(draft, token), grantedBy, deadline);
    }
  }

  /** Another's refusal may have led to a reading already. */
  private PreparedToken prepareAnew(Draft draft, PreparedToken refused) {
    List<Region> same = List.of(refused.region());
    PreparedToken anew = prepare(draft, same);
    if (!anew.keyVersion().equals(refused.keyVersion())) {
      return anew;
    }
    keys.in(refused.region()).readAgain();
    anew = prepare(draft, same);
    if (anew.keyVersion().equals(refused.keyVersion())) {
      throw refused();
    }
    return anew;
  }

  private IssuedToken signAnew(PreparedToken token, String grantedBy, Deadline deadline) {
    try {
      return sign(token, grantedBy, deadline);
    } catch (Problem refusal) {
      throw refusal.kind() == Problem.Kind.VERSION_REFUSED ? refused() : refusal;
    }
  }

  private Problem refused() {
    audit.unavailable();
    return Problem.away("Vault refused to sign", RETRY_AFTER);
  }

  /**
   * An identity token, complete but for its signature.
   *
   * @throws Problem of kind UNAVAILABLE if no key version may sign now
   */
  public PreparedToken prepare(TokenShape shape) {
    return prepare(Draft.of(shape), signer.order());
  }

  /**
   * A grant, complete but for its signature; its audience is the issuer itself.
   *
   * @throws Problem of kind UNAVAILABLE if no version of the grant key may sign now
   */
  public PreparedToken prepareGrant(String subject, Duration ttl, Map<String, Object> claims) {
    return prepare(Draft.ofGrant(subject, issuer, ttl, claims), signer.order());
  }

  /** What a token would be; whether or not a key version may sign now. */
  Preview preview(Weighed weighed) {
    Draft draft = Draft.of(weighed.shape());
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("alg", draft.role().algorithm().name());
    if (keys.signing(draft.role(), signer.order()) instanceof SigningChoice.Ready ready) {
      header.put("kid", ready.version().kid().value());
    }
    header.put("typ", draft.type().header());
    return new Preview(
        header,
        draft.claims(issuer, now(), UUID.randomUUID().toString()),
        weighed.relyingParty(),
        weighed.findings(),
        weighed.problem());
  }

  private PreparedToken prepare(Draft draft, List<Region> order) {
    return prepare(draft, pin(draft.role(), order));
  }

  private PreparedToken prepare(Draft draft, SigningChoice.Ready pinned) {
    Instant issuedAt = now();
    String id = UUID.randomUUID().toString();
    return new PreparedToken(
        draft.type(),
        pinned.region(),
        draft.role(),
        pinned.key().name(),
        pinned.version(),
        id,
        issuedAt.plus(draft.ttl()),
        draft.claims(issuer, issuedAt, id));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  private SigningChoice.Ready pin(KeyRole role, List<Region> order) {
    return switch (keys.signing(role, order)) {
      case SigningChoice.Ready ready -> ready;
      case SigningChoice.NotBefore waits -> throw problem(role, waits);
      case SigningChoice.Unavailable(var _, String reason) -> {
        audit.unavailable();
        throw Problem.unavailable(
            reason, keys.policy(role) == null ? RETRY_AFTER : keys.policy(role).refresh());
      }
    };
  }

  private Problem problem(KeyRole role, SigningChoice.NotBefore waits) {
    return waits.known()
        ? Problem.unavailable(
            "the %s key is new beside older ones and signs from %s on"
                .formatted(role, waits.instant()),
            Duration.between(clock.instant(), waits.instant()))
        : Problem.unavailable(
            "not all keys of the issuer have been read yet, so it cannot be told whether the %s key may sign"
                .formatted(role),
            keys.policy(role).refresh());
  }

  /**
   * Has a prepared token signed and checks it.
   *
   * @throws Problem of kind VERSION_REFUSED, UNAVAILABLE or WRONG_ANSWER; then no token exists
   */
  public IssuedToken sign(PreparedToken token, String grantedBy, Deadline deadline) {
    return sign(token, grantedBy, deadline, signer::sign);
  }

  private IssuedToken sign(
      PreparedToken token, String grantedBy, Deadline deadline, Signer.Place place) {
    long begun = System.nanoTime();
    audit.asked(token);
    long asking = System.nanoTime() - begun;
    try {
      String jws = place.sign(new SigningHandle(token, grantedBy, deadline));
      long signed = System.nanoTime();
      if (!release.passes(token, jws)) {
        audit.mismatched(token);
        signer.mismatched(token.region());
        throw Problem.of(
            Problem.Kind.WRONG_ANSWER,
            "Vault's signature does not verify with the requested key version");
      }
      long verified = System.nanoTime();
      audit.issued(token);
      events.took(Stage.VERIFY, token.role(), verified - signed);
      events.took(Stage.AUDIT, token.role(), asking + System.nanoTime() - verified);
      return new IssuedToken(jws, token.id(), token.expiresAt());
    } catch (Problem problem) {
      audit.failed(token, problem);
      throw problem;
    }
  }
}
