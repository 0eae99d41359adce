import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * The artifact measured against another one, both on the same OpenBao in the same run: pairs of one
 * slice each, taken in turn.
 */
final class Against implements AutoCloseable {
  static final String OTHER = "the other artifact";

  /** Fewer pairs than this say little. */
  static final int PAIRS = 9;

  private final Workshop workshop;
  private final Bed bed;
  private Compared tokens;

  /** Slices of both, pair by pair. */
  private record Compared(List<Contender.Slice> other, List<Contender.Slice> ours) {}

  Against(Workshop workshop) {
    this.workshop = workshop;
    this.bed = new Bed(workshop, true);
  }

  /** Every comparison, by the name of its figure on the command line. */
  Map<String, Supplier<List<Row>>> figures() {
    var figures = new LinkedHashMap<String, Supplier<List<Row>>>();
    figures.put("tokens", this::tokens);
    figures.put("vault-cost", this::vaultCost);
    figures.put("service-cost", this::serviceCost);
    figures.put("batch", this::lists);
    figures.put("rs256", this::rs256);
    figures.put("idle", this::idle);
    figures.put("jwks", this::jwks);
    figures.put("memory", () -> Memory.compare(workshop, bed));
    figures.put("cold", () -> Cold.compare(workshop, bed));
    return figures;
  }

  long verified() {
    return bed.verified();
  }

  private List<Row> tokens() {
    return List.of(
        ratio(
            "tokens",
            "ES256 tokens/s, 64 callers, GET /id-token",
            Figures.TOKENS,
            es256(),
            Contender.Slice::perSecond,
            Row.Goal.atLeast(0.8, 0.8)));
  }

  private List<Row> vaultCost() {
    return List.of(
        ratio(
            "vault-cost",
            "Vault's CPU for an ES256 token, 64 callers",
            Figures.MICROS,
            es256(),
            Figures.micros(Bed.VAULT),
            Row.Goal.NONE));
  }

  private List<Row> serviceCost() {
    return List.of(
        ratio(
            "service-cost",
            "service's CPU for an ES256 token, 64 callers",
            Figures.MICROS,
            es256(),
            Figures.micros(Bed.SERVICE),
            Row.Goal.atMost(1.5, 1.5)));
  }

  private List<Row> lists() {
    return List.of(
        ratio(
            "batch",
            "POST /id-tokens, %d callers of %d entries: tokens/s"
                .formatted(Figures.LISTS, Bed.ENTRIES),
            Figures.TOKENS,
            compared(
                bed.lists(OTHER, bed.against(), Figures.LISTS),
                bed.lists("service", bed.service(), Figures.LISTS)),
            Contender.Slice::perSecond,
            Row.Goal.atLeast(0.9, 0.9)));
  }

  private List<Row> rs256() {
    return List.of(
        ratio(
            "rs256",
            "RS256 tokens/s, 16 callers",
            Figures.TOKENS,
            single(Service.RS256, Figures.RSA_CALLERS),
            Contender.Slice::perSecond,
            Row.Goal.atLeast(0.9, 0.9)));
  }

  private List<Row> idle() {
    var other = bed.tokens(OTHER, bed.against(), Service.ES256, 1);
    var ours = bed.tokens("service", bed.service(), Service.ES256, 1);
    bed.warmUp(other.with(Figures.CALLERS));
    bed.warmUp(ours.with(Figures.CALLERS));
    var slices = compared(other, ours);
    return List.of(
        difference(
            "latency of an ES256 token, one caller, p50",
            slices,
            Contender.Slice::p50Millis,
            Row.Goal.atMost(0.1, 0.1)),
        difference(
            "latency of an ES256 token, one caller, p99",
            slices,
            Contender.Slice::p99Millis,
            Row.Goal.NONE));
  }

  private List<Row> jwks() {
    return List.of(
        ratio(
            "jwks",
            "JWKS reads/s, 32 connections",
            "reads/s",
            compared(Jwks.of(OTHER, bed.against()), Jwks.of("service", bed.service())),
            Contender.Slice::perSecond,
            Row.Goal.atLeast(0.95, 0.95)));
  }

  private Compared es256() {
    if (tokens == null) {
      tokens = single(Service.ES256, Figures.CALLERS);
    }
    return tokens;
  }

  private Compared single(String audience, int callers) {
    return compared(
        bed.tokens(OTHER, bed.against(), audience, callers),
        bed.tokens("service", bed.service(), audience, callers));
  }

  private Compared compared(Contender other, Contender ours) {
    var slices = bed.alternate(other, ours);
    return new Compared(slices.get(other), slices.get(ours));
  }

  private static Row ratio(
      String name,
      String figure,
      String unit,
      Compared slices,
      ToDoubleFunction<Contender.Slice> value,
      Row.Goal goal) {
    return Row.ratio(
            name,
            figure,
            unit,
            OTHER + ", " + Figures.shares(slices.other()),
            Figures.all(slices.other(), value),
            Figures.all(slices.ours(), value),
            goal)
        .noting(Figures.shares(slices.ours()));
  }

  private static Row difference(
      String figure, Compared slices, ToDoubleFunction<Contender.Slice> value, Row.Goal goal) {
    return Row.difference(
        "idle",
        figure,
        "ms",
        OTHER,
        Figures.all(slices.other(), value),
        Figures.all(slices.ours(), value),
        goal);
  }

  @Override
  public void close() {
    bed.close();
  }
}
