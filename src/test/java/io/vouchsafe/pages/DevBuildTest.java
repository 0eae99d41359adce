package io.vouchsafe.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.testing.Repository;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What {@code dev/up} and {@code dev/demo} find before they build, that one script builds at a
 * time, and none below a service. Maven is played by a script.
 */
class DevBuildTest {
  private static final String NO_MAVEN = "#!/bin/sh\ntouch built\nexit 1\n";

  @TempDir Path folder;

  @BeforeEach
  void copyTheScripts() throws IOException {
    for (String script :
        List.of(
            "dev/up",
            "dev/demo",
            "dev/vouchsafe",
            "dev/test",
            "dev/java-home",
            "dev/lib/testbed.sh")) {
      String text = Files.readString(Repository.ROOT.resolve(script));
      Shell.write(folder, List.of(script, text));
    }
    Shell.write(folder, List.of("mvnw", NO_MAVEN, "pom.xml", "", "src/main/A", ""));
  }

  private Shell.Ended run(String command) {
    return Shell.atTheRoot().bash("cd %s && ./dev/%s".formatted(folder, command));
  }

  private void assertNotBuilt() {
    assertFalse(Files.exists(folder.resolve("built")));
    assertFalse(Files.exists(folder.resolve("target/dev/pid")));
  }

  @ParameterizedTest
  @CsvSource({
    "up --port 0, '--port is a port from 1 to 65535, not ''0'''",
    "up --management-port=65536, --management-port is a port from 1 to 65535",
    "demo --vault-port 8x, '--vault-port is a port from 1 to 65535, not ''8x'''",
    "up --port, --port needs a value",
    "up --port 7001 --vault-port 7001, have to differ",
    "demo now, unexpected argument 'now'",
    "up --config /nope, --config /nope cannot be read"
  })
  void aMistakeIsFoundBeforeTheBuild(String command, String reason) {
    run(command).badly().saying(reason);
    assertNotBuilt();
  }

  @Test
  void aBusyPortIsFoundBeforeTheBuild() throws IOException {
    for (String host : List.of("127.0.0.1", "::1")) {
      try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getByName(host))) {
        run("up --management-port " + busy.getLocalPort())
            .badly()
            .saying("port " + busy.getLocalPort() + " is busy")
            .saying("choose another with --management-port");
        assertNotBuilt();
      }
    }
  }

  @Test
  void aSecondOneIsRefusedWhileTheFirstBuilds() throws IOException {
    String second = "./dev/up --port 7001 --management-port 7002 --vault-port 7003";
    Shell.write(
        folder,
        List.of("mvnw", "#!/bin/sh\n[ -f second.log ] || " + second + " 2>second.log\nexit 1\n"));

    run(second.substring("./dev/".length())).badly().saying("building the service");

    String said = Files.readString(folder.resolve("second.log"));
    assertTrue(said.contains("it runs already from this folder, or is being built"), said);
    assertFalse(Files.exists(folder.resolve("target/dev/pid")));
  }

  /** Whoever started the service, and by which path. */
  @ParameterizedTest
  @ValueSource(
      strings = {"%s/target/quarkus-app/quarkus-run.jar", "target/quarkus-app/quarkus-run.jar"})
  void nothingIsBuiltBelowARunningService(String jar) throws IOException, InterruptedException {
    Process service =
        new ProcessBuilder("bash", "-c", "read", "java", "-jar", jar.formatted(folder))
            .directory(folder.toFile())
            .start();
    String says = "process " + service.pid() + " runs the service from target/quarkus-app";
    try {
      run("up").badly().saying(says);
      run("vouchsafe").badly().saying(says);
      run("test").badly().saying(says);
      assertNotBuilt();

      Shell.write(folder, List.of("target/quarkus-app/quarkus-run.jar", ""));
      String build = "set -euo pipefail; cd %s; . dev/lib/testbed.sh; build_service";
      Shell.atTheRoot().bash(build.formatted(folder)).well();
    } finally {
      service.getOutputStream().close();
      service.waitFor();
    }
  }

  /** The first Maven ends only after a second script waits for it, or has a Maven of its own. */
  @Test
  void twoScriptsNeverBuildAtTheSameTime() throws IOException {
    String build = "set -euo pipefail; cd %s; . dev/lib/testbed.sh; build_service";
    Shell.write(
        folder,
        List.of(
            "build",
            "#!/usr/bin/env bash\n" + build.formatted(folder) + "\n",
            "mvnw",
            """
            #!/usr/bin/env bash
            echo maven >>builds
            if [ "$(grep -c maven builds)" = 1 ]; then
              env -u VOUCHSAFE_JAR ./build >second.log 2>&1 &
              echo $! >second.pid
              while kill -0 $! && ! grep -q waiting second.log; do sleep 0.1; done
            fi
            mkdir -p target/quarkus-app && touch target/quarkus-app/quarkus-run.jar
            """));

    String toTheEnd =
        "cd %s && ./build && while kill -0 $(cat second.pid) 2>&-; do sleep 0.1; done; true";
    Shell.atTheRoot().bash(toTheEnd.formatted(folder)).well();

    assertEquals(List.of("maven"), Files.readAllLines(folder.resolve("builds")));
    String said = Files.readString(folder.resolve("second.log"));
    assertTrue(said.contains("waiting for process"), said);
  }
}
