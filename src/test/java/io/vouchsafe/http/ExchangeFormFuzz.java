package io.vouchsafe.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.vouchsafe.token.Problem;
import java.net.URLEncoder;

/** Reads any octets as the form of {@code POST /token}. */
public final class ExchangeFormFuzz {
  private static final String TYPE = "urn:ietf:params:oauth:token-type:jwt";

  private ExchangeFormFuzz() {}

  /**
   * @throws IllegalStateException if it is refused in another way than a form is, or if what was
   *     read is not what a form of it says
   */
  public static void fuzzerTestOneInput(byte[] input) {
    ExchangeForm form;
    try {
      form = ExchangeForm.read(input);
    } catch (Problem problem) {
      check(problem);
      return;
    }
    if (form.subjectToken().isEmpty() || form.audience().isEmpty()) {
      throw new IllegalStateException("an empty value is none");
    }
    if (!ExchangeForm.read(written(form)).equals(form)) {
      throw new IllegalStateException("another form than was read");
    }
  }

  private static void check(Problem problem) {
    switch (problem.kind()) {
      case INVALID_REQUEST, FORBIDDEN -> {}
      default -> throw new IllegalStateException(problem);
    }
    if (!US_ASCII.newEncoder().canEncode(problem.getMessage())) {
      throw new IllegalStateException("repeats what was sent: " + problem.getMessage());
    }
  }

  private static byte[] written(ExchangeForm form) {
    return "grant_type=%s&subject_token_type=%s&subject_token=%s&audience=%s"
        .formatted(
            encoded(ExchangeForm.GRANT_TYPE),
            encoded(TYPE),
            encoded(form.subjectToken()),
            encoded(form.audience()))
        .getBytes(US_ASCII);
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, UTF_8);
  }
}
