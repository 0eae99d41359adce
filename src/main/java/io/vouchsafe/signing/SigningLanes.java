package io.vouchsafe.signing;

import static java.util.stream.Collectors.groupingBy;

import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.SigningAlgorithm;
import io.vouchsafe.key.SigningChoice;
import io.vouchsafe.signing.LaneGroup.Version;
import io.vouchsafe.token.Problem;
import io.vouchsafe.token.Signer;
import io.vouchsafe.token.SigningFault;
import io.vouchsafe.transit.TransitSettings;
import io.vouchsafe.vault.LastAttempt;
import io.vouchsafe.vault.VaultAccess;
import io.vouchsafe.vault.VaultFailure;
import io.vouchsafe.vault.VaultNodes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Signs digests in batches. No digest waits for a batch to fill: digests that come while calls to
 * Vault are under way form the next call, and without a call under way the first digest goes at
 * once.
 *
 * <p>Each key version has a lane of its own, in which callers take turns, and RS256 and ES256 share
 * nothing, so that a slow one delays no other. A digest whose deadline has passed is never signed.
 * A digest that could not be signed in time, or for which there is no room, is refused at once.
 */
public final class SigningLanes {
  private static final Logger LOG = Logger.getLogger(SigningLanes.class);

  /** A timer may be early by so much. */
  private static final Duration TIMERS = Duration.ofMillis(10);

  private final SigningSettings settings;
  private final TransitSettings transit;
  private final SigningCall call;
  private final SigningEvents events;
  private final LastAttempt attempts;
  private final Circuit circuit;
  private final Optional<Duration> longestCall;
  private final Map<SigningAlgorithm, LaneGroup> groups = new EnumMap<>(SigningAlgorithm.class);

  /**
   * Lanes to a Vault beside which no other signs: its calls have all the time that their callers
   * have.
   */
  public SigningLanes(
      VaultAccess vault,
      TransitSettings settings,
      SigningSettings signing,
      InstantSource clock,
      SigningEvents events) {
    this(
        VaultNodes.none(vault),
        settings,
        signing,
        clock,
        events,
        new Circuit(Circuit.UNHEARD),
        Optional.empty());
  }

  /**
   * Lanes to the nodes of a Vault; the bounds of calls hold for each of them.
   *
   * @param circuit is told whether calls work
   * @param longestCall the most that a call may take, so that another region's Vault has time left;
   *     empty where none signs
   */
  public SigningLanes(
      VaultNodes vault,
      TransitSettings settings,
      SigningSettings signing,
      InstantSource clock,
      SigningEvents events,
      Circuit circuit,
      Optional<Duration> longestCall) {
    this.circuit = Objects.requireNonNull(circuit, "circuit");
    this.settings = signing.times(vault.width());
    this.transit = Objects.requireNonNull(settings, "settings");
    this.events = Objects.requireNonNull(events, "events");
    this.longestCall = Objects.requireNonNull(longestCall, "longestCall");
    this.call = new SigningCall(vault, settings, longestCall);
    this.attempts = new LastAttempt("signing", clock);
    for (SigningAlgorithm algorithm : SigningAlgorithm.values()) {
      groups.put(
          algorithm,
          new LaneGroup(
              this.settings.lane(algorithm),
              signing.maxWaiting(),
              settings.calls().connectionsForSigning() * vault.width(),
              settings.requestTimeout(),
              this::sign,
              SigningLanes::start));
    }
  }

  /** A signature did not verify: nodes of Vault have to show anew with which keys they sign. */
  void distrustNodes() {
    call.distrustNodes();
  }

  /** Whether the last call to sign worked. */
  public LastAttempt attempts() {
    return attempts;
  }

  byte[] sign(TransitPrivateKey key, byte[] digest) {
    PendingDigest pending = new PendingDigest(key, digest);
    groups
        .get(key.signingAlgorithm())
        .add(Version.of(key), List.of(pending))
        .ifPresent(Runnable::run);
    return pending.await();
  }

  /** How many digests are signed at once under a key of {@code algorithm}. */
  Signer.Width width(SigningAlgorithm algorithm) {
    SigningSettings.Lane lane = settings.lane(algorithm);
    return new Signer.Width(lane.batch(), lane.calls());
  }

