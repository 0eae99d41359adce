package io.vouchsafe.testing.cloud;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.nimbusds.jose.JWSAlgorithm;
import io.vouchsafe.testing.Http;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A stand-in of Google's Security Token Service ({@code POST /v1/token}, RFC 8693) and of {@code
 * generateAccessToken} of IAM Service Account Credentials. It verifies tokens for providers of
 * workload identity pools as Google's documentation says ("Configure Workload Identity Federation
 * with other identity providers", and the STS API reference); the mapping is {@code google.subject
 * = assertion.sub}.
 */
public final class GoogleSts extends StandIn {
  /** The documentation names no leeway, so there is little. */
  public static final Duration LEEWAY = Duration.ofSeconds(30);

  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256);
  private static final String URN = "urn:ietf:params:oauth:";
  private static final Set<String> SUBJECT_TYPES =
      Set.of(URN + "token-type:jwt", URN + "token-type:id_token");
  private static final Pattern IMPERSONATION =
      Pattern.compile("/v1/projects/-/serviceAccounts/([^/:]+):generateAccessToken");
  private static final Pattern PROVIDER =
      Pattern.compile(
          "//iam\\.googleapis\\.com/projects/\\d+/locations/global/workloadIdentityPools/"
              + "[a-z0-9-]{4,32}/providers/[a-z0-9-]{4,32}");
  private static final Duration LONGEST_LIFE = Duration.ofDays(2);
  private static final int LONGEST_SUBJECT = 127;
  private static final int MOST_AUDIENCES = 10;
  private static final int LONGEST_AUDIENCE = 256;
  private static final int AN_HOUR = 3600;

  private final Map<String, Provider> providers = new ConcurrentHashMap<>();
  private final Map<String, String> subjects = new ConcurrentHashMap<>();
  private final Map<String, Set<String>> serviceAccounts = new ConcurrentHashMap<>();

  private record Provider(
      String issuer, Set<String> audiences, Predicate<Map<String, Object>> condition) {}

  /** An error as RFC 6749, 5.2 has it. */
  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    private final String error;

    Refused(String error, String description) {
      super(description);
      this.error = error;
    }

    Reply reply() {
      return Reply.json(400, Map.of("error", error, "error_description", getMessage()));
    }
  }

  private GoogleSts(Setup setup) {
    super(setup);
  }

  /** Starts one without a pool. */
  public static GoogleSts start(Setup setup) {
    GoogleSts sts = new GoogleSts(setup);
    sts.listen();
    return sts;
  }

  /**
   * Adds a provider to a workload identity pool.
   *
   * @param name in full, such as {@code
   *     //iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/pool/providers/name}
   * @param audiences allowed ones; where there are none, the name with or without {@code https:}
   * @param condition on the claims, such as {@link #subjectIs}
   * @throws IllegalArgumentException if Google would refuse it, which loopback is excepted from
   */
  public GoogleSts provider(
      String name,
      String issuer,
      Collection<String> audiences,
      Predicate<Map<String, Object>> condition) {
    IssuerDocuments.registrable(issuer, true);
    if (!PROVIDER.matcher(name).matches()) {
      throw new IllegalArgumentException(name + " is no name of a provider");
    }
    if (audiences.size() > MOST_AUDIENCES
        || audiences.stream().anyMatch(one -> one.length() > LONGEST_AUDIENCE)) {
      throw new IllegalArgumentException("at most 10 audiences of at most 256 characters");
    }
    Set<String> allowed =
        audiences.isEmpty() ? Set.of(name, "https:" + name) : Set.copyOf(audiences);
    providers.put(name, new Provider(issuer, allowed, condition));
    return this;
  }

  /** The condition {@code assertion.sub == subject}. */
  public static Predicate<Map<String, Object>> subjectIs(String subject) {
    return claims -> subject.equals(claims.get("sub"));
  }

  /** Lets the principal with this subject act as a service account. */
  public GoogleSts workloadIdentityUser(String email, String subject) {
    serviceAccounts.put(email, Set.of(subject));
    return this;
  }

  /** Whose access token this is: a subject, or a service account's email. */
  public Optional<String> holder(String accessToken) {
    return Optional.ofNullable(subjects.get(accessToken));
  }

  @Override
  Reply answer(Call call) {
    Matcher impersonation = IMPERSONATION.matcher(call.path());
    if (call.method().equals("POST") && impersonation.matches()) {
      return generateAccessToken(call, impersonation.group(1));
    }
    if (!call.method().equals("POST") || !call.path().equals("/v1/token")) {
      return Reply.json(404, Map.of("error", Map.of("code", 404, "status", "NOT_FOUND")));
    }
    try {
      return exchange(call);
    } catch (Refused refused) {
      return refused.reply();
    } catch (TokenRefused refused) {
      return new Refused("invalid_grant", words(refused)).reply();
    }
  }

  private static String words(TokenRefused refused) {
    return switch (refused.fault()) {
      case UNREACHABLE, NO_KEY ->
          "Error connecting to the given credential's issuer. (" + refused.getMessage() + ")";
      case TIME -> "The ID Token is stale to sign-in: " + refused.getMessage();
      case MALFORMED, ALGORITHM, SIGNATURE ->
          "Unable to verify the ID Token signature or claims: " + refused.getMessage();
    };
  }

  private Reply exchange(Call call) throws Refused, TokenRefused {
    Map<String, String> form = parameters(call);
    need(form, "grant_type", Set.of(URN + "grant-type:token-exchange"));
    need(form, "requested_token_type", Set.of(URN + "token-type:access_token"));
    need(form, "subject_token_type", SUBJECT_TYPES);
    Provider provider = providers.get(form.getOrDefault("audience", ""));
    if (provider == null) {
      throw new Refused(
          "invalid_target",
          "The target service indicated by the \"audience\" parameters is invalid. This might"
              + " either be because the pool or provider is disabled or deleted or because it"
              + " doesn't exist.");
    }
    ForeignToken token = ForeignToken.parse(form.getOrDefault("subject_token", ""));
    check(token, provider);
    String accessToken = issued(token.subject());
    return Reply.json(
        200,
        Map.of(
            "access_token",
            accessToken,
            "issued_token_type",
            URN + "token-type:access_token",
            "token_type",
            "Bearer",
            "expires_in",
            AN_HOUR));
  }

  private void check(ForeignToken token, Provider provider) throws Refused, TokenRefused {
    if (!provider.issuer().equals(token.issuer())) {
      throw new Refused(
          "invalid_grant",
          "The issuer in ID Token %s does not match the expected ones.".formatted(token.issuer()));
    }
    token.signedBy(issuers.keys(token.issuer()), ALGORITHMS);
    token.goodAt(Instant.now(), leeway);
    if (Collections.disjoint(provider.audiences(), token.audience())) {
      throw new Refused(
          "invalid_grant",
          "The audience in ID Token %s does not match the expected audience."
              .formatted(token.audience()));
    }
    Instant latest = token.claims().getIssueTime().toInstant().plus(LONGEST_LIFE);
    if (!token.claims().getExpirationTime().toInstant().isBefore(latest)) {
      throw new Refused("invalid_grant", "The ID Token lives for 48 hours or more.");
    }
    if (token.subject().length() > LONGEST_SUBJECT) {
      throw new Refused(
          "invalid_request", "The mapped google.subject is longer than 127 characters.");
    }
    if (!provider.condition().test(token.claims().getClaims())) {
      throw new Refused(
          "unauthorized_client", "The given credential is rejected by the attribute condition.");
    }
  }

  /** A form or JSON, whose members are named as JSON names them. */
  private static Map<String, String> parameters(Call call) throws Refused {
    if (!call.header("Content-Type").startsWith("application/json")) {
      return call.form();
    }
    try {
      Map<String, String> named = new HashMap<>();
      Http.JSON
          .readTree(call.body())
          .properties()
          .forEach(
              member ->
                  named.put(
                      member.getKey().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT),
                      member.getValue().asText()));
      return named;
    } catch (JsonProcessingException e) {
      throw new Refused("invalid_request", "The body is not JSON.");
    }
  }

  private static void need(Map<String, String> form, String name, Set<String> values)
      throws Refused {
    if (!values.contains(form.getOrDefault(name, ""))) {
      throw new Refused("invalid_request", "Invalid value for \"%s\".".formatted(name));
    }
  }

  private Reply generateAccessToken(Call call, String email) {
    String bearer = call.header("Authorization").replaceFirst("(?i)^bearer ", "");
    String subject = subjects.get(bearer);
    if (subject == null) {
      return error(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.");
    }
    if (!serviceAccounts.getOrDefault(email, Set.of()).contains(subject)) {
      return error(
          403,
          "PERMISSION_DENIED",
          "Permission 'iam.serviceAccounts.getAccessToken' denied on resource (or it may not"
              + " exist).");
    }
    Instant until = Instant.ofEpochSecond(Instant.now().getEpochSecond() + AN_HOUR);
    return Reply.json(200, Map.of("accessToken", issued(email), "expireTime", until.toString()));
  }

  private static Reply error(int code, String status, String message) {
    return Reply.json(
        code, Map.of("error", Map.of("code", code, "message", message, "status", status)));
  }

  private String issued(String holder) {
    String accessToken = "ya29.stand-in-" + UUID.randomUUID();
    subjects.put(accessToken, holder);
    return accessToken;
  }
}
