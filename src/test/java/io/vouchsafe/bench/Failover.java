package io.vouchsafe.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jwt.SignedJWT;
import io.vouchsafe.testing.BreakingProxy;
import io.vouchsafe.testing.BreakingProxy.Fault;
import io.vouchsafe.testing.Http;
import io.vouchsafe.testing.OpenBao;
import io.vouchsafe.testing.Processes;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/**
 * What signing in another region costs, against a service that signs at home. Which region signed a
 * token, its kid says. Home is taken from a service by a proxy of its own; no proxy is on the way
 * of the tokens that are compared, but for the one that delays.
 */
final class Failover implements AutoCloseable {
  private static final String NAME = "failover";
  private static final Duration FAR = Duration.ofMillis(30);

  /** Long enough for a lone caller to open the circuit. */
  private static final Duration EVENTFUL = Duration.ofSeconds(5);

  /** Who waits longer for a token has waited for a Vault that does not answer. */
  private static final Duration PAID = Duration.ofMillis(500);

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Fault SILENCE =
      (request, upstream) -> {
        Thread.sleep(Duration.ofHours(1));
        return upstream.answer(request);
      };

  private final Workshop workshop;
  private final OpenBao other;
  private final Bed bed;
  private final BreakingProxy way;
  private final BreakingProxy farAway;
  private final Service there;
  private final Service near;
  private final Service far;
  private final String home;

  Failover(Workshop workshop) {
    this.workshop = workshop;
    var vault = Bed.vault(workshop, "openbao-home", true);
    other = Bed.vault(workshop, "openbao-other", true);
    way = BreakingProxy.before(vault.address());
    farAway = BreakingProxy.before(other.address());
    String region = "vouchsafe.vault.regions.other.";
    bed =
        new Bed(
            workshop,
            vault,
            Map.of(
                region + "url", other.address().toString(),
                region + "sign", "true",
                region + "authentication.client-token", other.tokenWith("vouchsafe-signer")));
    there = bed.service();
    String url = "quarkus.vault.url";
    near = bed.logging("near", Map.of(url, way.address().toString()), workshop.file("near.log"));
    far =
        bed.logging(
            "far",
            Map.of(url, way.address().toString(), region + "url", farAway.address().toString()),
            workshop.file("far.log"));
    home = kid(token(there));
    farAway.breaks(path -> path.contains("/sign/"), Fault.delay(FAR));
  }

  long verified() {
    return bed.verified();
  }

  List<Row> measure() {
    var rows = new ArrayList<>(refused());
    rows.addAll(silent());
    return rows;
  }

  private List<Row> refused() {
    way.down();
    String refuses = "home refuses connections: ";
    var atHome = tokens("home signs", there, 1, true);
    var elsewhere = tokens(refuses, near, 1, false);
    var further = tokens("home refuses connections, the other 30 ms away: ", far, 1, false);
    List.of(atHome, elsewhere, further).forEach(it -> bed.warmUp(it.with(Figures.CALLERS)));
    var alone = bed.alternate(atHome, elsewhere, further);
    var rows = new ArrayList<>(latency(refuses, alone.get(atHome), alone.get(elsewhere)));
    rows.addAll(latency(further.name(), alone.get(atHome), alone.get(further)));
    var manyAtHome = atHome.with(Figures.CALLERS);
    var manyElsewhere = elsewhere.with(Figures.CALLERS);
    var many = bed.alternate(manyAtHome, manyElsewhere);
    rows.add(
        Row.ratio(
                NAME,
                refuses + "ES256 tokens/s, 64 callers",
                Figures.TOKENS,
                atHome.name(),
                Figures.all(many.get(manyAtHome), Contender.Slice::perSecond),
                Figures.all(many.get(manyElsewhere), Contender.Slice::perSecond),
                Row.Goal.NONE)
            .noting(Figures.shares(many.get(manyElsewhere))));
    return rows;
  }

