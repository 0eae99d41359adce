package io.vouchsafe.demo;

import io.vouchsafe.testing.Flags;
import io.vouchsafe.testing.Ports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code dev/cluster-check}: what was built, against the real API server of a cluster. */
public final class ClusterCheck {
  private static final String AUTHENTICATION_CONFIG = "--authentication-config";

  private ClusterCheck() {}

  public static void main(String[] arguments) {
    Flags flags = new Flags("cluster-check", arguments, Set.of(AUTHENTICATION_CONFIG), Set.of());
    flags.refuseOthers();
    Optional<Path> file =
        flags.values(AUTHENTICATION_CONFIG).stream().map(Path::of).reduce((one, last) -> last);
    file.filter(one -> !Files.isRegularFile(one) || !Files.isWritable(one))
        .ifPresent(
            one -> {
              throw flags.misused(
                  "%s %s: no file that can be written; name the one that the API server reads"
                      .formatted(AUTHENTICATION_CONFIG, one));
            });
    Commands.run("cluster-check", () -> check(file));
  }

  private static void check(Optional<Path> authenticationConfig) {
    Path folder = Place.FOLDER.resolve("cluster");
    Platform platform = Platform.start(Ports.free().http());
    Cluster cluster = Cluster.reached(folder);
    List<String> leftOut = new ArrayList<>(new ClusterChart(cluster, System.getenv("HELM")).tell());
    new ClusterStory(cluster, platform, folder).tell(authenticationConfig);
    if (authenticationConfig.isEmpty()) {
      leftOut.add("the cluster as a relying party (" + AUTHENTICATION_CONFIG + ")");
    }
    Story.say("%n%s", verdict(cluster.server(), leftOut));
    System.exit(0);
  }

  /** What the last line says: all of it works only where all of it was tried. */
  static String verdict(String server, List<String> leftOut) {
    return leftOut.isEmpty()
        ? "All of it works on %s.".formatted(server)
        : "What was tried works on %s. Left out: %s.".formatted(server, String.join(", ", leftOut));
  }
}
