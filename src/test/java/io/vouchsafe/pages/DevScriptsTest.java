package io.vouchsafe.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.testing.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the scripts in {@code dev/} say and leave behind. Maven is played by a script, which deletes
 * the logs of earlier builds as ours does.
 */
class DevScriptsTest {
  private static final String MAVEN =
      """
      #!/bin/sh
      rm -f target/*.log
      mkdir -p target/quarkus-app
      echo "maven $*"
      echo "[INFO] --- compiler:3.14.1:compile (default-compile) @ vouchsafe ---"
      i=0; while [ $i -lt 250 ]; do echo "[INFO] Downloaded from central: https://x/$i"; i=$((i+1)); done
      if [ -f fail ]; then echo "[ERROR] it does not compile"; exit 1; fi
      """;

  @TempDir Path folder;

  @BeforeEach
  void copyTheScripts() throws IOException {
    for (String script :
        List.of(
            "dev/test",
            "dev/java-home",
            "dev/grant",
            "dev/outages",
            "dev/lib/longrun.sh",
            "dev/lib/testbed.sh")) {
      String text = Files.readString(Repository.ROOT.resolve(script));
      Shell.write(folder, List.of(script, text));
    }
    Shell.write(folder, List.of("mvnw", MAVEN));
  }

  private Shell shell() {
    return Shell.atTheRoot();
  }

  @Test
  void aGrantThatFailsLeavesNoEarlierOneBehind() {
    Shell.Ended ended =
        shell()
            .bash(
                """
                export ACTIONS_ID_TOKEN_REQUEST_URL=old ACTIONS_ID_TOKEN_REQUEST_TOKEN=old GRANT_ID=old
                eval "$(%s/dev/grant org=shop)"
                echo "status $?"
                env | grep -E 'ACTIONS_ID|GRANT_ID' || echo nothing
                """
                    .formatted(folder))
            .well()
            .saying("nothing to ask: start ./dev/up");

    assertEquals("status 1\nnothing\n", ended.output());
  }

  @Test
  void aMistakeInTheFlagsOfAGrantLeavesNoneEither() {
    Shell.Ended ended =
        shell().run(folder + "/dev/grant", "--colour", "red").badly().saying("unknown flag");

    assertEquals(
        "unset ACTIONS_ID_TOKEN_REQUEST_URL ACTIONS_ID_TOKEN_REQUEST_TOKEN GRANT_ID; false\n",
        ended.output());
  }

  @Test
  void helpForAGrantIsNoFailure() {
    Shell.Ended ended = shell().run(folder + "/dev/grant", "--help").well();

    assertTrue(ended.output().startsWith("usage: dev/grant"), ended::toString);
    assertTrue(!ended.output().contains("; false"), ended::toString);
  }

  @Test
  void theTestsSayFirstHowLongTheyTake() {
    String test = folder + "/dev/test";
    shell().run(test, "--help").well().saying("About 30 minutes on two cores");

    assertEquals(
        List.of(
            "dev/test: every test: about 30 minutes on two cores (--quick: 2 minutes)",
            "maven verify -B"),
        shell().run(test, "-B").well().output().lines().limit(2).toList());
    assertEquals(
        List.of("dev/test: the quick tests: about 2 minutes on two cores", "maven test -Dquick"),
        shell().run(test, "--quick").well().output().lines().limit(2).toList());
    assertEquals(
        "maven verify -Dtest=OneTest",
        shell().run(test, "-Dtest=OneTest").well().output().lines().findFirst().orElseThrow());
  }

  @Test
  void aBuildShowsItsStepsAndWhatItFetches() {
    Shell.Ended ended = build().well();

    assertEquals("", ended.output());
    ended.saying("building the service").saying(" s  compiler:3.14.1:compile (default-compile)");
    ended.saying(" s  fetched 100 files").saying(" s  fetched 200 files").saying(" s  done");
  }

  @Test
  void aBuildThatFailsShowsWhyAndWhereTheRestIs() throws IOException {
    Files.createFile(folder.resolve("fail"));

    build()
        .badly()
        .saying("[ERROR] it does not compile")
        .saying("building the service failed; all that Maven said is in " + folder);
    assertTrue(
        Files.readString(folder.resolve("target/dev/build.log")).contains("it does not compile"));
  }

  @Test
  void anOutageThatIsNoneIsRefusedBeforeABuild() {
    for (String what : List.of("nosuch", "--seconds 5 away nosuch", "soak nosuch")) {
      Shell.Ended ended = shell().bash(folder + "/dev/outages " + what).badly();

      ended.saying("no outage is called 'nosuch'; there are: cluster cluster-address away");
      assertEquals("", ended.output());
    }
  }

  @Test
  void aLongRunsNumbersHaveBounds() {
    String outages = folder + "/dev/outages ";
    for (String value : List.of("0", "10", "09", "-1", "x")) {
      shell()
          .bash(outages + "regions --instances " + value)
          .badly()
          .saying("--instances is a number from 1 to 9, not '" + value + "'");
    }
    shell()
        .bash(outages + "rotations --rotations=100001")
        .badly()
        .saying("--rotations is a number from 1 to 100000");
    shell().bash(outages + "faults --tokens 0").badly().saying("--tokens is a number from 1 to");
    String run = shell().bash(outages + "regions --instances 9").well().output();
    assertTrue(run.contains("-Dvouchsafe.regions.instances=9"), run);
    assertFalse(run.contains("package") || run.contains(" verify"), run);
  }

  private Shell.Ended build() {
    return shell()
        .bash(
            "set -euo pipefail; . %s/dev/lib/testbed.sh; maven 'the service' package"
                .formatted(folder));
  }
}
