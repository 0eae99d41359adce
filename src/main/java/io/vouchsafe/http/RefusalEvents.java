package io.vouchsafe.http;

/**
 * Is told of every problem that the public port answers with: of a request, or of one entry of a
 * list. Called on event loops and on the threads of calls, so it must not wait.
 */
@FunctionalInterface
public interface RefusalEvents {
  /** The {@code issuer} of requests to paths that belong to no issuer. */
  String NO_ISSUER = "none";

  /** A problem was answered; nobody is told of one whose client left before. */
  void refused(RefusedRequest request);
}
