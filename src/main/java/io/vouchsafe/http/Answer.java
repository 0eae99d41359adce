package io.vouchsafe.http;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/** A whole HTTP answer, made before anything of it is sent. */
record Answer(int status, MultiMap headers, Buffer body) {

  static Answer of(int status, String contentType, Buffer body) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    headers.set("Content-Type", contentType);
    return new Answer(status, headers, body);
  }

  /** An answer that holds a token or a grant, which nobody may store. */
  static Answer secret(int status, Buffer json) {
    return of(status, "application/json", json)
        .with("Cache-Control", "no-store")
        .with("Pragma", "no-cache");
  }

  Answer with(String header, String value) {
    headers.set(header, value);
    return this;
  }
}
