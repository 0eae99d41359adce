package io.vouchsafe.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.vouchsafe.http.HttpSettings.Bodies;
import io.vouchsafe.token.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The form of {@code POST /token} (RFC 8693, 2.1). A parameter that nobody knows is ignored, one
 * without a value is as if it were not there, and none may come twice (RFC 6749, 3.2).
 *
 * @param subjectToken a secret
 */
record ExchangeForm(String subjectToken, String audience) {
  /** So many forms may be waited for in all. */
  static final int MOST = 64;

  /** So many forms of one peer may be waited for. */
  static final int MOST_OF_PEER = 4;

  private static final int LARGEST = 16 << 10;

  static final String GRANT_TYPE = "urn:ietf:params:oauth:grant-type:token-exchange";

  /** 16 KiB, which have to come within 5 s. */
  static final Bodies BOUNDS =
      new Bodies(LARGEST, (long) LARGEST * MOST, Duration.ofSeconds(5), LARGEST);

  private static final String TOKEN_TYPE = "urn:ietf:params:oauth:token-type:";

  private static final Set<String> KNOWN =
      Set.of(
          "grant_type",
          "subject_token",
          "subject_token_type",
          "requested_token_type",
          "audience",
          "resource",
          "scope",
          "client_id",
          "actor_token",
          "actor_token_type");

  /** Each of them is a JWT here. */
  private static final Set<String> TOKEN_TYPES =
      Set.of(TOKEN_TYPE + "jwt", TOKEN_TYPE + "id_token", TOKEN_TYPE + "access_token");

  /**
   * @throws Problem naming what is missing, wrong or there twice; FORBIDDEN of what is well formed
   *     and not granted to anybody
   */
  static ExchangeForm read(byte[] form) {
    Query parameters = Query.ofForm(new String(form, ISO_8859_1));
    Map<String, String> values = once(parameters);
    String grantType = required(values, "grant_type");
    if (!grantType.equals(GRANT_TYPE)) {
      throw Problem.forbidden("grant_type", "must be " + GRANT_TYPE);
    }
    if (values.containsKey("resource")) {
      throw Problem.forbidden("resource", "is not known here; name one audience");
    }
    for (String actor : List.of("actor_token", "actor_token_type")) {
      if (values.containsKey(actor)) {
        throw Problem.invalid(actor, "is not taken: nobody acts for a subject here");
      }
    }
    checkType("subject_token_type", required(values, "subject_token_type"));
    Optional.ofNullable(values.get("requested_token_type"))
        .ifPresent(type -> checkType("requested_token_type", type));
    return new ExchangeForm(required(values, "subject_token"), required(values, "audience"));
  }

  private static Map<String, String> once(Query parameters) {
    parameters
        .parameters()
        .forEach(
            (name, all) -> {
              if (all.size() > 1) {
                throw twice(name);
              }
            });
    return parameters.parameters().entrySet().stream()
        .filter(parameter -> !parameter.getValue().getFirst().isEmpty())
        .collect(Collectors.toMap(Map.Entry::getKey, parameter -> parameter.getValue().getFirst()));
  }

  /** A name that we do not know is not repeated: it could be a secret in the wrong place. */
  private static Problem twice(String name) {
    if (name.equals("audience")) {
      return Problem.invalid(name, "must be given once; a token is for one relying party");
    }
    return KNOWN.contains(name)
        ? Problem.invalid(name, "must be given once")
        : Problem.of(Problem.Kind.INVALID_REQUEST, "a parameter is given twice");
  }

  private static String required(Map<String, String> values, String name) {
    return Optional.ofNullable(values.get(name))
        .orElseThrow(() -> Problem.invalid(name, "is missing"));
  }

  private static void checkType(String name, String type) {
    if (!TOKEN_TYPES.contains(type)) {
      throw Problem.invalid(
          name, "must be %sjwt, or id_token or access_token in its place".formatted(TOKEN_TYPE));
    }
  }

  @Override
  public String toString() {
    return "ExchangeForm[audience=%s]".formatted(audience);
  }
}
