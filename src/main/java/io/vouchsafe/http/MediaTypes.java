package io.vouchsafe.http;

import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a body has to be declared as: one Content-Type, and not encoded. */
final class MediaTypes {
  private static final List<String> JSON = List.of("application/json");

  /** In UTF-8, whether that is said or not. */
  private static final Pattern FORM =
      Pattern.compile(
          "application/x-www-form-urlencoded\\s*(?:;\\s*charset=\"?utf-8\"?\\s*)?",
          Pattern.CASE_INSENSITIVE);

  private MediaTypes() {}

  /** The refusal of a body that is not declared as a form, or is compressed. */
  static Optional<ProblemAnswer> refuseForm(MultiMap headers) {
    List<String> types = headers.getAll("Content-Type");
    if (types.size() != 1 || !FORM.matcher(types.getFirst().strip()).matches()) {
      return Optional.of(Problems.notForm());
    }
    return isEncoded(headers) ? Optional.of(Problems.encoded()) : Optional.empty();
  }

  private static boolean isEncoded(MultiMap headers) {
    return !headers.getAll("Content-Encoding").stream().allMatch("identity"::equalsIgnoreCase);
  }

  /** The refusal of a body that is not declared as JSON, or is compressed. */
  static Optional<Answer> refuse(MultiMap headers, Refusals refusals) {
    if (!JSON.equals(
        headers.getAll("Content-Type").stream().map(MediaTypes::withoutParameters).toList())) {
      return Optional.of(refusals.notJson());
    }
    if (isEncoded(headers)) {
      return Optional.of(refusals.encoded());
    }
    return Optional.empty();
  }

  private static String withoutParameters(String contentType) {
    return contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }
}
