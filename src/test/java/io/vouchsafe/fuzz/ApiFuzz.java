package io.vouchsafe.fuzz;

import io.vouchsafe.testing.Artifact;
import io.vouchsafe.testing.Http;
import io.vouchsafe.testing.Http.Answer;
import io.vouchsafe.testing.IssuerSettings;
import io.vouchsafe.testing.OpenBao;
import io.vouchsafe.testing.Ports;
import io.vouchsafe.testing.Processes;
import io.vouchsafe.testing.ProofKey;
import io.vouchsafe.testing.Repository;
import io.vouchsafe.testing.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Has schemathesis ask the running service for whatever {@code docs/openapi.yaml} describes, right
 * and wrong: as a stranger, as a workload and as a broker.
 */
final class ApiFuzz {
  private static final String ISSUER = "https://control.example";
  private static final String AUDIENCE = "vouchsafe-fuzz";
  private static final List<String> ATTRIBUTES = List.of("org", "app", "deployment", "note");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int SLOWEST_SECONDS = 5;

  /** What has to hold of every answer, whatever was asked. */
  private static final String CHECKS =
      "status_code_conformance,content_type_conformance,"
          + "response_headers_conformance,response_schema_conformance";

  /** 501 is what a method gets that nobody here knows (RFC 9110, 15.6.2). */
  private static final Pattern FAILED = Pattern.compile(".*status=\"5(?!01\")\\d\\d\".*");

  private static final Pattern REQUESTS =
      Pattern.compile("(?m)^http_server_requests_seconds_count\\{(.*)} ([0-9.E]+)$");

  private ApiFuzz() {}

  /**
   * How it ended.
   *
   * @param well whether there was no 5xx but 501, no answer that the description does not have, and
   *     none that took more than five seconds
   */
  record Result(long requests, boolean well) {}

  static Result run(Duration time, Path log) {
    Path folder = log.getParent();
    ProofKey key = ProofKey.create();
    Ports ports = Ports.free();
    try (OpenBao bao = OpenBao.start();
        ServiceProcess service = service(bao, key, ports, folder)) {
      String url = "http://localhost:" + ports.http();
      Path serviceLog = folder.resolve("service.log");
      Processes.await(
          "the service",
          service.process(),
          serviceLog,
          PATIENCE,
          () -> Http.isGood(management(ports) + "/q/health/ready"));
      String proof =
          key.sign(
              ProofKey.claims(ISSUER, "control-plane", AUDIENCE)
                  .expirationTime(Date.from(Instant.now().plus(Duration.ofHours(23))))
                  .build());
      String grant = grant(url, proof);
      Duration each = time.dividedBy(3);
      boolean well = true;
      List<List<String>> callers =
          List.of(List.of(), authorization("bearer " + grant), authorization("Bearer " + proof));
      Files.deleteIfExists(log);
      for (List<String> caller : callers) {
        well &= asks(url, caller, each, log);
      }
      String metrics = metrics(ports);
      boolean failed = count(metrics, FAILED.asMatchPredicate()) > 0;
      boolean trace = Files.readString(serviceLog).contains("unexpected failure");
      return new Result(
          count(metrics, labels -> true), well && !failed && !trace && service.running());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> authorization(String value) {
    return List.of("--header", "Authorization: " + value);
  }

  private static String management(Ports ports) {
    return "http://localhost:" + ports.management();
  }

  private static ServiceProcess service(OpenBao bao, ProofKey key, Ports ports, Path folder) {
    Map<String, String> config = new LinkedHashMap<>();
    config.put("quarkus.http.host", "127.0.0.1");
    config.put("quarkus.http.port", Integer.toString(ports.http()));
    config.put("quarkus.management.port", Integer.toString(ports.management()));
    config.put("quarkus.vault.url", bao.address().toString());
    config.put("vouchsafe.http.shutdown-delay", "0s");
    config.putAll(bao.login(bao.tokenWith("vouchsafe-signer")));
    IssuerSettings.of(config, "default", "http://localhost:" + ports.http())
        .trusts("control", ISSUER, AUDIENCE)
        .keysOf("control", key.jwksFile())
        .broker("control", "control", "control-plane", "*", ATTRIBUTES)
        .trusts("jobs", "https://jobs.example", "https://jobs.example/token")
        .keysOf("jobs", key.jwksFile())
        .with("exchanges.jobs.trusted-issuer", "jobs")
        .with("exchanges.jobs.audiences", "*")
        .with("exchanges.jobs.claims.org", "acme")
        .with("exchanges.jobs.attributes.org", "{org}")
        .with("exchanges.jobs.attributes.app", "a")
        .with("exchanges.jobs.attributes.deployment", "ci");
    List<String> settings =
        config.entrySet().stream().map(it -> "-D" + it.getKey() + "=" + it.getValue()).toList();
    return ServiceProcess.start(
        Artifact.current().command(List.of("-XX:-UsePerfData"), settings),
        Map.of(),
        folder,
        folder.resolve("service.log"));
  }

  private static String grant(String url, String proof) {
    Map<String, ?> request =
        Map.of(
            "workload",
            Map.of("org", "shop", "app", "checkout", "deployment", "d-42"),
            "audiences",
            List.of("*"),
            "expires_in",
            86_400);
    Answer answer = Http.post(url + "/grants", request, "Authorization", "Bearer " + proof);
    if (answer.status() != 201) {
      throw new IllegalStateException("no grant: " + answer);
    }
    return answer.text("grant");
  }

  private static boolean asks(String url, List<String> caller, Duration time, Path log)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(System.getenv().getOrDefault("SCHEMATHESIS", "schemathesis"));
    command.addAll(List.of("run", Repository.ROOT.resolve("docs/openapi.yaml").toString()));
    command.addAll(List.of("--url", url, "--max-time", Long.toString(time.toSeconds())));
    command.addAll(List.of("--checks", CHECKS, "--continue-on-failure", "--warnings", "off"));
    command.addAll(List.of("--exclude-path-regex", "^/(|keys|status)$"));
    command.addAll(List.of("--phases", "examples,coverage,fuzzing"));
    command.addAll(List.of("--max-response-time", Integer.toString(SLOWEST_SECONDS)));
    command.addAll(List.of("--request-timeout", Integer.toString(2 * SLOWEST_SECONDS)));
    command.addAll(caller);
    Process process =
        new ProcessBuilder(command)
            .directory(log.getParent().toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    Processes.afterwards(process::destroy);
    try {
      return process.waitFor() == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static String metrics(Ports ports) throws IOException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(URI.create(management(ports) + "/q/metrics")).build(),
              BodyHandlers.ofString())
          .body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static long count(String metrics, Predicate<String> which) {
    return REQUESTS
        .matcher(metrics)
        .results()
        .filter(series -> which.test(series.group(1)))
        .mapToLong(series -> (long) Double.parseDouble(series.group(2)))
        .sum();
  }
}