  /** How many digests of keys in {@code role} wait for a call, over all issuers. */
  public int waiting(KeyRole role) {
    return groups.get(role.algorithm()).waiting(role);
  }

  /** How many calls of keys in {@code role} are under way, over all issuers. */
  public int underWay(KeyRole role) {
    return groups.get(role.algorithm()).underWay(role);
  }

  /** Whether there is no room for a digest of {@code caller} under the key; from memory. */
  boolean full(SigningChoice.Ready key, String caller, Duration patience) {
    return groups.get(key.key().role().algorithm()).full(Version.of(key), caller, patience);
  }

  /** Adds digests of one request, which may be of several keys. */
  void add(List<PendingDigest> wave) {
    Map<Version, List<PendingDigest>> byVersion =
        wave.stream().collect(groupingBy(pending -> Version.of(pending.key())));
    byVersion.forEach(
        (version, digests) ->
            groups
                .get(digests.getFirst().key().signingAlgorithm())
                .add(version, digests)
                .ifPresent(SigningLanes::start));
  }

  private static void start(Runnable call) {
    Thread.ofVirtual().name("sign").start(call);
  }

  private Runnable sign(List<PendingDigest> batch) {
    TransitPrivateKey key = batch.getFirst().key();
    long begun = System.nanoTime();
    batch.forEach(pending -> events.waited(key.role(), pending.waited(begun)));
    try {
      List<Optional<byte[]>> signatures = call.sign(batch);
      circuit.worked();
      if (signatures.stream().allMatch(Optional::isPresent)) {
        attempts.worked();
      } else {
        SigningFault fault = FaultOf.refusedVersion(transit, SigningCall.Target.of(key));
        attempts.failed(fault.words());
        events.failed(key.keyName(), fault);
      }
      return () -> deliver(batch, signatures);
    } catch (VaultFailure failure) {
      tellCircuit(failure, begun);
      giveBackWhileAway(failure);
      Optional<SigningFault> fault = call.fault(failure, key.keyName());
      fault.ifPresent(it -> events.failed(key.keyName(), it));
      attempts.failed(fault.map(SigningFault::words).orElseGet(failure::getMessage));
      return () -> batch.forEach(pending -> pending.failed(SigningProblems.of(failure)));
    } catch (RuntimeException | Error e) {
      LOG.errorf("a call to sign with %s failed (%s)", key, e.getClass().getName());
      return () -> batch.forEach(pending -> pending.failed(SigningProblems.internal()));
    } finally {
      events.called(key.role(), batch.size(), System.nanoTime() - begun);
    }
  }

  /** A caller who had no time left says nothing of the Vault. */
  private void tellCircuit(VaultFailure failure, long begun) {
    if (longestCall.isEmpty()) {
      return;
    }
    if (failure.kind() != VaultFailure.Kind.TIMED_OUT) {
      circuit.failed(failure);
      return;
    }
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    Duration most = longestCall.get();
    if (took.compareTo(most.minus(TIMERS)) >= 0) {
      circuit.unanswered(most.dividedBy(2));
    } else if (took.compareTo(most.dividedBy(2)) >= 0) {
      circuit.failed(failure);
    }
  }

  /**
   * While the Vault is taken to be away, what waits for it goes to another region as long as its
   * callers have the time, and does not find out by calls of its own. Each call that fails sees to
   * that before the next is made, whichever opened the circuit.
   */
  private void giveBackWhileAway(VaultFailure failure) {
    if (circuit.isOpen() && Circuit.isAway(failure.kind())) {
      Problem away = SigningProblems.of(failure);
      groups.values().forEach(group -> group.giveBack(away));
    }
  }

  private static void deliver(List<PendingDigest> batch, List<Optional<byte[]>> signatures) {
    for (int i = 0; i < batch.size(); i++) {
      PendingDigest pending = batch.get(i);
      signatures
          .get(i)
          .ifPresentOrElse(pending::signed, () -> pending.failed(SigningProblems.versionRefused()));
    }
  }
}
