package io.vouchsafe.key.simulation;

import java.time.Duration;

/**
 * By how much the world is worse than the {@link io.vouchsafe.key.KeyPolicy} was told; all zero
 * where the promise has to hold. To exceed a term is to break the inequality it stands in.
 *
 * @param copies verifiers keep a copy for longer than {@code m}
 * @param published the JWKS of rings older than {@code s} counts as good
 * @param clocks clocks are off by more than {@code e}
 * @param tokens tokens live longer than {@code ttl}
 * @param leeway verifiers add more than {@code l}
 * @param lag standbys answer with an older state than {@code announce-for} leaves room for
 */
record Excess(
    Duration copies,
    Duration published,
    Duration clocks,
    Duration tokens,
    Duration leeway,
    Duration lag) {
  private static final Duration NO = Duration.ZERO;
  static final Excess NONE = new Excess(NO, NO, NO, NO, NO, NO);

  static Excess copies(Duration by) {
    return new Excess(by, NO, NO, NO, NO, NO);
  }

  static Excess published(Duration by) {
    return new Excess(NO, by, NO, NO, NO, NO);
  }

  static Excess clocks(Duration by) {
    return new Excess(NO, NO, by, NO, NO, NO);
  }

  static Excess tokens(Duration by) {
    return new Excess(NO, NO, NO, by, NO, NO);
  }

  static Excess leeway(Duration by) {
    return new Excess(NO, NO, NO, NO, by, NO);
  }

  static Excess lag(Duration by) {
    return new Excess(NO, NO, NO, NO, NO, by);
  }
}
