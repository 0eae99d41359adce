package io.vouchsafe.agent.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.client.Web.Answer;
import io.vouchsafe.agent.jwt.Jwt;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Asks an issuer for tokens, once each time. Safe for many threads. */
public final class IssuerClient {
  private static final Set<Integer> LATER = Set.of(408, 425, 429, 500, 502, 503, 504);

  /** What a server says that is no issuer; an issuer says more with these. */
  private static final Set<Integer> NOBODY = Set.of(301, 302, 303, 307, 308, 404, 405);

  private static final String GRANT = "grant+jwt";
  private static final String ENTRY = "token";

  private final Web web;
  private final Access access;

  public IssuerClient(Web web, Access access) {
    this.web = Objects.requireNonNull(web, "web");
    this.access = Objects.requireNonNull(access, "access");
  }

  /** By what it asks. */
  public Access access() {
    return access;
  }

  /**
   * A token.
   *
   * @param audience whom it is for; without it, the issuer's default audience
   * @param ttl how long it is to be good; without it, as long as the issuer says
   * @throws Fault if there is none, saying what the issuer says
   */
  public IdToken token(Optional<String> audience, Optional<Duration> ttl) throws Fault {
    IdToken token =
        switch (access) {
          case Access.ByGrant grant -> byGrant(grant, audience, ttl);
          case Access.ByProof proof -> byProof(proof, audience, ttl);
        };
    if (audience.isPresent() && !token.jwt().audiences().equals(List.of(audience.get()))) {
      throw Fault.unavailable("the issuer answered a token for another audience");
    }
    return token;
  }

  private IdToken byGrant(Access.ByGrant grant, Optional<String> audience, Optional<Duration> ttl)
      throws Fault {
    var url = grant.requestUrl();
    if (audience.isPresent()) {
      url = Urls.with(url, "audience", audience.get());
    }
    if (ttl.isPresent()) {
      url = Urls.with(url, "ttl", Long.toString(ttl.get().toSeconds()));
    }
    Answer answer = web.ask(request(grant.secret()).uri(url).GET());
    return token(answer, answer.json());
  }

  private IdToken byProof(Access.ByProof proof, Optional<String> audience, Optional<Duration> ttl)
      throws Fault {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ObjectNode entry = body.putObject("tokens").putObject(ENTRY);
    audience.ifPresent(text -> entry.put("audience", text));
    ttl.ifPresent(time -> entry.put("ttl", time.toSeconds()));
    body.set("workload", proof.workload());
    Answer answer =
        web.ask(
            request(noGrant(proof.secret()))
                .uri(Urls.below(proof.issuer(), "/id-tokens"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString(), UTF_8)));
    if (answer.status() != 200) {
      throw refusal(answer.status(), answer.json(), answer);
    }
    return token(
        answer,
        answer
            .json()
            .map(json -> json.path("tokens").path(ENTRY))
            .filter(ObjectNode.class::isInstance)
            .map(ObjectNode.class::cast));
  }

  private static HttpRequest.Builder request(Secret secret) throws Fault {
    return request(secret.value());
  }

  private static HttpRequest.Builder request(String secret) {
    return HttpRequest.newBuilder().header("Authorization", "Bearer " + secret);
  }

  private static String noGrant(Secret proof) throws Fault {
    String value = proof.value();
    if (isGrant(value)) {
      throw Fault.misused(proof.name() + ": this is a grant: use --grant-file");
    }
    return value;
  }

  private static boolean isGrant(String secret) {
    try {
      return Jwt.text(Jwt.decode(secret).header(), "typ").filter(GRANT::equals).isPresent();
    } catch (Jwt.Malformed e) {
      return false;
    }
  }

  /**
   * The token of an answer, or of one entry of it, which has a status of its own where it failed.
   */
  private static IdToken token(Answer answer, Optional<ObjectNode> json) throws Fault {
    int status =
        json.map(entry -> entry.path("status").asInt(answer.status())).orElse(answer.status());
    if (status != 200) {
      throw refusal(status, json, answer);
    }
    return IdToken.read(
        json.flatMap(entry -> Jwt.text(entry, "value"))
            .orElseThrow(() -> Fault.unavailable("the issuer answered 200 without a token")));
  }

  private static Fault refusal(int status, Optional<ObjectNode> problem, Answer answer) {
    String detail =
        problem
            .flatMap(json -> Jwt.text(json, "detail").or(() -> Jwt.text(json, "title")))
            .map(text -> ": " + text)
            .orElse("");
    if (NOBODY.contains(status) && detail.isEmpty()) {
      return Fault.refused(
          "nothing at %s answers as an issuer (%d); look at --issuer"
              .formatted(answer.response().uri().getAuthority(), status));
    }
    if (LATER.contains(status)) {
      return Fault.unavailable(
          "the issuer has no token now (%d%s)%s"
              .formatted(
                  status,
                  answer.header("Retry-After").map(s -> ", again in " + s + " s").orElse(""),
                  detail));
    }
    return Fault.refused(status, "the issuer refused (%d)%s".formatted(status, detail));
  }
}
