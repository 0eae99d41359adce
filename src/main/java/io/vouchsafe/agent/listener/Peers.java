package io.vouchsafe.agent.listener;

import io.vouchsafe.agent.Fault;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;
import jdk.net.ExtendedSocketOptions;

/** Whose processes may use a socket, where the system tells whose they are (SO_PEERCRED). */
final class Peers {
  private final UserPrincipal allowed;

  private Peers(UserPrincipal allowed) {
    this.allowed = allowed;
  }

  /**
   * Those of one user.
   *
   * @param socket the file of the socket, which belongs to this process' user
   * @param uid of the user; without it, this process' own
   * @throws Fault if there is no telling who that is
   */
  static Peers of(Path socket, Optional<Integer> uid) throws Fault {
    try {
      return new Peers(
          uid.isEmpty()
              ? Files.getOwner(socket)
              : FileSystems.getDefault()
                  .getUserPrincipalLookupService()
                  .lookupPrincipalByName(uid.get().toString()));
    } catch (IOException | UnsupportedOperationException e) {
      throw Fault.file("it cannot be told whose socket %s is: %s".formatted(socket, e), e);
    }
  }

  /** Whether the process at the other end may ask; so it is where the system does not tell. */
  boolean admit(SocketChannel connection) throws IOException {
    try {
      return connection.getOption(ExtendedSocketOptions.SO_PEERCRED).user().equals(allowed);
    } catch (UnsupportedOperationException e) {
      return true;
    }
  }
}
