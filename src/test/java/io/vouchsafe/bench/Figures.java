package io.vouchsafe.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** Every figure, by the name it has on the command line. */
final class Figures implements AutoCloseable {
  static final int CALLERS = 64;
  static final int LISTS = 4;
  private static final int PEERS = 32;
  static final int RSA_CALLERS = 16;
  static final String TOKENS = "tokens/s";
  static final String MICROS = "us";

  private final Workshop workshop;
  private final List<Row> rows = new ArrayList<>();
  private Optional<Bed> audited = Optional.empty();
  private Costs costs;
  private long verified;
  private Bare bare;

  Figures(Workshop workshop) {
    this.workshop = workshop;
  }

  List<Row> rows() {
    return rows;
  }

  long verified() {
    return verified + audited.map(Bed::verified).orElse(0L);
  }

  void tokens() {
    var bed = audited();
    var off = bed.tokens("batching off", bed.unbatched(), Service.ES256, CALLERS);
    var on = bed.tokens("batching on", bed.service(), Service.ES256, CALLERS);
    var slices = bed.alternate(off, on);
    add(
        Row.ratio(
                "tokens",
                "ES256 tokens/s, 64 callers, GET /id-token",
                TOKENS,
                off.name(),
                all(slices.get(off), Contender.Slice::perSecond),
                all(slices.get(on), Contender.Slice::perSecond),
                Row.Goal.atLeast(2, 1.7))
            .noting(shares(slices.get(on))));
  }

  void vaultCost() {
    add(costs().ofVault());
  }

  void serviceCost() {
    add(costs().ofService());
  }

  void batch() {
    var bed = audited();
    var bare = bed.transit("ES256", CALLERS, 1);
    var off = bed.tokens("GET /id-token, batching off", bed.unbatched(), Service.ES256, CALLERS);
    var lists = bed.lists("POST /id-tokens", bed.service(), LISTS);
    var slices = bed.alternate(bare, off, lists);
    var perSecond = all(slices.get(lists), Contender.Slice::perSecond);
    var callers = "POST /id-tokens, %d callers of %d entries: ".formatted(LISTS, Bed.ENTRIES);
    add(
        Row.ratio(
            "batch",
            callers + "Vault's CPU",
            MICROS,
            bare.name(),
            all(slices.get(bare), micros(Bed.VAULT)),
            all(slices.get(lists), micros(Bed.VAULT)),
            Row.Goal.atMost(0.25, 0.25)));
    add(
        Row.ratio(
                "batch",
                callers + "tokens/s",
                TOKENS,
                off.name(),
                all(slices.get(off), Contender.Slice::perSecond),
                perSecond,
                Row.Goal.atLeast(4, 4))
            .noting(shares(slices.get(lists))));
    add(
        Row.ratio(
            "batch",
            callers + "tokens/s",
            TOKENS,
            bare.name(),
            all(slices.get(bare), Contender.Slice::perSecond),
            perSecond,
            Row.Goal.NONE));
  }

  void peers() {
    leaveAudited();
    try (var bed = new Bed(workshop, false)) {
      var bare = bed.transit("ES256", PEERS, 1);
      var on = bed.tokens("service", bed.service(), Service.ES256, PEERS);
      var slices = bed.alternate(bare, on);
      add(
          Row.ratio(
                  "peers",
                  "ES256 tokens/s, 32 callers, no audit device",
                  TOKENS,
                  bare.name(),
                  all(slices.get(bare), Contender.Slice::perSecond),
                  all(slices.get(on), Contender.Slice::perSecond),
                  Row.Goal.atLeast(1.1, 0.9))
              .noting(
                  "measured so elsewhere: Dex 1,198 tokens/s (0.20), SPIRE 1,587 (0.27); "
                      + shares(slices.get(on))));
      verified += bed.verified();
    }
  }

  void rs256() {
    var bed = audited();
    var on = bed.tokens("service", bed.service(), Service.RS256, RSA_CALLERS);
    var best = bestTransit(bed);
    var slices = bed.alternate(best, on);
    add(
        Row.ratio(
                "rs256",
                "RS256 tokens/s, 16 callers",
                TOKENS,
                "the best of several: " + best.name(),
                all(slices.get(best), Contender.Slice::perSecond),
                all(slices.get(on), Contender.Slice::perSecond),
                Row.Goal.atLeast(0.75, 0.75))
            .noting(shares(slices.get(on))));
  }

