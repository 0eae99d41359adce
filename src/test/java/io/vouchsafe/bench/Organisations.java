package io.vouchsafe.bench;

import io.vouchsafe.http.limit.Rate;
import io.vouchsafe.testing.Http;
import io.vouchsafe.testing.OpenBao;
import io.vouchsafe.testing.OrganisationKeys;
import io.vouchsafe.testing.Processes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** The issuers of a template's organisations, against the issuer that stands beside them. */
final class Organisations {
  static final int USUAL = 300;
  static final int FEWEST = 100;
  static final int MOST = 20_000;

  private static final String NAME = "organisations";
  private static final String JWKS = "/.well-known/jwks.json";
  private static final String POLICY = "bench-organisations";
  private static final int PAIRS = 9;
  private static final int STARTS = 7;
  private static final int COLD = 30;
  private static final Duration LISTENING = Duration.ofSeconds(10);
  private static final int PERIODS = 3;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** Of 20,000 callers at most, however many organisations there are. */
  private static final Duration RATES_REMEMBERED = Rate.WINDOW.multipliedBy(2).plusSeconds(10);

  private static final List<String> KEYS = List.of("rs256", "es256", "grant");

  private final Workshop workshop;
  private final Bed bed;
  private final OpenBao vault;
  private final List<String> names;
  private final OrganisationKeys keys;
  private final Templates templates;

  private Organisations(Workshop workshop, Bed bed) {
    this.workshop = workshop;
    this.bed = bed;
    this.vault = bed.vault();
    this.names = IntStream.range(0, workshop.organisations()).mapToObj("o%05d"::formatted).toList();
    this.keys = new OrganisationKeys(vault.root(), "org-");
    vault
        .root()
        .write(
            "sys/policies/acl/" + POLICY,
            Map.of(
                "policy",
                """
                path "transit/keys/" { capabilities = ["list"] }
                path "transit/keys" { capabilities = ["list"] }
                path "transit/keys/org-*" { capabilities = ["read"] }
                path "transit/sign/org-*" { capabilities = ["update"] }
                """));
    this.templates = new Templates(workshop, bed, vault.tokenWith("vouchsafe-signer", POLICY));
  }

  static List<Row> measure(Workshop workshop, Bed bed) {
    return new Organisations(workshop, bed).measure();
  }

  private List<Row> measure() {
    Service service = templates.service(NAME);
    List<Row> rows = new ArrayList<>(memory(service));
    rows.add(lists(service));
    rows.add(cold(service));
    rows.add(tokens(service));
    bed.stopServices();
    rows.add(starts());
    return rows;
  }

  /** What the first organisations cost once and for all is no part of what each costs. */
  private List<Row> memory(Service service) {
    List<String> first = names.subList(0, names.size() / 5);
    List<String> rest = names.subList(first.size(), names.size());
    keys.make(first);
    awaitKnown(service, first.size());
    first.forEach(org -> use(service, org));
    double none = live(service);
    keys.make(rest);
    awaitKnown(service, names.size());
    double known = live(service);
    List<String> used = rest.subList(0, rest.size() - COLD);
    used.forEach(org -> use(service, org));
    double atOnce = live(service);
    Processes.pause(RATES_REMEMBERED);
    double inUse = live(service);
    return List.of(
        held("heap of one that is known", (known - none) / rest.size(), 250),
        held(
            "heap of one in use: documents served, a grant and a token issued",
            (inUse - known) / used.size(),
            10_240),
        Row.alone(
            NAME,
            "the same at once, with the rates of its callers, which are remembered for two minutes",
            "octets",
            new double[] {(atOnce - known) / used.size()}));
  }

  private void use(Service service, String org) {
    document(service, org);
    String path = "/org/" + org;
    String grant = service.grant(workshop.proofKey(), path, org, "d");
    Http.Answer answer =
        Http.get(
            service.url() + path + "/id-token?audience=" + Service.ES256,
            "Authorization",
            "Bearer " + grant);
    if (answer.status() != 200) {
      throw new IllegalStateException("no token: " + answer);
    }
  }

  private static void awaitKnown(Service service, int organisations) {
    Processes.await(
        "the organisations",
        service.process(),
        service.running().log(),
        PATIENCE,
        () -> service.metric("vouchsafe_organisations_known{issuer=\"org\"}") == organisations);
  }

