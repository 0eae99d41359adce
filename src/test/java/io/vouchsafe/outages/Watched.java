package io.vouchsafe.outages;

import static io.vouchsafe.testing.Eventually.eventually;

import io.vouchsafe.testing.Health;
import io.vouchsafe.testing.Http;
import io.vouchsafe.testing.Processes;
import io.vouchsafe.testing.ServiceProcess;
import io.vouchsafe.testing.Stage;
import java.time.Duration;
import java.util.Map;

/** A packaged service that callers ask all the time, and what they see of an outage. */
final class Watched implements AutoCloseable {
  private static final Duration USUAL = Duration.ofSeconds(2);
  private static final Duration AFTERWARDS = Duration.ofSeconds(2);
  private static final Duration TO_FULL_SPEED = Duration.ofSeconds(30);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

  private final Stage stage;
  private final ServiceProcess service;
  private final JwksWatch jwks;
  private final Timeline timeline = new Timeline();
  private final Workloads callers;

  /** Starts it with these settings, of which the stage's are part, and has the callers begin. */
  Watched(Stage stage, String name, Map<String, String> settings) {
    this(stage, ServiceProcess.on(stage, name, settings));
  }

  /** The same with a service that has been started. */
  Watched(Stage stage, ServiceProcess service) {
    this.stage = stage;
    this.service = service;
    eventually(
        service::output,
        () -> Http.isGood(stage.http(), stage.managementUrl() + "/q/health/started"));
    Health health = new Health(stage);
    eventually(() -> health.text() + service.output(), health::good);
    jwks = new JwksWatch(stage);
    callers = new Workloads(stage, jwks, timeline);
    awaitEachServed("the start");
    Processes.pause(USUAL);
  }

  ServiceProcess service() {
    return service;
  }

  /** What the operator reads of the first key that signs nothing. */
  String failing() {
    return Health.reasons(new Health(stage).signing())
        .lines()
        .filter(line -> line.contains("failing since"))
        .findFirst()
        .orElse("every key signs");
  }

  /** How many keys the JWKS has had so far. */
  int published() {
    return jwks.published();
  }

  /** Waits until somebody is refused, so that an outage is one. */
  void awaitRefusal() {
    int before = callers.refused();
    eventually("a caller that is refused", () -> callers.refused() > before);
  }

  /** Within a minute. */
  private void awaitEachServed(String what) {
    long[] before = callers.issuedToEach();
    eventually(
        () ->
            "a token for each caller after %s: %s%n%s%n%s"
                .formatted(what, words(), new Health(stage).text(), service.output()),
        () -> callers.eachServedSince(before));
  }

  /** On a machine that has more to do now than before it may never come, which fails nothing. */
  private void awaitFullSpeed(double usual) {
    long until = System.nanoTime() + TO_FULL_SPEED.toNanos();
    while (!timeline.fullSpeed(usual) && System.nanoTime() < until) {
      Processes.pause(BETWEEN_LOOKS);
    }
  }

  /**
   * Has something happen and watches until each caller gets tokens again by itself, which fails
   * after a minute, and until full speed, for half a minute at most.
   *
   * @param begin begins the outage
   * @param lasts what happens until it is over
   * @param end ends it
   */
  Figures outage(String name, Runnable begin, Duration lasts, Runnable end) {
    Processes.pause(USUAL);
    int before = timeline.now();
    double usual = timeline.rate(before - buckets(USUAL), before);
    long issued = callers.issued();
    int refused = callers.refused();
    int strange = callers.strange();
    int unverified = callers.unverified();
    int wrong = callers.wrong();
    int untimely = callers.untimely();
    int interruptions = jwks.interruptions();
    begin.run();
    Processes.pause(lasts);
    end.run();
    int over = timeline.now();
    awaitEachServed(name);
    awaitFullSpeed(usual);
    Processes.pause(AFTERWARDS);
    int to = timeline.now();
    Figures figures =
        new Figures(
            name,
            Duration.ofMillis(50L * (over - before)),
            timeline.longestGap(before, to),
            timeline.toFullSpeed(before, to, usual),
            callers.issued() - issued,
            callers.refused() - refused,
            callers.strange() - strange,
            callers.unverified() - unverified,
            callers.wrong() - wrong,
            callers.untimely() - untimely,
            jwks.interruptions() - interruptions);
    System.out.print(figures.line());
    return figures;
  }

  private static int buckets(Duration time) {
    return (int) (time.toMillis() / 50);
  }

  /** What was wrong, if anything was. */
  String words() {
    return "tokens %s, JWKS %s, answers %s"
        .formatted(callers.words(), jwks.words(), callers.refusals());
  }

  @Override
  public void close() {
    callers.close();
    jwks.close();
    service.close();
  }
}
