package io.vouchsafe.http;

import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestResponse;

/** An answer that holds a token or a grant: nobody may store it. */
final class SecretAnswer {
  private SecretAnswer() {}

  static <T> RestResponse<T> of(RestResponse.Status status, T body) {
    return RestResponse.ResponseBuilder.create(status, body)
        .type(MediaType.APPLICATION_JSON_TYPE)
        .header("Cache-Control", "no-store")
        .header("Pragma", "no-cache")
        .build();
  }
}
