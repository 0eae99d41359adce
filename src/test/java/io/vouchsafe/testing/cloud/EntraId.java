package io.vouchsafe.testing.cloud;

import com.nimbusds.jose.JWSAlgorithm;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A stand-in of Microsoft Entra ID: the token endpoint for a client whose assertion is a token of
 * another issuer ("Microsoft identity platform and the OAuth 2.0 client credentials flow", third
 * case), and the documents that Microsoft's libraries ask first. Issuer, subject and audience are
 * compared to the letter, and the token has one audience.
 */
public final class EntraId extends StandIn {
  /** The documentation names no leeway; Microsoft's own libraries have five minutes. */
  public static final Duration LEEWAY = Duration.ofMinutes(5);

  private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(JWSAlgorithm.RS256);
  private static final String ASSERTION_TYPE =
      "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
  private static final Pattern TOKEN = Pattern.compile("/([^/]+)/oauth2/v2\\.0/token");
  private static final Pattern DISCOVERY =
      Pattern.compile("/([^/]+)/v2\\.0/\\.well-known/openid-configuration");
  private static final int MOST_CREDENTIALS = 20;
  private static final int LONGEST_NAME = 600;
  private static final int NEARLY_AN_HOUR = 3599;

  private final Map<String, List<Credential>> apps = new ConcurrentHashMap<>();
  private final Map<String, String> clients = new ConcurrentHashMap<>();

  /** A federated identity credential of an app. */
  public record Credential(String issuer, String subject, String audience) {}

  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    private final int status;
    private final String error;
    private final int code;

    Refused(int status, String error, int code, String message) {
      super("AADSTS" + code + ": " + message);
      this.status = status;
      this.error = error;
      this.code = code;
    }

