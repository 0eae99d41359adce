package io.vouchsafe.ops;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import java.util.Objects;

/** {@code GET /keys} on the management port. */
public final class KeysRoute {
  private final KeyStatus status;

  public KeysRoute(KeyStatus status) {
    this.status = Objects.requireNonNull(status, "status");
  }

  /** Takes over {@code /keys} of the management port's {@code router}. */
  public void attach(Router router) {
    router
        .get("/keys")
        .handler(
            context ->
                context
                    .response()
                    .putHeader("Content-Type", "application/json")
                    .putHeader("Cache-Control", "no-store")
                    .end(Buffer.buffer(status.json().toString())));
  }
}
