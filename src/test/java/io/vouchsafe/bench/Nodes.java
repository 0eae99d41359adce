package io.vouchsafe.bench;

import io.vouchsafe.testing.RaftCluster;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A service that signs at three nodes of an OpenBao, against one that signs at the active node.
 * Each node has one core at most, since all of them share this machine.
 */
final class Nodes implements AutoCloseable {
  private static final Map<String, String> ONE_CORE = Map.of("GOMAXPROCS", "1");

  private final Workshop workshop;
  private final RaftCluster cluster = RaftCluster.start(ONE_CORE);
  private final Bed bed;

  Nodes(Workshop workshop) {
    this.workshop = workshop;
    var active = cluster.at(cluster.active());
    active.setup();
    bed = new Bed(workshop, active, Map.of());
  }

  long verified() {
    return bed.verified();
  }

  List<Row> measure() {
    var three =
        bed.logging(
            "nodes", Map.of("vouchsafe.vault.nodes", urls()), workshop.file("nodes-service.log"));
    return Stream.of(Service.ES256, Service.RS256).map(audience -> row(three, audience)).toList();
  }

  private String urls() {
    return IntStream.range(0, RaftCluster.NODES)
        .mapToObj(node -> cluster.url(node).toString())
        .collect(Collectors.joining(","));
  }

  private Row row(Service nodes, String audience) {
    var one = tokens("the active node alone", bed.service(), audience);
    var three = tokens("three nodes", nodes, audience);
    var slices = bed.alternate(one, three);
    return Row.ratio(
            "nodes",
            "%s tokens/s, 64 callers, three nodes of one core each"
                .formatted(audience.equals(Service.ES256) ? "ES256" : "RS256"),
            Figures.TOKENS,
            one.name(),
            Figures.all(slices.get(one), Contender.Slice::perSecond),
            Figures.all(slices.get(three), Contender.Slice::perSecond),
            Row.Goal.NONE)
        .noting(Figures.shares(slices.get(three)));
  }

  private Contender tokens(String name, Service service, String audience) {
    var standbys = new LinkedHashMap<String, Process>();
    cluster.standbys().forEach(node -> standbys.put("standby-" + node, cluster.process(node)));
    return bed.tokens(name, service, audience, Figures.CALLERS).beside(standbys, _ -> {});
  }

  @Override
  public void close() {
    bed.close();
  }
}
