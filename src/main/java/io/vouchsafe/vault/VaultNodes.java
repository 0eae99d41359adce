package io.vouchsafe.vault;

import io.vouchsafe.base.Deadline;
import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * The nodes of one Vault that may be asked in its place, such as standbys that sign. A call goes to
 * the node with the fewest calls under way. What a node does not do is asked of another one and
 * then at Vault's address, each time as a whole, so nothing of two answers is mixed: it is for
 * calls that may be made twice. Safe for many threads.
 *
 * <p>Each node gets one half of the time that is left, so that one that does not answer loses no
 * call. A node that fails is left out, and tried again by a call that nobody waits for.
 */
public final class VaultNodes {
  private static final Logger LOG = Logger.getLogger(VaultNodes.class);

  /** How many nodes a call is made at, before it is made at Vault's address. */
  private static final int MOST_ASKED = 2;

  private static final Duration LONGEST_TRIAL = Duration.ofSeconds(2);

  private final VaultAccess vault;
  private final List<VaultNode> nodes;
  private final AtomicInteger turn = new AtomicInteger();

  private VaultNodes(VaultAccess vault, List<VaultNode> nodes) {
    this.vault = Objects.requireNonNull(vault, "vault");
    this.nodes = nodes;
  }

  /** Every call goes to Vault's address. */
  public static VaultNodes none(VaultAccess vault) {
    return of(vault, List.of());
  }

  /** Calls go to these nodes, which share the session of {@code vault}. */
  public static VaultNodes of(VaultAccess vault, List<URL> urls) {
    return new VaultNodes(vault, urls.stream().map(vault::at).toList());
  }

  /**
   * A call that may be made twice.
   *
   * @param made makes it somewhere, by a deadline; throws {@link VaultFailure}
   * @param done whether an answer is all that was asked for; what is not may be another node's to
   *     give
   * @param trial a call that does no harm and succeeds only where {@code made} may
   */
  public record Call<T>(
      BiFunction<VaultPost, Deadline, T> made,
      Predicate<T> done,
      BiFunction<VaultPost, Deadline, T> trial) {}

  /** A node's failure that may be the call's. */
  private record Doubt(VaultNode node, String reason) {}

  /** Among how many nodes calls are spread: at least one. */
  public int width() {
    return Math.max(1, nodes.size());
  }

  /** What the login at Vault is made of. */
  public LoginSettings login() {
    return vault.login();
  }

  /** Why nodes are left out, by their host and port; those that are not are not in it. */
  public Map<String, String> away() {
    Map<String, String> away = new LinkedHashMap<>();
    nodes.forEach(node -> node.away().ifPresent(reason -> away.put(node.name(), reason)));
    return away;
  }

  /**
   * Makes a call; blocks until the deadline at most.
   *
   * @return an answer that is done, or that of Vault's address
   * @throws VaultFailure if there is no answer; what Vault's address said, if it was asked
   */
  public <T> T call(Deadline deadline, Call<T> call) {
    if (nodes.isEmpty() || !vault.loggedIn()) {
      return call.made().apply(vault, deadline);
    }
    tryTheRested(call);
    List<VaultNode> asked = new ArrayList<>(MOST_ASKED);
    List<Doubt> doubts = new ArrayList<>(MOST_ASKED);
    while (asked.size() < MOST_ASKED) {
      Optional<VaultNode> next = next(asked);
      if (next.isEmpty()) {
        break;
      }
      asked.add(next.get());
      Optional<T> answer = ask(next.get(), call, half(deadline), doubts);
      if (answer.isPresent()) {
        doubts.forEach(doubt -> rest(doubt.node(), doubt.reason()));
        return answer.get();
      }
    }
    T answer = call.made().apply(vault, deadline);
    if (call.done().test(answer)) {
      doubts.forEach(doubt -> rest(doubt.node(), doubt.reason()));
    }
    return answer;
  }

  /** The least busy of those that are not left out and were not asked; in turn among equals. */
  private Optional<VaultNode> next(List<VaultNode> asked) {
    int first = Math.floorMod(turn.getAndIncrement(), nodes.size());
    List<VaultNode> inTurn = new ArrayList<>(nodes.subList(first, nodes.size()));
    inTurn.addAll(nodes.subList(0, first));
    return inTurn.stream()
        .filter(node -> node.away().isEmpty() && !asked.contains(node))
        .min(Comparator.comparingInt(VaultNode::underWay));
  }

  private static Deadline half(Deadline deadline) {
    return Deadline.in(deadline.remaining().dividedBy(2));
  }

  private <T> Optional<T> ask(VaultNode node, Call<T> call, Deadline deadline, List<Doubt> doubts) {
    try {
      T answer = call.made().apply(node, deadline);
      if (call.done().test(answer)) {
        return Optional.of(answer);
      }
      doubts.add(new Doubt(node, "it refuses what another node does: it may lag behind"));
    } catch (VaultFailure failure) {
      switch (failure.kind()) {
        case LOGIN_REFUSED -> throw failure;
        case UNREACHABLE, SEALED, FAILED -> rest(node, failure.getMessage());
        case TIMED_OUT, THROTTLED, DENIED, MISSING, REFUSED, GARBLED ->
            doubts.add(new Doubt(node, failure.getMessage()));
        case BUSY -> {}
      }
    }
    return Optional.empty();
  }

  private static void rest(VaultNode node, String reason) {
    if (node.failed(reason)) {
      LOG.warnf("Vault's node %s is left out: %s; the others are asked", node.name(), reason);
    }
  }

  private <T> void tryTheRested(Call<T> call) {
    for (VaultNode node : nodes) {
      if (node.takeTrial()) {
        Thread.ofVirtual().name("vault-node").start(() -> tryNode(node, call));
      }
    }
  }

  private static <T> void tryNode(VaultNode node, Call<T> call) {
    String reason = "it refuses what another node does: it may lag behind";
    try {
      if (call.done().test(call.trial().apply(node, Deadline.in(LONGEST_TRIAL)))) {
        node.worked();
        LOG.infof("Vault's node %s is back", node.name());
        return;
      }
    } catch (VaultFailure failure) {
      reason = failure.getMessage();
    } catch (RuntimeException e) {
      LOG.errorf("trying Vault's node %s failed (%s)", node.name(), e.getClass().getName());
    }
    node.failed(reason);
  }
}