    Reply reply() {
      return Reply.json(
          status,
          Map.of(
              "error",
              error,
              "error_description",
              getMessage(),
              "error_codes",
              List.of(code),
              "timestamp",
              Instant.now().toString(),
              "trace_id",
              UUID.randomUUID().toString(),
              "correlation_id",
              UUID.randomUUID().toString()));
    }
  }

  private EntraId(Setup setup) {
    super(setup);
  }

  /** Starts one without an app. */
  public static EntraId start(Setup setup) {
    EntraId entra = new EntraId(setup);
    entra.listen();
    return entra;
  }

  /**
   * Adds a federated identity credential to an app of any tenant.
   *
   * @throws IllegalArgumentException if Entra ID would refuse it, which loopback is excepted from
   */
  public EntraId credential(String clientId, Credential credential) {
    IssuerDocuments.registrable(credential.issuer(), true);
    List<Credential> all = apps.computeIfAbsent(clientId, id -> new CopyOnWriteArrayList<>());
    if (all.size() == MOST_CREDENTIALS) {
      throw new IllegalArgumentException("an app has at most 20 credentials");
    }
    if (credential.subject().length() > LONGEST_NAME
        || credential.issuer().length() > LONGEST_NAME) {
      throw new IllegalArgumentException("issuer and subject have at most 600 characters");
    }
    all.add(credential);
    return this;
  }

  /** The client id of the app whose access token this is. */
  public Optional<String> client(String accessToken) {
    return Optional.ofNullable(clients.get(accessToken));
  }

  @Override
  Reply answer(Call call) {
    Matcher token = TOKEN.matcher(call.path());
    Matcher discovery = DISCOVERY.matcher(call.path());
    if (token.matches() && call.method().equals("POST")) {
      try {
        return token(call);
      } catch (Refused refused) {
        return refused.reply();
      } catch (TokenRefused refused) {
        return of(refused).reply();
      }
    }
    if (discovery.matches()) {
      return Reply.json(200, document(discovery.group(1)));
    }
    if (call.path().equals("/common/discovery/instance")) {
      return Reply.json(200, instances());
    }
    return Reply.json(404, Map.of("error", "not_found"));
  }

  private static Refused of(TokenRefused refused) {
    String why = refused.getMessage();
    return switch (refused.fault()) {
      case UNREACHABLE, NO_KEY ->
          new Refused(
              400, "invalid_request", 50_166, "Request to External OIDC endpoint failed: " + why);
      case TIME ->
          new Refused(
              401,
              "invalid_client",
              700_024,
              "Client assertion is not within its valid time range. " + why);
      case SIGNATURE ->
          new Refused(
              401, "invalid_client", 700_027, "Client assertion failed signature validation.");
      case MALFORMED, ALGORITHM ->
          new Refused(401, "invalid_client", 50_027, "JWT token is invalid or malformed: " + why);
    };
  }

  private Reply token(Call call) throws Refused, TokenRefused {
    need(call, "grant_type", "client_credentials");
    need(call, "client_assertion_type", ASSERTION_TYPE);
    if (!call.value("scope").endsWith("/.default")) {
      throw new Refused(
          400, "invalid_scope", 1_002_012, "The scope of client credentials is RESOURCE/.default.");
    }
    String clientId = call.value("client_id");
    List<Credential> credentials = apps.get(clientId);
    if (credentials == null) {
      throw new Refused(
          400,
          "unauthorized_client",
          700_016,
          "Application with identifier '%s' was not found in the directory.".formatted(clientId));
    }
    ForeignToken assertion = ForeignToken.parse(call.value("client_assertion"));
    match(assertion, credentials);
    assertion.signedBy(issuers.keys(assertion.issuer()), ALGORITHMS);
    assertion.goodAt(Instant.now(), leeway);
    String accessToken = "stand-in-" + UUID.randomUUID();
    clients.put(accessToken, clientId);
    return Reply.json(
        200,
        Map.of(
            "token_type",
            "Bearer",
            "expires_in",
            NEARLY_AN_HOUR,
            "ext_expires_in",
            NEARLY_AN_HOUR,
            "access_token",
            accessToken));
  }

  private static void need(Call call, String name, String value) throws Refused {
    if (!call.value(name).equals(value)) {
      throw new Refused(
          400,
          "invalid_request",
          900_144,
          "The request body must contain the following parameter: '%s'.".formatted(name));
    }
  }

  /** Entra ID says which of the three differs, where one credential has the others. */
  private static void match(ForeignToken token, List<Credential> credentials) throws Refused {
    List<Credential> sameIssuer =
        credentials.stream().filter(one -> one.issuer().equals(token.issuer())).toList();
    if (sameIssuer.isEmpty()) {
      throw unmatched(700_211, "issuer", token.issuer());
    }
    List<Credential> sameSubject =
        sameIssuer.stream().filter(one -> one.subject().equals(token.subject())).toList();
    if (sameSubject.isEmpty()) {
      throw unmatched(700_213, "subject", token.subject());
    }
    if (token.audience().size() != 1
        || sameSubject.stream()
            .noneMatch(one -> one.audience().equals(token.audience().getFirst()))) {
      throw unmatched(700_212, "audience", token.audience().toString());
    }
  }

  private static Refused unmatched(int code, String what, String value) {
    return new Refused(
        401,
        "invalid_client",
        code,
        ("No matching federated identity record found for presented assertion %s '%s'. Check your"
                + " federated identity credential Subject, Audience and Issuer against the"
                + " presented assertion.")
            .formatted(what, value));
  }

  private Map<String, Object> document(String tenant) {
    String base = url() + "/" + tenant;
    return Map.of(
        "issuer",
        base + "/v2.0",
        "token_endpoint",
        base + "/oauth2/v2.0/token",
        "authorization_endpoint",
        base + "/oauth2/v2.0/authorize",
        "device_authorization_endpoint",
        base + "/oauth2/v2.0/devicecode",
        "jwks_uri",
        base + "/discovery/v2.0/keys");
  }

  private Map<String, Object> instances() {
    String host = url().substring(url().indexOf("//") + 2);
    return Map.of(
        "tenant_discovery_endpoint",
        url() + "/common/v2.0/.well-known/openid-configuration",
        "api-version",
        "1.1",
        "metadata",
        List.of(
            Map.of("preferred_network", host, "preferred_cache", host, "aliases", List.of(host))));
  }
}
