package io.vouchsafe.http.limit;

import java.util.Locale;

/** The bounds that strangers and callers can meet at the front door; each is counted. */
public enum Limit {
  /** Connections in all. */
  CONNECTIONS,
  /** Connections of one peer. */
  CONNECTIONS_OF_PEER,
  /** Octets of request heads that are not whole yet. */
  HEADS,
  /** The time for a request's head. */
  HEAD_TIME,
  /** The time that a connection may be idle. */
  IDLE_TIME,
  /** The time and the rate of a request's body. */
  BODY_TIME,
  /** The time that an answer may stay unread. */
  ANSWER_TIME,
  /** Octets of bodies under way. */
  BODIES,
  /** Forms of token exchanges under way. */
  FORMS,
  /** Tokens under way. */
  TOKENS,
  /** Tokens that wait for Vault. */
  LANE,
  /** Callers whose credentials are being checked. */
  CHECKS,
  /** Tokens a minute for one grant. */
  GRANT_RATE,
  /** Tokens a minute for one broker. */
  BROKER_RATE,
  /** Tokens a minute for one subject of an exchange. */
  EXCHANGE_RATE,
  /** Credentials to check a minute for one peer. */
  PEER_RATE,
  /** Tokens a minute of one issuer. */
  ISSUER_RATE;

  /** The value of the {@code limit} label in the metrics, such as {@code head-time}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
