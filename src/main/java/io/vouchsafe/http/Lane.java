package io.vouchsafe.http;

import io.vouchsafe.key.SigningAlgorithm;

/** Tokens that are signed alike; a slow lane takes no room of another. */
enum Lane {
  RS256,
  ES256,
  GRANT;

  /** The lane of identity tokens. */
  static Lane of(SigningAlgorithm algorithm) {
    return switch (algorithm) {
      case RS256 -> RS256;
      case ES256 -> ES256;
    };
  }
}
