package io.vouchsafe.http.body;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Set;

/**
 * Why a token was not exchanged (RFC 6749, 5.2; RFC 8693, 2.2.2).
 *
 * @param error the code
 * @param description what a person may read: printable ASCII without {@code "} and {@code \}
 * @param problem the same as metrics and audit have it, in more detail
 */
@RegisterForReflection
public record OAuthError(
    String error,
    @JsonProperty("error_description") String description,
    @JsonIgnore ProblemBody problem) {
  /** For every fault of a subject token: whoever tries one learns nothing of how far it got. */
  public static final String SUBJECT_TOKEN = "the subject token is not accepted";

  /** For every audience that may not be had. */
  static final String NOT_GRANTED = "the audience is not one that is granted here";

  private static final String TARGET = "invalid_target";
  private static final String AUDIENCE = "audience";

  /** Members whose value may be asked for and is not granted. */
  private static final Set<String> TARGETS = Set.of(AUDIENCE, "resource");

  private static final String GRANT_TYPE = "grant_type";

  /** A refusal or a failure. */
  public static OAuthError of(ProblemBody problem) {
    String code = code(problem);
    boolean audience = problem.member().filter(AUDIENCE::equals).isPresent();
    return new OAuthError(
        code, code.equals(TARGET) && audience ? NOT_GRANTED : plain(problem.detail()), problem);
  }

  /** A fault of the subject token, whatever it is. */
  public static OAuthError ofSubjectToken(ProblemBody problem) {
    return new OAuthError("invalid_request", SUBJECT_TOKEN, problem);
  }

  private static String code(ProblemBody problem) {
    return switch (problem.type()) {
      case FORBIDDEN -> problem.member().map(OAuthError::refused).orElse("invalid_request");
      case TOO_MANY_REQUESTS, UNAVAILABLE, WRONG_ANSWER, NO_ROOM -> "temporarily_unavailable";
      case INTERNAL, NOT_IMPLEMENTED -> "server_error";
      case INVALID_REQUEST,
          NO_CREDENTIALS,
          INVALID_CREDENTIALS,
          NOT_FOUND,
          METHOD_NOT_ALLOWED,
          REQUEST_TIMEOUT,
          TOO_LARGE,
          UNSUPPORTED_MEDIA_TYPE ->
          "invalid_request";
    };
  }

  private static String refused(String member) {
    if (member.equals(GRANT_TYPE)) {
      return "unsupported_grant_type";
    }
    return TARGETS.contains(member) ? TARGET : "invalid_request";
  }

  /** 400 where RFC 6749 says so, and the status of HTTP where the fault is one of HTTP. */
  public int status() {
    return switch (problem.type()) {
      case NO_CREDENTIALS, INVALID_CREDENTIALS, FORBIDDEN -> ProblemType.INVALID_REQUEST.status();
      default -> problem.status();
    };
  }

  private static String plain(String detail) {
    StringBuilder plain = new StringBuilder(detail.length());
    detail
        .codePoints()
        .forEach(
            c ->
                plain.append(
                    switch (c) {
                      case '"' -> '\'';
                      case '\\' -> '/';
                      default -> c < ' ' || c > '~' ? '?' : (char) c;
                    }));
    return plain.toString();
  }
}
