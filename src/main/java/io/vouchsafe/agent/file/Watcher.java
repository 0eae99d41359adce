package io.vouchsafe.agent.file;

import io.vouchsafe.agent.Fault;

/** Is told what becomes of files. Called on the threads that renew them; must not block. */
public interface Watcher {
  /** A file has a new token. */
  void renewed(TokenFile file);

  /**
   * A file could not be renewed; it is tried again.
   *
   * @param good whether the token that it holds is still good
   */
  void failed(TokenFile file, Fault fault, boolean good);

  /** The token of a file has expired. Told once. */
  void expired(TokenFile file);

  /** Something is not as it should be, and the file is fresh all the same. Told once. */
  void noticed(TokenFile file, String line);

  /** Does nothing with it. */
  Watcher SILENT =
      new Watcher() {
        @Override
        public void renewed(TokenFile file) {}

        @Override
        public void failed(TokenFile file, Fault fault, boolean good) {}

        @Override
        public void expired(TokenFile file) {}

        @Override
        public void noticed(TokenFile file, String line) {}
      };
}
