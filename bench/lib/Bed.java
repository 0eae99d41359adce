import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** An OpenBao with services on it, each started when it is first wanted. */
final class Bed implements AutoCloseable {
  static final String SERVICE = "service";
  static final String VAULT = "vault";
  static final int ENTRIES = 50;

  /** Every token is one call to Vault, as many side by side as there are connections. */
  private static final Map<String, String> UNBATCHED =
      Map.of(
          "vouchsafe.signing.ec.batch", "1",
          "vouchsafe.signing.ec.calls", "32",
          "vouchsafe.signing.rsa.batch", "1",
          "vouchsafe.signing.rsa.calls", "32");

  private final Workshop workshop;
  private final OpenBao vault;
  private final Map<String, Service> services = new HashMap<>();
  private final Set<String> warm = new HashSet<>();
  private String grant;
  private Verifier verifier;

  Bed(Workshop workshop, boolean audited) {
    this.workshop = workshop;
    this.vault = OpenBao.start(workshop, audited);
  }

  OpenBao vault() {
    return vault;
  }

  /** As it comes, but for where Vault is. */
  Service service() {
    return service("service", workshop.artifact(), Map.of());
  }

  /** The same of the artifact to compare with. */
  Service against() {
    return service("against", workshop.against().orElseThrow(), Map.of());
  }

  Service unbatched() {
    return service("unbatched", workshop.artifact(), UNBATCHED);
  }

  /** A new instance, not waited for; the caller ends it. */
  Service launch(Artifact artifact) {
    return Service.launch(workshop, vault, "launched", artifact, Map.of());
  }

  /** A new instance that is ready; the caller ends it. */
  Service start(Artifact artifact) {
    return Service.start(workshop, vault, "started", artifact, Map.of());
  }

  void stopServices() {
    services.values().forEach(service -> Processes.stop(service.process()));
    services.clear();
  }

  Contender tokens(String name, Service service, String audience, int callers) {
    return new Contender(
        name,
        service.port(),
        tokenRequest(audience),
        callers,
        1,
        costs(service),
        body -> verifier.token(body, audience),
        service.artifact().warmUp());
  }

  Contender lists(String name, Service service, int callers) {
    var one = tokens(name, service, Service.ES256, callers);
    var entries =
        IntStream.range(0, ENTRIES)
            .boxed()
            .collect(Collectors.toMap(i -> "t" + i, _ -> Map.of("audience", Service.ES256)));
    return new Contender(
        name,
        service.port(),
        Http.request("POST", "/id-tokens", Json.write(Map.of("tokens", entries)), bearer()),
        callers,
        ENTRIES,
        one.costs(),
        body -> verifier.tokens(body, Service.ES256, ENTRIES),
        one.warmUp());
  }

  /** Transit alone, called by the load client. */
  Contender transit(String algorithm, int connections, int batch) {
    verifier();
    return new Contender(
        "bare Transit, %d connections%s"
            .formatted(connections, batch == 1 ? "" : ", " + batch + " a call"),
        vault.port(),
        vault.signRequest("vouchsafe-" + algorithm.toLowerCase(Locale.ROOT), batch),
        connections,
        batch,
        Map.of(VAULT, vault.process()),
        body -> verifier.signatures(body, algorithm, batch),
        Contender.WarmUp.SHORT);
  }

  byte[] tokenRequest(String audience) {
    return Http.request(
        "GET", "/id-token?api-version=1&audience=" + audience, null, bearer(), "Accept: */*");
  }

  Map<String, Process> costs(Service service) {
    var costs = new LinkedHashMap<String, Process>();
    costs.put(SERVICE, service.process());
    costs.put(VAULT, vault.process());
    return costs;
  }

  /** Unless that process has been warmed up with this request before. */
  void warmUp(Contender contender) {
    if (warm.add(contender.port() + " " + Arrays.hashCode(contender.request()))) {
      contender.warm();
    }
  }

  /**
   * Warms each up, then measures them in turn, as often as there are rounds, every other round
   * backwards.
   */
  Map<Contender, List<Contender.Slice>> alternate(Contender... contenders) {
    var slices = new HashMap<Contender, List<Contender.Slice>>();
    for (var contender : contenders) {
      warmUp(contender);
      slices.put(contender, new ArrayList<>());
    }
    for (int round = 0; round < workshop.rounds(); round++) {
      var turn = List.of(contenders);
      for (var contender : round % 2 == 0 ? turn : turn.reversed()) {
        slices.get(contender).add(contender.measure(workshop.slice()));
      }
      workshop.emptyLogs();
    }
    return slices;
  }

  long verified() {
    return verifier == null ? 0 : verifier.verified();
  }

  private Service service(String name, Artifact artifact, Map<String, String> settings) {
    return services.computeIfAbsent(
        name, _ -> Service.start(workshop, vault, name, artifact, settings));
  }

  private String bearer() {
    if (grant == null) {
      grant = service().grant(workshop.broker());
      verifier();
    }
    return "Authorization: bearer " + grant;
  }

  private void verifier() {
    if (verifier == null) {
      verifier = new Verifier(Http.get(service().url() + "/.well-known/jwks.json").body());
    }
  }

  @Override
  public void close() {
    stopServices();
    Processes.stop(vault.process());
  }
}
