package io.vouchsafe.http;

import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a body has to be declared as: one Content-Type, application/json, and not encoded. */
final class MediaTypes {
  private static final List<String> JSON = List.of("application/json");

  private MediaTypes() {}

  /** The refusal of a body that is not declared as JSON, or is compressed. */
  static Optional<Answer> refuse(MultiMap headers, Refusals refusals) {
    if (!JSON.equals(
        headers.getAll("Content-Type").stream().map(MediaTypes::withoutParameters).toList())) {
      return Optional.of(refusals.notJson());
    }
    if (!headers.getAll("Content-Encoding").stream().allMatch("identity"::equalsIgnoreCase)) {
      return Optional.of(refusals.encoded());
    }
    return Optional.empty();
  }

  private static String withoutParameters(String contentType) {
    return contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }
}
