package io.vouchsafe.vault;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Why a call to Vault failed. Its message is ours: never Vault's text, which {@link VaultWords}
 * logs, a token or a body.
 */
public sealed class VaultFailure extends RuntimeException permits LoginRefusal {
  private static final long serialVersionUID = 1L;

  public enum Kind {
    /** No connection, or it broke before the answer was complete. */
    UNREACHABLE,
    TIMED_OUT,
    /** Too many calls are waiting for a connection; nothing was sent. */
    BUSY,
    SEALED,
    /** A rate limit quota (429). */
    THROTTLED,
    /** The Vault token may not do this (403). */
    DENIED,
    /** Vault does not accept our credentials, or there are none any more. */
    LOGIN_REFUSED,
    /** Nothing is there (404). */
    MISSING,
    /** Any other refusal of what was asked (4xx). */
    REFUSED,
    /** An answer that says nothing of what was asked: 5xx, of a standby, a page or a redirect. */
    FAILED,
    /** An answer that is not what Vault's API promises. */
    GARBLED
  }

  private final Kind kind;
  private final Optional<Duration> retryAfter;
  private final boolean sent;

  public VaultFailure(Kind kind, String message) {
    this(kind, message, Optional.empty());
  }

  public VaultFailure(Kind kind, String message, Optional<Duration> retryAfter) {
    this(kind, message, retryAfter, true);
  }

  private VaultFailure(Kind kind, String message, Optional<Duration> retryAfter, boolean sent) {
    super(message, null, false, false);
    this.kind = Objects.requireNonNull(kind, "kind");
    this.retryAfter = retryAfter;
    this.sent = sent;
  }

  /** A request of which Vault certainly has heard nothing. */
  static VaultFailure unsent(Kind kind, String message) {
    return new VaultFailure(kind, message, Optional.empty(), false);
  }

  static VaultFailure timedOut() {
    return new VaultFailure(Kind.TIMED_OUT, "Vault did not answer in time");
  }

  /**
   * A request that the HTTP client does not take. What it says may hold the header at fault, a
   * token, so no word of it is kept.
   */
  static VaultFailure unsendable(RuntimeException refusal, AddressNames names) {
    return unsent(
        Kind.UNREACHABLE,
        "the call to Vault cannot be sent (%s): check %s.*"
            .formatted(refusal.getClass().getSimpleName(), names.property()));
  }

  public static VaultFailure garbled() {
    return new VaultFailure(Kind.GARBLED, "Vault's answer was not valid");
  }

  /** A success that Vault does not give for what was asked. */
  static VaultFailure notVaults(int status) {
    return new VaultFailure(
        Kind.GARBLED,
        "the answer is not Vault's (%d where Vault answers 204): something before it gave it"
            .formatted(status));
  }

  /** Whether Vault may have acted on the request. */
  final boolean sent() {
    return sent;
  }

  public final Kind kind() {
    return kind;
  }

  /** When to ask again, as Vault says. */
  public final Optional<Duration> retryAfter() {
    return retryAfter;
  }
}
