package io.vouchsafe.clients;

import static io.vouchsafe.clients.ClientCase.is;

import io.vouchsafe.testing.Http;
import io.vouchsafe.testing.Repository;
import io.vouchsafe.testing.cloud.Clouds;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** Clients that take their tokens alike, with their settings out of {@code docs/clients.md}. */
abstract class Chapter {
  static final String API = "api.example.com";

  private static final String ASSUMED = "arn:aws:sts::123456789012:assumed-role/checkout/";

  final Bed bed;
  final Page page;
  final Map<String, String> requestUrl;
  private final List<ClientCase> cases = new ArrayList<>();

  Chapter(Bed bed) {
    this.bed = bed;
    page = Page.read(Repository.ROOT.resolve("docs/clients.md"), bed.places());
    requestUrl = page.variables("Request URL");
  }

  /** All clients. */
  static List<ClientCase> all(Bed bed) {
    Libraries libraries = new Libraries(bed);
    bed.run(libraries.page.block("Token files"), libraries.requestUrl);
    return Stream.of(
            libraries, new Sdks(bed), new ByExec(bed), new ByAgent(bed), new ByExchange(bed))
        .flatMap(chapter -> chapter.cases().stream())
        .toList();
  }

  private List<ClientCase> cases() {
    fill();
    return cases;
  }

  /** Adds the clients of this chapter. */
  abstract void fill();

  final void add(ClientCase one) {
    cases.add(one);
  }

  final void add(
      String name, Tool tool, String script, Map<String, String> settings, Consumer<String> check) {
    add(new ClientCase(name, tool, script, settings, check));
  }

  final Map<String, String> asking(String audience) {
    Map<String, String> settings = new TreeMap<>(requestUrl);
    settings.put("AUDIENCE", audience);
    return settings;
  }

  /** The token is taken for the role by the stand-in of AWS STS. */
  final void takenByAws(String token) {
    String call =
        "?Action=AssumeRoleWithWebIdentity&RoleSessionName=checkout&RoleArn=%s&WebIdentityToken=%s"
            .formatted(URLEncoder.encode(Clouds.ROLE, StandardCharsets.UTF_8), token);
    is("200").accept(Integer.toString(Http.get(bed.clouds().aws().url() + call).status()));
  }

  /** The caller is a session of the role. */
  static void isRole(String arn) {
    is(ASSUMED).accept(arn.substring(0, arn.lastIndexOf('/') + 1));
  }

  static Consumer<String> held(String holder, Function<String, Optional<String>> of) {
    return token -> is(holder).accept(of.apply(token).orElse("nobody"));
  }
}
