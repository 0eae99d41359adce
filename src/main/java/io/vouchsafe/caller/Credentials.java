package io.vouchsafe.caller;

import java.nio.ByteBuffer;

/** What the head of a request says of who asks, before anything costly was done for it. */
public sealed interface Credentials {

  /** The bearer's grant was checked before and is still good. */
  record Known(Caller caller) implements Credentials {}

  /**
   * A bearer token that has the form of one, and whose signature has to be checked.
   *
   * @param token a secret
   * @param digest its SHA-256
   */
  record Unknown(String token, ByteBuffer digest) implements Credentials {
    @Override
    public String toString() {
      return "Unknown";
    }
  }

  /** The head has none: a subject token comes in the form of {@code POST /token}. */
  record InForm() implements Credentials {}
}