  private static Row held(String figure, double octets, double goal) {
    return Row.ratio(
            NAME,
            figure,
            "octets",
            "the goal",
            new double[] {goal},
            new double[] {octets},
            Row.Goal.atMost(1, 1))
        .noting("live objects after a full collection; of a native program not measured");
  }

  /** The octets of all live objects, after a full collection. */
  private static double live(Service service) {
    if (service.build().kind() == Build.Kind.NATIVE) {
      return Double.NaN;
    }
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    double least = Double.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      String[] total =
          Processes.said(
                  List.of(jcmd, "" + service.process().pid(), "GC.class_histogram"),
                  Map.of(),
                  Path.of("."))
              .lines()
              .filter(line -> line.startsWith("Total"))
              .findFirst()
              .orElseThrow()
              .split("\\s+");
      least = Math.min(least, Double.parseDouble(total[2]));
    }
    return least;
  }

  private static <T> T get(Future<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void document(Service service, String org) {
    String url = service.url() + "/org/" + org + JWKS;
    while (!Http.isGood(url)) {
      Processes.pause(Duration.ofMillis(20));
    }
  }

  private Row lists(Service service) {
    String series = "vouchsafe_vault_calls_total{kind=\"list-keys\",outcome=\"good\"}";
    Duration refresh = Service.templateRefresh(workshop);
    Duration listened = refresh.multipliedBy(PERIODS);
    long from = System.nanoTime();
    double before = service.metric(series);
    Processes.pause(listened.compareTo(LISTENING) > 0 ? listened : LISTENING);
    double lists = service.metric(series) - before;
    double periods = (System.nanoTime() - from) / 1e9 / refresh.toSeconds();
    return Row.ratio(
        NAME,
        "LISTs of transit/keys",
        "lists",
        "the periods of refresh in that time",
        new double[] {periods},
        new double[] {lists},
        Row.Goal.atMost(1.2, 1.2));
  }

  /** An organisation's keys are read side by side, as the service does it. */
  private Row cold(Service service) {
    List<String> unused = names.subList(names.size() - COLD, names.size());
    double[] readings = new double[COLD];
    double[] documents = new double[COLD];
    for (int i = 0; i < COLD; i++) {
      String org = unused.get(i);
      long from = System.nanoTime();
      read(org);
      readings[i] = (System.nanoTime() - from) / 1e6;
      from = System.nanoTime();
      document(service, org);
      documents[i] = (System.nanoTime() - from) / 1e6;
    }
    return Row.ratio(
        NAME,
        "JWKS of a cold one",
        "ms",
        "reading its three keys from the client, side by side",
        readings,
        documents,
        Row.Goal.atMost(2, 2));
  }

  private void read(String org) {
    try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<? extends Future<?>> read =
          KEYS.stream()
              .map(
                  suffix ->
                      readers.submit(
                          () -> vault.root().read("transit/keys/org-%s-%s".formatted(org, suffix))))
              .toList();
      read.forEach(Organisations::get);
    }
  }

  private Row tokens(Service service) {
    Contender fixed = bed.tokens("the issuer beside it", service, Service.ES256, Figures.CALLERS);
    Contender one = templates.tokens(names.getFirst(), service, Figures.CALLERS);
    Map<Contender, List<Contender.Slice>> slices = bed.alternate(PAIRS, fixed, one);
    return Row.ratio(
            NAME,
            "ES256 tokens/s of one organisation, 64 callers",
            Figures.TOKENS,
            fixed.name(),
            Figures.all(slices.get(fixed), Contender.Slice::perSecond),
            Figures.all(slices.get(one), Contender.Slice::perSecond),
            Row.Goal.atLeast(0.9, 0.9))
        .noting(Figures.shares(slices.get(one)));
  }

  private Row starts() {
    byte[] jwks = Requests.request("GET", JWKS, null);
    double[] without = new double[STARTS];
    double[] with = new double[STARTS];
    for (int i = -1; i < STARTS; i++) {
      double plain = Cold.millis(() -> running(bed.launch(workshop.build())), jwks);
      double many = Cold.millis(() -> running(templates.launch()), jwks);
      if (i >= 0) {
        without[i] = plain;
        with[i] = many;
      }
    }
    return Row.ratio(
        NAME,
        "start to the first JWKS of the issuer beside them",
        "ms",
        "the same without a template",
        without,
        with,
        Row.Goal.atMost(1.1, 1.1));
  }

  private static Bare.Running running(Service launched) {
    return new Bare.Running(launched.process(), launched.port());
  }
}
