package io.vouchsafe.token;

import java.util.Objects;

/** What an authenticated caller asks for. */
public record EntitledRequest(Entitlement entitlement, TokenRequest request) {
  public EntitledRequest {
    Objects.requireNonNull(entitlement, "entitlement");
    Objects.requireNonNull(request, "request");
  }
}
