package io.vouchsafe.bench;

import io.vouchsafe.testing.BaoServer;
import io.vouchsafe.testing.Http;
import io.vouchsafe.testing.OpenBao;
import io.vouchsafe.testing.Ports;
import java.nio.file.Path;
import java.util.ArrayList;
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

  /** The workloads that the connections play. */
  static final int GRANTS = 64;

  private static final String ROOT_TOKEN = "bench-root";

  /** Every token is one call to Vault, as many side by side as there are connections. */
  private static final Map<String, String> UNBATCHED =
      Map.of(
          "vouchsafe.signing.ec.batch", "1",
          "vouchsafe.signing.ec.calls", "32",
          "vouchsafe.signing.rsa.batch", "1",
          "vouchsafe.signing.rsa.calls", "32");

  private final Workshop workshop;
  private final OpenBao vault;
  private final String signerToken;
  private final Map<String, String> common;
  private final Map<String, Service> services = new HashMap<>();
  private final Set<String> warm = new HashSet<>();
  private final List<String> grants = new ArrayList<>();
  private Verifier verifier;

  Bed(Workshop workshop, boolean audited) {
    this(workshop, vault(workshop, "openbao", audited), Map.of());
  }

  /**
   * On an OpenBao that is set up, which it closes.
   *
   * @param common settings of all its services
   */
  Bed(Workshop workshop, OpenBao vault, Map<String, String> common) {
    this.workshop = workshop;
    this.common = common;
    this.vault = vault;
    this.signerToken = vault.tokenWith("vouchsafe-signer");
  }

  /**
   * A new OpenBao that is set up.
   *
   * @param name what its log is called
   * @param audited whether it has a file audit device
   */
  static OpenBao vault(Workshop workshop, String name, boolean audited) {
    Path audit = workshop.file(name + "-audit.log");
    audit.toFile().deleteOnExit();
    String config =
        audited
            ? "audit \"file\" \"bench\" { options { file_path = \"%s\" } }".formatted(audit)
            : "";
    OpenBao vault =
        OpenBao.start(
            new BaoServer.Options(
                Ports.one(), ROOT_TOKEN, workshop.file(name + ".log"), config, Map.of()));
    vault.setup();
    return vault;
  }

  /** As it comes, but for where Vault is. */
  Service service() {
    return service("service", workshop.build(), common);
  }

  /** The same of the build to compare with. */
  Service against() {
    return service("against", workshop.against().orElseThrow(), Map.of());
  }

  Service unbatched() {
    return service("unbatched", workshop.build(), UNBATCHED);
  }

  /** One with settings of its own, which writes its log, and maybe its audit, to {@code log}. */
  Service logging(String name, Map<String, String> settings, Path log) {
    return services.computeIfAbsent(
        name, _ -> Service.start(workshop, vault, signerToken, name, with(settings), log));
  }

  private Map<String, String> with(Map<String, String> settings) {
    var all = new HashMap<>(common);
    all.putAll(settings);
    return all;
  }

  /** A new instance, not waited for; the caller ends it. */
  Service launch(Build build) {
    return Service.launch(workshop, vault, signerToken, "launched", build, Map.of());
  }

  /** A new instance that is ready; the caller ends it. */
  Service start(Build build) {
    return Service.start(workshop, vault, signerToken, "started", build, Map.of());
  }

  OpenBao vault() {
    return vault;
  }

  /** One under another Vault token. */
  Service under(String token, String name, Map<String, String> settings) {
    return services.computeIfAbsent(
        name, _ -> Service.start(workshop, vault, token, name, workshop.build(), settings));
  }

  void stopServices() {
    services.values().forEach(service -> service.running().close());
    services.clear();
  }

  Contender tokens(String name, Service service, String audience, int callers) {
    return tokens(name, service, audience, callers, new Workloads(0, GRANTS));
  }

  /**
   * Workloads that connections play, each with a grant of its own.
   *
   * @param first the first one's number
   */
  record Workloads(int first, int count) {}

  Contender tokens(
      String name, Service service, String audience, int callers, Workloads workloads) {
    return new Contender(
        name,
        service.port(),
        Script.of(
            "tokens " + audience,
            grants(workloads).stream().map(grant -> tokenRequest("", audience, grant)).toList()),
        callers,
        1,
        costs(service),
        body -> verifier.token(body, audience),
        service.build().warmUp());
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
        Script.of(
            "lists",
            grants(new Workloads(0, GRANTS)).stream()
                .map(
                    grant ->
                        Requests.request(
                            "POST",
                            "/id-tokens",
                            Http.write(Map.of("tokens", entries)),
                            bearer(grant)))
                .toList()),
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
        vault.address().getPort(),
        Script.of(
            algorithm + batch,
            Requests.sign("vouchsafe-" + algorithm.toLowerCase(Locale.ROOT), batch, signerToken)),
        connections,
        batch,
        Map.of(VAULT, vault.process()),
        body -> verifier.signatures(body, algorithm, batch),
        Contender.WarmUp.SHORT);
  }

  byte[] tokenRequest(String audience) {
    return tokenRequest("", audience, grant());
  }

  /** Of the issuer at {@code path}. */
  static byte[] tokenRequest(String path, String audience, String grant) {
    return Requests.request(
        "GET",
        path + "/id-token?api-version=1&audience=" + audience,
        null,
        bearer(grant),
        "Accept: */*");
  }

  Map<String, Process> costs(Service service) {
    var costs = new LinkedHashMap<String, Process>();
    costs.put(SERVICE, service.process());
    costs.put(VAULT, vault.process());
    return costs;
  }

  /** Unless that process has been warmed up with this request before. */
  void warmUp(Contender contender) {
    if (warm.add(contender.port() + " " + contender.script().name())) {
      contender.warm();
    }
  }

  /**
   * Warms each up, then measures them in turn, as often as there are rounds, every other round
   * backwards.
   */
  Map<Contender, List<Contender.Slice>> alternate(Contender... contenders) {
    return alternate(workshop.rounds(), contenders);
  }

  /** The same, so many rounds at least. */
  Map<Contender, List<Contender.Slice>> alternate(int least, Contender... contenders) {
    int rounds = Math.max(least, workshop.rounds());
    var slices = new HashMap<Contender, List<Contender.Slice>>();
    for (var contender : contenders) {
      warmUp(contender);
      slices.put(contender, new ArrayList<>());
    }
    for (int round = 0; round < rounds; round++) {
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

  private Service service(String name, Build build, Map<String, String> settings) {
    return services.computeIfAbsent(
        name, _ -> Service.start(workshop, vault, signerToken, name, build, settings));
  }

  /** A grant that counts at every instance on this Vault. */
  String grant() {
    return grants(new Workloads(0, GRANTS)).getFirst();
  }

  private List<String> grants(Workloads workloads) {
    int all = workloads.first() + workloads.count();
    while (grants.size() < all) {
      grants.add(service().grant(workshop.proofKey(), "d-" + grants.size()));
    }
    verifier();
    return grants.subList(workloads.first(), all);
  }

  private static String bearer(String grant) {
    return "Authorization: bearer " + grant;
  }

  Verifier verifier() {
    if (verifier == null) {
      verifier = new Verifier(Http.get(service().url() + "/.well-known/jwks.json").http().body());
    }
    return verifier;
  }

  @Override
  public void close() {
    stopServices();
    vault.close();
  }
}
