package io.vouchsafe.http.body;

import com.fasterxml.jackson.annotation.JsonValue;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vouchsafe.token.Problem;
import java.util.Locale;

/** The {@code type} of a problem document, with the status and the title that belong to it. */
@RegisterForReflection
public enum ProblemType {
  INVALID_REQUEST(400, "The request is not valid"),
  NO_CREDENTIALS(401, "Credentials are needed"),
  INVALID_CREDENTIALS(401, "The credentials are not accepted"),
  FORBIDDEN(403, "The credentials do not allow this"),
  NOT_FOUND(404, "There is nothing here"),
  METHOD_NOT_ALLOWED(405, "The method is not allowed here"),
  REQUEST_TIMEOUT(408, "The request came too slowly"),
  TOO_LARGE(413, "The body is too large"),
  UNSUPPORTED_MEDIA_TYPE(415, "The body must be JSON"),
  TOO_MANY_REQUESTS(429, "There were too many requests"),
  INTERNAL(500, "The service failed"),
  NOT_IMPLEMENTED(501, "The method is unknown"),
  WRONG_ANSWER(502, "Vault gave a wrong answer"),
  UNAVAILABLE(503, "The service cannot do this now"),
  NO_ROOM(507, "There is no room for this");

  private final int status;
  private final String title;

  ProblemType(int status, String title) {
    this.status = status;
    this.title = title;
  }

  /** The type of a problem of {@code kind}. */
  public static ProblemType of(Problem.Kind kind) {
    return switch (kind) {
      case INVALID_REQUEST -> INVALID_REQUEST;
      case NO_CREDENTIALS -> NO_CREDENTIALS;
      case INVALID_CREDENTIALS -> INVALID_CREDENTIALS;
      case FORBIDDEN -> FORBIDDEN;
      case NO_ROOM -> NO_ROOM;
      case INTERNAL -> INTERNAL;
      case WRONG_ANSWER -> WRONG_ANSWER;
      case VERSION_REFUSED, UNAVAILABLE -> UNAVAILABLE;
    };
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** What a person may read; the same for every problem of this type. */
  public String title() {
    return title;
  }

  /** The value of the {@code type} label in the metrics, such as {@code not-found}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The URI that identifies the type, such as {@code urn:vouchsafe:problem:not-found}. */
  @JsonValue
  public String uri() {
    return "urn:vouchsafe:problem:" + label();
  }
}