  /** Home falls silent and comes back, over and over. */
  private List<Row> silent() {
    var atHome = tokens("home signs", there, 1, true);
    var elsewhere = tokens("home is silent", near, 1, false);
    var one = bed.tokens("one caller", near, Service.ES256, 1);
    var many = one.with(Figures.CALLERS);
    var baseline = new ArrayList<Contender.Slice>();
    var steady = new ArrayList<Contender.Slice>();
    var fellOne = new ArrayList<Contender.Eventful<Double>>();
    var fellMany = new ArrayList<Contender.Eventful<Double>>();
    var back = new ArrayList<Contender.Eventful<Double>>();
    way.up();
    untilHomeSigns();
    for (int round = 0; round < workshop.rounds(); round++) {
      fellOne.add(one.during(EVENTFUL, this::fallSilent));
      steady.add(elsewhere.measure(workshop.slice()));
      baseline.add(atHome.measure(workshop.slice()));
      back.add(many.during(EVENTFUL, this::comeBack));
      fellMany.add(many.during(EVENTFUL, this::fallSilent));
      comeBack();
      workshop.emptyLogs();
    }
    var rows = new ArrayList<Row>();
    rows.addAll(waits("home falls silent, one caller: ", fellOne));
    rows.addAll(waits("home falls silent, 64 callers: ", fellMany));
    rows.addAll(latency("home is silent: ", baseline, steady));
    rows.add(
        Row.alone(
            NAME,
            "home is back: until it signs, 64 callers",
            "ms",
            back.stream().mapToDouble(Contender.Eventful::event).toArray()));
    rows.addAll(waits("home is back, 64 callers: ", back));
    return rows;
  }

  private double fallSilent() {
    way.breaksAll(SILENCE);
    return 0;
  }

  private double comeBack() {
    way.mend();
    return untilHomeSigns();
  }

  /** How long it takes until a token of the service that lost home is home's again, in ms. */
  private double untilHomeSigns() {
    long from = System.nanoTime();
    while (!kid(token(near)).equals(home)) {
      if (System.nanoTime() - from > PATIENCE.toNanos()) {
        throw new IllegalStateException("home is back, and does not sign");
      }
      Processes.pause(Duration.ofMillis(5));
    }
    return (System.nanoTime() - from) / 1e6;
  }

  private byte[] token(Service service) {
    Http.Answer answer =
        Http.get(
            service.url() + "/id-token?audience=" + Service.ES256,
            "Authorization",
            "Bearer " + bed.grant());
    if (answer.status() != 200) {
      throw new IllegalStateException("no token: " + answer);
    }
    return Http.write(answer.body()).getBytes(UTF_8);
  }

  private static String kid(byte[] body) {
    try {
      return SignedJWT.parse(Verifier.json(body).path("value").asText()).getHeader().getKeyID();
    } catch (ParseException e) {
      throw new IllegalStateException(e);
    }
  }

  private Contender tokens(String name, Service service, int callers, boolean atHome) {
    Consumer<byte[]> signer =
        body -> {
          if (kid(body).equals(home) != atHome) {
            throw new IllegalStateException(name + ": a token is signed in the wrong region");
          }
        };
    return bed.tokens(name, service, Service.ES256, callers)
        .beside(Map.of("other-vault", other.process()), signer);
  }

  private static List<Row> latency(
      String figure, List<Contender.Slice> baseline, List<Contender.Slice> measured) {
    return List.of(
        latency(figure, "p50", baseline, measured, Contender.Slice::p50Millis),
        latency(figure, "p99", baseline, measured, Contender.Slice::p99Millis));
  }

  private static Row latency(
      String figure,
      String percentile,
      List<Contender.Slice> baseline,
      List<Contender.Slice> measured,
      ToDoubleFunction<Contender.Slice> value) {
    return Row.difference(
        NAME,
        figure + "latency of an ES256 token, one caller, " + percentile,
        "ms",
        "home signs",
        Figures.all(baseline, value),
        Figures.all(measured, value),
        Row.Goal.NONE);
  }

  private static List<Row> waits(String figure, List<Contender.Eventful<Double>> rounds) {
    var statuses = new TreeMap<Integer, Long>();
    rounds.forEach(
        it -> it.outcome().statuses().forEach((code, n) -> statuses.merge(code, n, Long::sum)));
    return List.of(
        Row.alone(
                NAME,
                figure + "longest wait for a token",
                "ms",
                rounds.stream().mapToDouble(it -> it.outcome().latency().millis(1)).toArray())
            .noting("answers by status " + statuses + refused(rounds)),
        Row.alone(
            NAME,
            figure + "tokens that waited for more than half a second",
            "tokens",
            rounds.stream().mapToDouble(it -> it.outcome().latency().longerThan(PAID)).toArray()));
  }

  /** How long the refused waited, and what they were told; nothing where none was refused. */
  private static String refused(List<Contender.Eventful<Double>> rounds) {
    var outcomes =
        rounds.stream()
            .map(Contender.Eventful::outcome)
            .filter(it -> !it.refusals().isEmpty())
            .toList();
    return outcomes.isEmpty()
        ? ""
        : "; refusals: after %.0f ms at most, such as %s"
            .formatted(
                outcomes.stream().mapToDouble(it -> it.refusal().millis(1)).max().getAsDouble(),
                Load.Outcome.reasons(outcomes.stream()));
  }

  @Override
  public void close() {
    bed.close();
    other.close();
    way.close();
    farAway.close();
  }
}
