package io.vouchsafe.http;

import java.util.Locale;

/** The bounds of the public port that a stranger can meet, each counted by its own label. */
public enum Limit {
  /** Connections in all. */
  CONNECTIONS,
  /** Connections of one peer address. */
  CONNECTIONS_OF_PEER,
  /** Octets of request heads that are not whole yet. */
  HEADS,
  /** The time in which a request head has to be whole. */
  HEAD_TIME,
  /** The time for which a connection may have no request. */
  IDLE_TIME,
  /** The time in which an answer has to be taken. */
  ANSWER_TIME;

  /** The value of the {@code limit} label in the metrics, such as {@code head-time}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