  private Contender bestTransit(Bed bed) {
    Contender best = null;
    double most = 0;
    for (var one :
        List.of(
            bed.transit("RS256", 2, 1),
            bed.transit("RS256", 4, 1),
            bed.transit("RS256", 8, 1),
            bed.transit("RS256", 16, 1),
            bed.transit("RS256", 2, 4),
            bed.transit("RS256", 4, 4))) {
      double perSecond = one.measure(workshop.slice()).perSecond();
      if (perSecond > most) {
        most = perSecond;
        best = one;
      }
    }
    return best;
  }

  void idle() {
    var bed = audited();
    var bare = bed.transit("ES256", 1, 1);
    var on = bed.tokens("service", bed.service(), Service.ES256, 1);
    bed.warmUp(on.with(CALLERS));
    var slices = bed.alternate(bare, on);
    add(
        Row.difference(
            "idle",
            "latency of an ES256 token, one caller, p50",
            "ms",
            bare.name(),
            all(slices.get(bare), Contender.Slice::p50Millis),
            all(slices.get(on), Contender.Slice::p50Millis),
            Row.Goal.atMost(0.5, 0.5)));
    add(
        Row.difference(
            "idle",
            "latency of an ES256 token, one caller, p99",
            "ms",
            bare.name(),
            all(slices.get(bare), Contender.Slice::p99Millis),
            all(slices.get(on), Contender.Slice::p99Millis),
            Row.Goal.atMost(2, 2)));
  }

  void overload() {
    rows.addAll(Overload.measure(workshop, audited()));
  }

  void audit() {
    rows.addAll(Audits.measure(workshop, audited()));
  }

  void neighbours() {
    rows.addAll(Neighbours.measure(workshop, audited()));
  }

  void refusals() {
    rows.addAll(Refusals.measure(workshop, audited()));
  }

  void jwks() {
    rows.addAll(Jwks.measure(workshop, audited()));
  }

  void memory() {
    rows.addAll(Memory.measure(workshop, audited(), bare()));
  }

  void cold() {
    rows.addAll(Cold.measure(workshop, audited(), bare()));
  }

  void exchanges() {
    rows.addAll(Exchanges.measure(workshop, audited()));
  }

  void organisations() {
    leaveAudited();
    try (var bed = new Bed(workshop, true)) {
      rows.addAll(Organisations.measure(workshop, bed));
      verified += bed.verified();
    }
  }

  void failover() {
    leaveAudited();
    try (var failover = new Failover(workshop)) {
      rows.addAll(failover.measure());
      verified += failover.verified();
    }
  }

  void nodes() {
    leaveAudited();
    try (var nodes = new Nodes(workshop)) {
      rows.addAll(nodes.measure());
      verified += nodes.verified();
    }
  }

  void workload() {
    rows.addAll(Workload.measure(workshop, audited()));
  }

  private Bare bare() {
    if (bare == null) {
      bare = new Bare(workshop);
    }
    return bare;
  }

  private Bed audited() {
    if (audited.isEmpty()) {
      audited = Optional.of(new Bed(workshop, true));
    }
    return audited.get();
  }

  /** Ends what is running; the next figure starts anew. */
  void leaveAudited() {
    verified = verified();
    audited.ifPresent(Bed::close);
    audited = Optional.empty();
  }

  private Costs costs() {
    costs = costs == null ? Costs.measure(audited()) : costs;
    return costs;
  }

  private void add(Row row) {
    rows.add(row);
  }

  static ToDoubleFunction<Contender.Slice> micros(String process) {
    return slice -> slice.micros().get(process);
  }

  static double[] all(List<Contender.Slice> slices, ToDoubleFunction<Contender.Slice> value) {
    return slices.stream().mapToDouble(value).toArray();
  }

  /** Which process had how many cores: where the load client has a whole one, it is the limit. */
  static String shares(List<Contender.Slice> slices) {
    var text = new StringBuilder("cores busy:");
    for (var process : slices.getFirst().busy().keySet()) {
      var median = Row.Spread.of(all(slices, slice -> slice.busy().get(process))).median();
      text.append(" %s %s".formatted(process, Row.shown(median)));
    }
    return text.toString();
  }

  @Override
  public void close() {
    leaveAudited();
  }
}
