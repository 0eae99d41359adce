package io.vouchsafe.http;

/**
 * Is told of the end of every request to the public port. Called on event loops and on the threads
 * of calls, so it must not wait.
 */
public interface RequestEvents {
  /** The {@code uri} of requests to paths that do not exist. */
  String NOT_FOUND = "NOT_FOUND";

  /**
   * A request was answered.
   *
   * @param method as it was sent
   * @param uri a path that exists, or {@link #NOT_FOUND}
   * @param nanos since its head was whole
   */
  void answered(String method, String uri, int status, long nanos);

  /**
   * The credentials of a caller who was not known were checked, whether or not they were accepted.
   *
   * @param nanos how long that took, waiting for its turn and for a trusted issuer's keys included
   */
  void authenticated(long nanos);

  /** The client of a request left before its answer was written; the same parameters. */
  void clientLeft(String method, String uri, long nanos);
}
