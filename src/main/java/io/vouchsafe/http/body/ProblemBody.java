package io.vouchsafe.http.body;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vouchsafe.token.Problem;
import java.util.Optional;

/**
 * A problem document (RFC 9457, 3).
 *
 * @param message the same as {@code detail}: GitHub's clients print this member
 * @param member the parameter or JSON member at fault
 */
@RegisterForReflection
public record ProblemBody(
    ProblemType type,
    String title,
    int status,
    String detail,
    String message,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> member)
    implements IdTokensBody.Entry, PreviewBody.Entry {
  /** Its media type. */
  public static final String MEDIA_TYPE = "application/problem+json";

  /** A problem that has its cause in HTTP itself. */
  public static ProblemBody of(ProblemType type, String detail) {
    return of(type, detail, Optional.empty());
  }

  /** A problem of the domain. */
  public static ProblemBody of(Problem problem) {
    return of(ProblemType.of(problem.kind()), problem.getMessage(), problem.member());
  }

  private static ProblemBody of(ProblemType type, String detail, Optional<String> member) {
    return new ProblemBody(type, type.title(), type.status(), detail, detail, member);
  }
}
