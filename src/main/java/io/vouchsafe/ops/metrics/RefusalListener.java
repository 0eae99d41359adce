package io.vouchsafe.ops.metrics;

/** Is told of every problem that was answered on the public port. It must not wait. */
@FunctionalInterface
public interface RefusalListener {
  /**
   * A request, or one entry of a list, was answered with a problem.
   *
   * @param issuer the issuer's name in the configuration, or {@code none}
   * @param type the last part of the problem's {@code type}, such as {@code not-found}
   * @param detail what the client reads; it may repeat what the client sent
   */
  void refused(String issuer, String type, String detail);

  /** Tells {@code next} too, after this one. */
  default RefusalListener and(RefusalListener next) {
    return (issuer, type, detail) -> {
      refused(issuer, type, detail);
      next.refused(issuer, type, detail);
    };
  }
}
