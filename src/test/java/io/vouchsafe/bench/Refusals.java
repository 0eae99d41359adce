package io.vouchsafe.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** What each kind of refusal costs the service, in CPU time. */
final class Refusals {
  private static final int CONNECTIONS = 64;
  private static final int CROWD = 256;
  private static final double NEARLY_ALL = 0.9;
  private static final String BASE64 =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  /**
   * One kind.
   *
   * @param connections how many ask at the same time
   * @param vaultAnswers whether Vault does meanwhile
   */
  private record Kind(
      String name, int status, Script script, int connections, boolean vaultAnswers) {
    Kind(String name, int status, byte[] request) {
      this(name, status, Script.of(name, request), CONNECTIONS, true);
    }
  }

  private Refusals() {}

  static List<Row> measure(Workshop workshop, Bed bed) {
    bed.warmUp(bed.tokens("service", bed.service(), Service.ES256, CONNECTIONS));
    return kinds(bed).map(kind -> row(workshop, bed, kind)).toList();
  }

  private static Stream<Kind> kinds(Bed bed) {
    String path = "/id-token?api-version=1&audience=" + Service.ES256;
    String grant = "Authorization: Bearer " + bed.grant();
    byte[] forged = request("GET", path, "Authorization: Bearer " + altered(bed.grant()));
    return Stream.of(
        new Kind("no such path", 404, request("GET", "/nothing")),
        new Kind("no credentials", 401, request("GET", path)),
        new Kind("a forged grant, the same", 401, forged),
        new Kind("a forged grant, a new one each time", 401, forgedAnew(forged), CONNECTIONS, true),
        new Kind(
            "another media type",
            415,
            request("POST", "/id-tokens", grant, "Content-Type: text/plain", "Content-Length: 0")),
        new Kind("one grant beyond its rate", 429, request("GET", path, grant)),
        new Kind(
            "a lane that is full",
            503,
            bed.tokens("", bed.service(), Service.ES256, CROWD).script(),
            CROWD,
            false),
        new Kind("a method that HTTP does not know", 501, request("FROB", path)));
  }

  private static byte[] request(String method, String path, String... headers) {
    return Requests.request(method, path, null, headers);
  }

  private static String altered(String grant) {
    char last = grant.charAt(grant.length() - 9);
    return grant.substring(0, grant.length() - 9)
        + (last == 'A' ? 'B' : 'A')
        + grant.substring(grant.length() - 8);
  }

  /** Each request has another signature, in place: its last characters but for the very last. */
  private static Script forgedAnew(byte[] forged) {
    var number = new AtomicLong();
    int end = forged.length - "\r\n\r\n".length() - 2;
    return new Script(
        "forged anew",
        _ -> {
          byte[] request = forged.clone();
          long left = number.getAndIncrement();
          for (int at = end; at > end - 6; at--) {
            request[at] = (byte) BASE64.charAt((int) (left & 63));
            left >>= 6;
          }
          return request;
        });
  }

  private static Row row(Workshop workshop, Bed bed, Kind kind) {
    var contender = contender(bed, kind);
    var vault = bed.costs(bed.service()).get(Bed.VAULT);
    if (!kind.vaultAnswers()) {
      signal(workshop, "-STOP", vault);
    }
    try {
      contender.press(workshop.slice());
      var slices = new ArrayList<Contender.Slice>();
      for (int round = 0; round < workshop.rounds(); round++) {
        slices.add(contender.observe(workshop.slice()));
      }
      return row(kind, slices);
    } finally {
      signal(workshop, "-CONT", vault);
      workshop.emptyLogs();
    }
  }

  private static void signal(Workshop workshop, String signal, Process process) {
    Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .forEach(it -> workshop.said("kill", signal, Long.toString(it.pid())));
  }

  private static Contender contender(Bed bed, Kind kind) {
    return new Contender(
        kind.name(),
        bed.service().port(),
        kind.script(),
        kind.connections(),
        1,
        Map.of(Bed.SERVICE, bed.service().process()),
        _ -> {},
        Contender.WarmUp.SHORT);
  }

  private static Row row(Kind kind, List<Contender.Slice> slices) {
    var statuses = Neighbours.statuses(slices);
    long all = statuses.values().stream().mapToLong(Long::longValue).sum();
    boolean ofThisKind = statuses.getOrDefault(kind.status(), 0L) >= NEARLY_ALL * all;
    return Row.alone(
            "refusals",
            "service's CPU for a refusal: %s (%d)".formatted(kind.name(), kind.status()),
            Figures.MICROS,
            ofThisKind ? Figures.all(slices, Refusals::micros) : new double[0])
        .noting("answers by status %s; %s".formatted(statuses, Figures.shares(slices)));
  }

  private static double micros(Contender.Slice slice) {
    return slice.busy().get(Bed.SERVICE) * slice.outcome().seconds() * 1e6 / slice.outcome().all();
  }
}
