package io.vouchsafe.demo;

import io.vouchsafe.testing.Flags;
import io.vouchsafe.testing.Ports;
import java.nio.file.Path;
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
    Commands.run("cluster-check", () -> check(file));
  }

  private static void check(Optional<Path> authenticationConfig) {
    Path folder = Place.FOLDER.resolve("cluster");
    Platform platform = Platform.start(Ports.free().http());
    Cluster cluster = Cluster.reached(folder);
    new ClusterChart(cluster, System.getenv("HELM")).tell();
    new ClusterStory(cluster, platform, folder).tell(authenticationConfig);
    Story.say("%nAll of it works on %s.", cluster.server());
    System.exit(0);
  }
}
