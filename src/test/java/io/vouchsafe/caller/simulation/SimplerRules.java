package io.vouchsafe.caller.simulation;

import io.vouchsafe.base.Deadline;
import io.vouchsafe.caller.Broker;
import io.vouchsafe.caller.RevocationStore;
import io.vouchsafe.caller.SimulatedCaller;
import io.vouchsafe.key.KeyPolicy;
import io.vouchsafe.key.Region;
import io.vouchsafe.proof.Refused;
import io.vouchsafe.token.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The rules of revoked grants written down once more, so that each of them can be left out. */
record SimplerRules(Set<Flaw> flaws) implements Rules {
  /** What is done otherwise than in production. */
  enum Flaw {
    /** Of readings that overlap the one that ends last counts, and not the one that began last. */
    OLDER_LISTS_REPLACE_NEWER,
    ACCEPT_BEFORE_THE_FIRST_READING,
    /** A revocation by {@code sub} ends also what is made later. */
    SUBJECTS_WITHOUT_AN_INSTANT,
    /** What was revoked here is forgotten with a reading that lacks it. */
    FORGET_WHAT_WAS_REVOKED_HERE,
    TRUST_A_LIST_FOR_EVER,
    LOOK_AT_HOMES_LIST_ALONE,
    /** After a start nobody waits until every region was read, or asked in vain. */
    WAIT_FOR_THE_SIGNERS_LIST_ALONE,
    /** Home's list has to be good, and not that of the region whose key signed the grant. */
    IGNORE_THE_SIGNERS_LIST,
    /** A revocation is answered though home's Vault did not take it. */
    FORGET_WHAT_VAULT_DID_NOT_TAKE
  }

  static final SimplerRules AS_IN_PRODUCTION = new SimplerRules(Set.of());
  private static final int FOR_EVER = 1000;

  static Rules with(Flaw flaw) {
    return new SimplerRules(Set.of(flaw));
  }

  private boolean has(Flaw flaw) {
    return flaws.contains(flaw);
  }

  @Override
  public Known known(Instance instance) {
    return new Listed(instance);
  }

  /** One region's list. */
  private final class OneList {
    private final RevocationStore store;
    private Set<String> names = Set.of();
    private Optional<Instant> readAt = Optional.empty();
    private int askedInVain;

    OneList(RevocationStore store) {
      this.store = store;
    }

    boolean refresh(Instant asked) {
      try {
        Set<String> listed = Set.copyOf(store.list(deadline()));
        if (has(Flaw.OLDER_LISTS_REPLACE_NEWER) || readAt.filter(asked::isBefore).isEmpty()) {
          names = listed;
          readAt = Optional.of(asked);
        }
        return true;
      } catch (RevocationStore.Fault fault) {
        askedInVain++;
        return false;
      }
    }
  }

  private final class Listed implements Known {
    private final Instance instance;
    private final Map<Region, OneList> lists = new LinkedHashMap<>();
    private final Set<String> own = new HashSet<>();

    Listed(Instance instance) {
      this.instance = instance;
      instance.sights().forEach(it -> lists.put(it.region(), new OneList(it.store())));
    }

    private KeyPolicy policy() {
      return instance.world().grants();
    }

    private OneList home() {
      return lists.get(instance.home());
    }

    @Override
    public boolean refresh(Region region) {
      return lists.get(region).refresh(instance.clock());
    }

    @Override
    public void check(Ledger.Grant grant) {
      requireRead(has(Flaw.IGNORE_THE_SIGNERS_LIST) ? instance.home() : grant.signedIn());
      requireAllAsked();
      Stream<OneList> looked =
          has(Flaw.LOOK_AT_HOMES_LIST_ALONE) ? Stream.of(home()) : lists.values().stream();
      if (looked.anyMatch(it -> revokes(it.names, grant)) || revokes(own, grant)) {
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
                      has(Flaw.SUBJECTS_WITHOUT_AN_INSTANT)
                          ? Optional.empty()
                          : Optional.of(grant.issuedAt())));
    }

    private void requireRead(Region region) {
      Duration bound =
          instance
              .world()
              .listIsGood()
              .multipliedBy(has(Flaw.TRUST_A_LIST_FOR_EVER) ? FOR_EVER : 1);
      boolean good =
          lists
              .get(region)
              .readAt
              .map(it -> Duration.between(it, instance.clock()).compareTo(bound) <= 0)
              .orElse(has(Flaw.ACCEPT_BEFORE_THE_FIRST_READING));
      if (!good) {
        throw Problem.unavailable("not read, or too long ago", Duration.ofSeconds(1));
      }
    }

    private void requireAllAsked() {
      if (!has(Flaw.WAIT_FOR_THE_SIGNERS_LIST_ALONE)
          && lists.values().stream().anyMatch(it -> it.readAt.isEmpty() && it.askedInVain < 3)) {
        throw Problem.unavailable("not asked for yet", Duration.ofSeconds(1));
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
      requireRead(instance.home());
      try {
        addUnlessListed(name);
      } catch (RevocationStore.Fault fault) {
        if (!has(Flaw.FORGET_WHAT_VAULT_DID_NOT_TAKE)) {
          throw Problem.unavailable("not revoked", Duration.ofSeconds(1));
        }
      }
      if (has(Flaw.FORGET_WHAT_WAS_REVOKED_HERE)) {
        home().names = union(home().names, name);
      } else {
        own.add(name);
      }
    }

    private void addUnlessListed(String name) throws RevocationStore.Fault {
      try {
        home().store.add(name, deadline());
      } catch (RevocationStore.Fault fault) {
        if (!fault.denied() || !home().store.list(deadline()).contains(name)) {
          throw fault;
        }
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
