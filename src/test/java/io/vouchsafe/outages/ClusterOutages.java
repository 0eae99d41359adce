package io.vouchsafe.outages;

import static io.vouchsafe.testing.Eventually.eventually;

import io.vouchsafe.testing.RaftCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** What befalls an OpenBao of three nodes, one thing after the other. */
final class ClusterOutages {
  private final ClusterBed bed;
  private final RaftCluster cluster;
  private final Duration lasts;
  private final List<Figures> rows = new ArrayList<>();

  /**
   * @param lasts how long a node stays away
   */
  ClusterOutages(ClusterBed bed, Duration lasts) {
    this.bed = bed;
    this.cluster = bed.cluster();
    this.lasts = lasts;
  }

  /** All of them; what each cost. */
  List<Figures> run() {
    activeKilled();
    standbyKilled();
    cutOff();
    partitioned();
    activeStandsStill();
    activeSealed();
    standbySealed();
    allSealed();
    rollingRestart();
    return rows;
  }

  void activeKilled() {
    at("active node killed", cluster.active(), cluster::kill, cluster::start);
  }

  void standbyKilled() {
    at("standby killed", standby(), cluster::kill, cluster::start);
  }

  void cutOff() {
    at("active node and address cut off from us", cluster.active(), bed::cutOff, _ -> bed.mend());
  }

  /**
   * The active node is cut off from the others, and not from us. The others elect one among them,
   * where a key is rotated; then Vault's address leads to the node that knows nothing of it. That
   * one ceases to be the leader in Raft within its lease and yet may take itself for active until
   * it is restarted (OpenBao 2.7.2).
   */
  void partitioned() {
    at(
        "active node cut off from the others",
        cluster.active(),
        node -> {
          cluster.cutOff(node);
          int next = cluster.activeBeside(node);
          int before = bed.watched().published();
          cluster.at(next).rotate("vouchsafe-es256");
          eventually("the new version", () -> bed.watched().published() > before);
          bed.addressLeadsTo(node);
        },
        node -> {
          cluster.join();
          bed.mend();
          restartAtOnce(node);
        });
  }

  /**
   * Connections are taken and nothing is answered, until a supervisor ends it. One that is woken
   * instead may take itself for active beside another one for minutes (OpenBao 2.7.2).
   */
  void activeStandsStill() {
    at("active node stands still", cluster.active(), cluster::freeze, this::restartAtOnce);
  }

  void activeSealed() {
    at("active node sealed", cluster.active(), cluster::seal, cluster::unseal);
  }

  void standbySealed() {
    at("standby sealed", standby(), cluster::seal, cluster::unseal);
  }

  void allSealed() {
    at(
        "all nodes sealed",
        cluster.active(),
        active -> {
          others(active).forEach(cluster::seal);
          cluster.seal(active);
        },
        active -> {
          cluster.unseal(active);
          others(active).forEach(cluster::unseal);
        });
  }

  /** Standbys first, as the manual of Vault has it. */
  void rollingRestart() {
    at(
        "rolling restart",
        0,
        _ -> {
          int active = cluster.active();
          others(active).forEach(this::restart);
          restart(active);
        },
        _ -> {});
  }

  private void restartAtOnce(int node) {
    cluster.kill(node);
    cluster.start(node);
  }

  private void restart(int node) {
    cluster.stop(node);
    cluster.start(node);
    cluster.awaitWhole();
  }

  private void at(String name, int node, IntConsumer begin, IntConsumer end) {
    Figures figures =
        bed.watched()
            .outage(
                name,
                () -> begin.accept(node),
                lasts,
                () -> {
                  end.accept(node);
                  cluster.awaitWhole();
                });
    rows.add(figures);
    bed.forget();
  }

  private int standby() {
    return cluster.standbys().getFirst();
  }

  private static List<Integer> others(int node) {
    return IntStream.range(0, RaftCluster.NODES).filter(it -> it != node).boxed().toList();
  }
}
