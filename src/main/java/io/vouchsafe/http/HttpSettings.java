package io.vouchsafe.http;

import java.time.Duration;
import java.util.Objects;

/**
 * @param maxBody octets that a request's body may have
 * @param deadline how long a caller waits for a token, at most
 */
public record HttpSettings(int maxBody, Duration deadline) {
  public HttpSettings {
    if (maxBody < 1) {
      throw new IllegalArgumentException("max-body must be at least one octet");
    }
    Objects.requireNonNull(deadline, "deadline");
  }
}
