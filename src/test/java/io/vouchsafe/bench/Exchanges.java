package io.vouchsafe.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vouchsafe.testing.IssuerSettings;
import io.vouchsafe.testing.ProofKey;
import java.net.URLEncoder;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What an exchange costs beside a token for a grant: the signature of each subject token is
 * checked, where a grant is known. Both at one service, whose rates are out of the way.
 */
final class Exchanges {
  private static final String NAME = "exchanges";
  private static final String JOBS = "https://jobs.bench.example";
  private static final String AUDIENCE = Service.ISSUER + "/token";

  /** No more forms of one peer are read at a time. */
  private static final int CALLERS = 4;

  private static final String FORM =
      "grant_type=urn%%3Aietf%%3Aparams%%3Aoauth%%3Agrant-type%%3Atoken-exchange"
          + "&subject_token_type=urn%%3Aietf%%3Aparams%%3Aoauth%%3Atoken-type%%3Ajwt"
          + "&subject_token=%s&audience=%s";

  private Exchanges() {}

  static List<Row> measure(Workshop workshop, Bed bed) {
    Service service = bed.logging(NAME, settings(workshop), workshop.file(NAME + ".log"));
    Contender grants = bed.tokens("GET /id-token", service, Service.ES256, CALLERS);
    Contender exchanges =
        new Contender(
            "POST /token",
            service.port(),
            Script.of(
                NAME,
                IntStream.range(0, Bed.GRANTS)
                    .mapToObj(number -> request(workshop.proofKey(), number))
                    .toList()),
            CALLERS,
            1,
            grants.costs(),
            body -> bed.verifier().exchanged(body, Service.ES256),
            grants.warmUp());
    var slices = bed.alternate(grants, exchanges);
    return List.of(
        Row.ratio(
                NAME,
                "ES256 tokens/s, 4 callers, POST /token",
                Figures.TOKENS,
                grants.name(),
                Figures.all(slices.get(grants), Contender.Slice::perSecond),
                Figures.all(slices.get(exchanges), Contender.Slice::perSecond),
                Row.Goal.NONE)
            .noting(Figures.shares(slices.get(exchanges))),
        Row.ratio(
            NAME,
            "service's CPU for such a token",
            Figures.MICROS,
            grants.name(),
            Figures.all(slices.get(grants), Figures.micros(Bed.SERVICE)),
            Figures.all(slices.get(exchanges), Figures.micros(Bed.SERVICE)),
            Row.Goal.NONE));
  }

  private static Map<String, String> settings(Workshop workshop) {
    Map<String, String> settings = new LinkedHashMap<>();
    for (String rate : List.of("peer", "exchange", "issuer")) {
      settings.put("vouchsafe.http.rates." + rate, "1000000000");
    }
    new IssuerSettings(settings, "bench")
        .trusts("jobs", JOBS, AUDIENCE)
        .keysOf("jobs", workshop.proofKey().jwksFile())
        .with("exchanges.jobs.trusted-issuer", "jobs")
        .with("exchanges.jobs.claims.owner", "bench")
        .with("exchanges.jobs.claims.sub", "*")
        .with("exchanges.jobs.attributes.org", "{owner}")
        .with("exchanges.jobs.attributes.app", "load")
        .with("exchanges.jobs.attributes.deployment", "{sub}")
        .with("exchanges.jobs.audiences", "*");
    return settings;
  }

  private static byte[] request(ProofKey key, int number) {
    String subjectToken =
        key.sign(
            ProofKey.claims(JOBS, "d-" + number, AUDIENCE)
                .claim("owner", "bench")
                .expirationTime(Date.from(Instant.now().plus(Duration.ofHours(23))))
                .build());
    return Requests.form(
        "/token", FORM.formatted(subjectToken, URLEncoder.encode(Service.ES256, UTF_8)));
  }
}
