package io.vouchsafe.caller.simulation;

import io.vouchsafe.base.Deadline;
import io.vouchsafe.caller.Broker;
import io.vouchsafe.caller.RevocationStore;
import io.vouchsafe.caller.SimulatedCaller;
import io.vouchsafe.key.KeyPolicy;
import io.vouchsafe.proof.Refused;
import io.vouchsafe.token.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The rules of revoked grants written down once more, so that each of them can be left out.
 *
 * @param newestCounts of readings that overlap the one that began last counts
 * @param readFirst no grant is accepted before the first reading
 * @param hasInstant a revocation by {@code sub} ends only what was made before
 * @param keepsOwn what was revoked here stays so, whatever a reading says
 * @param trusts for how many times {@code max-ring-age} a reading is good
 */
record SimplerRules(
    boolean newestCounts, boolean readFirst, boolean hasInstant, boolean keepsOwn, int trusts)
    implements Rules {
  static final SimplerRules AS_IN_PRODUCTION = new SimplerRules(true, true, true, true, 1);
  static final Rules OLDER_LISTS_REPLACE_NEWER = new SimplerRules(false, true, true, true, 1);
  static final Rules ACCEPT_BEFORE_THE_FIRST_READING = new SimplerRules(true, false, true, true, 1);
  static final Rules SUBJECTS_WITHOUT_AN_INSTANT = new SimplerRules(true, true, false, true, 1);
  static final Rules FORGET_WHAT_WAS_REVOKED_HERE = new SimplerRules(true, true, true, false, 1);
  static final Rules TRUST_A_LIST_FOR_EVER = new SimplerRules(true, true, true, true, 1000);

  @Override
  public Known known(Instance instance) {
    return new Listed(instance.store(), instance);
  }

  private final class Listed implements Known {
    private final RevocationStore store;
    private final Instance instance;
    private final Set<String> own = new HashSet<>();
    private Set<String> names = Set.of();
    private Optional<Instant> readAt = Optional.empty();

    Listed(RevocationStore store, Instance instance) {
      this.store = store;
      this.instance = instance;
    }

    private KeyPolicy policy() {
      return instance.world().grants();
    }

    @Override
    public boolean refresh() {
      Instant asked = instance.clock();
      try {
        Set<String> listed = Set.copyOf(store.list(deadline()));
        if (!newestCounts || readAt.filter(asked::isBefore).isEmpty()) {
          names = listed;
          readAt = Optional.of(asked);
        }
        return true;
      } catch (RevocationStore.Fault fault) {
        return false;
      }
    }

    @Override
    public void check(Ledger.Grant grant) {
      requireRead();
      if (revokes(names, grant) || revokes(own, grant)) {
        throw Refused.because("the grant was revoked");
      }
    }

    private boolean revokes(Set<String> some, Ledger.Grant grant) {
      return some.stream()
          .anyMatch(
              name ->
                  SimulatedCaller.revokes(
                      name,
                      grant.broker(),
                      grant.id(),
                      grant.sub(),
                      hasInstant ? Optional.of(grant.issuedAt()) : Optional.empty()));
    }

    private void requireRead() {
      Duration bound = policy().maxRingAge().multipliedBy(trusts);
      boolean good =
          readAt
              .map(it -> Duration.between(it, instance.clock()).compareTo(bound) <= 0)
              .orElse(!readFirst);
      if (!good) {
        throw Problem.unavailable("not read, or too long ago", Duration.ofSeconds(1));
      }
    }

    @Override
    public void revokeGrant(Broker broker, String id) {
      add(SimulatedCaller.nameOfGrant(policy(), broker.name(), id, instance.clock()));
    }

    @Override
    public void revokeSubject(Broker broker, String sub) {
      Instant until = instance.clock().truncatedTo(ChronoUnit.SECONDS);
      add(SimulatedCaller.nameOfSubject(policy(), broker.name(), sub, until, instance.clock()));
      instance.waitFor(Duration.between(instance.clock(), until.plusSeconds(1)));
    }

    private void add(String name) {
      requireRead();
      try {
        addUnlessListed(name);
      } catch (RevocationStore.Fault fault) {
        throw Problem.unavailable("not revoked", Duration.ofSeconds(1));
      }
      if (keepsOwn) {
        own.add(name);
      } else {
        names = union(names, name);
      }
    }

    private void addUnlessListed(String name) throws RevocationStore.Fault {
      try {
        store.add(name, deadline());
      } catch (RevocationStore.Fault fault) {
        if (!fault.denied() || !store.list(deadline()).contains(name)) {
          throw fault;
        }
      }
    }

    private static Deadline deadline() {
      return Deadline.in(Duration.ofHours(1));
    }

    private static Set<String> union(Set<String> some, String one) {
      Set<String> all = new HashSet<>(some);
      all.add(one);
      return all;
    }
  }
}
