package io.vouchsafe.bench;

import io.vouchsafe.testing.Http;
import io.vouchsafe.testing.Ports;
import io.vouchsafe.testing.Processes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads of the JWKS, against nginx with the same bytes in a file. */
final class Jwks {
  private static final String PATH = "/.well-known/jwks.json";
  private static final int CONNECTIONS = 32;
  private static final Contender.WarmUp WARM_UP =
      new Contender.WarmUp(200_000, Duration.ofSeconds(20));

  private Jwks() {}

  static List<Row> measure(Workshop workshop, Bed bed) {
    var service = of("service", bed.service());
    var jwks = document(bed.service());
    var found = nginx();
    if (found.isEmpty()) {
      var slices = bed.alternate(service).get(service);
      return List.of(
          Row.alone("jwks", "JWKS reads/s, 32 connections", "reads/s", perSecond(slices))
              .noting("no nginx to compare with: install one (apt-get install nginx-light)"));
    }
    var process = start(workshop, found.get(), jwks);
    try {
      var nginx = reads("nginx", process.port(), Map.of("nginx", process.process()), jwks);
      var slices = bed.alternate(nginx, service);
      var figure = "JWKS reads/s, 32 connections";
      return List.of(
          Row.ratio(
                  "jwks",
                  figure,
                  "reads/s",
                  "nginx with the same file, " + Figures.shares(slices.get(nginx)),
                  perSecond(slices.get(nginx)),
                  perSecond(slices.get(service)),
                  Row.Goal.atLeast(0.5, 0.4))
              .noting(Figures.shares(slices.get(service))));
    } finally {
      Processes.stop(process.process());
    }
  }

  /** As many reads of one instance as it can answer. */
  static Contender of(String name, Service service) {
    return reads(name, service.port(), Map.of(Bed.SERVICE, service.process()), document(service));
  }

  private static String document(Service service) {
    return Http.get(service.url() + PATH).http().body();
  }

  private record Nginx(Process process, int port) {}

  private static Contender reads(String name, int port, Map<String, Process> costs, String jwks) {
    return new Contender(
        name,
        port,
        Script.of(PATH, Requests.request("GET", PATH, null, "Accept: */*")),
        CONNECTIONS,
        1,
        costs,
        body -> {
          if (!new String(body, StandardCharsets.UTF_8).equals(jwks)) {
            throw new IllegalStateException(name + " answered another JWKS");
          }
        },
        WARM_UP);
  }

  private static double[] perSecond(List<Contender.Slice> slices) {
    return slices.stream().mapToDouble(Contender.Slice::perSecond).toArray();
  }

  private static Optional<Path> nginx() {
    return Stream.concat(
            Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/sbin", "/usr/local/sbin"))
        .map(folder -> Path.of(folder, "nginx"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static Nginx start(Workshop workshop, Path program, String jwks) {
    int port = Ports.one();
    var folder = workshop.folder();
    var config = workshop.file("nginx.conf");
    Workshop.write(workshop.file("jwks.json"), jwks);
    Workshop.write(
        config,
        """
        daemon off;
        %sworker_processes auto;
        pid %s/nginx.pid;
        error_log %2$s/nginx-errors.log;
        events { worker_connections 512; }
        http {
          access_log off;
          sendfile on;
          tcp_nopush on;
          keepalive_requests 1000000000;
          open_file_cache max=10;
          client_body_temp_path %2$s/nginx-body;
          proxy_temp_path %2$s/nginx-proxy;
          fastcgi_temp_path %2$s/nginx-fastcgi;
          uwsgi_temp_path %2$s/nginx-uwsgi;
          scgi_temp_path %2$s/nginx-scgi;
          server {
            listen 127.0.0.1:%d;
            location = %s {
              types {}
              default_type application/jwk-set+json;
              add_header Cache-Control "public, max-age=300";
              alias %2$s/jwks.json;
            }
          }
        }
        """
            .formatted(
                System.getProperty("user.name").equals("root") ? "user root;\n" : "",
                folder,
                port,
                PATH));
    var log = workshop.file("nginx.log");
    var process =
        Processes.start(
            List.of(program.toString(), "-p", folder.toString(), "-c", config.toString()),
            Map.of(),
            folder,
            log);
    Processes.await(
        "nginx",
        process,
        log,
        Duration.ofSeconds(10),
        () -> Http.isGood("http://127.0.0.1:" + port + PATH));
    return new Nginx(process, port);
  }
}
