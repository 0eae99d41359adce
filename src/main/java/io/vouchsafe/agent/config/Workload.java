package io.vouchsafe.agent.config;

import io.vouchsafe.agent.aws.RoleArn;
import io.vouchsafe.agent.client.Access;
import io.vouchsafe.agent.file.TokenFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What an agent does for one workload.
 *
 * @param name for messages and metrics
 * @param access by what it shows who it is
 */
public record Workload(
    String name,
    Access access,
    List<TokenFile> files,
    Optional<Socket> socket,
    Optional<RequestUrl> requestUrl,
    Optional<AwsContainer> aws,
    Optional<Metadata> metadata) {
  /**
   * A unix socket.
   *
   * @param uid whose processes may use it; without it, the agent's own user
   */
  public record Socket(Path path, Optional<Integer> uid) {}

  /** The request URL of GitHub's clients. */
  public record RequestUrl(int port, Optional<Path> secretFile) {}

  /** The endpoint of AWS' container credentials. */
  public record AwsContainer(
      int port,
      RoleArn role,
      Optional<String> region,
      String audience,
      Optional<Path> secretFile) {}

  /**
   * The metadata server of Google's virtual machines, as far as identity goes.
   *
   * @param email of the service account that clients are told
   */
  public record Metadata(int port, String email, Optional<String> project) {}

  public Workload {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(access, "access");
    files = List.copyOf(files);
  }

  boolean hasWork() {
    return !files.isEmpty() || socket.isPresent() || !ports().isEmpty();
  }

  /** The ports on which it is served. */
  List<Integer> ports() {
    return Stream.of(
            requestUrl.map(RequestUrl::port),
            aws.map(AwsContainer::port),
            metadata.map(Metadata::port))
        .flatMap(Optional::stream)
        .toList();
  }

  /** What the agent makes in the file system beside the files of tokens. */
  List<Path> otherPaths() {
    return Stream.of(
            socket.map(Socket::path),
            requestUrl.flatMap(RequestUrl::secretFile),
            aws.flatMap(AwsContainer::secretFile))
        .flatMap(Optional::stream)
        .toList();
  }
}
