package io.vouchsafe;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.quarkus.scheduler.Scheduler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The parts of Quarkus in the pom do the work that they are named for, and nothing of ours does.
 */
@AnalyzeClasses(packages = "io.vouchsafe", importOptions = ImportOption.DoNotIncludeTests.class)
class QuarkusPartsTest {
  private static final Pattern ARTIFACT =
      Pattern.compile("<dependency>.*?<artifactId>([^<]+)</artifactId>", Pattern.DOTALL);

  private static List<String> dependencies() throws IOException {
    return ARTIFACT
        .matcher(Files.readString(Path.of("pom.xml")))
        .results()
        .map((MatchResult match) -> match.group(1))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "quarkus-scheduler",
        "quarkus-smallrye-jwt-build",
        "quarkus-vault",
        "quarkus-smallrye-health",
        "quarkus-junit",
        "rest-assured"
      })
  void isInThePom(String part) throws IOException {
    assertTrue(dependencies().contains(part), () -> "the pom has no " + part);
  }

  @ArchTest
  static void rotationIsAJobOfTheScheduler(JavaClasses classes) {
    assertFalse(
        classes.get("io.vouchsafe.rotation.RotationJob").getMethodCallsFromSelf().stream()
            .filter(call -> call.getTargetOwner().isEquivalentTo(Scheduler.class))
            .filter(call -> call.getName().equals("newJob"))
            .toList()
            .isEmpty());
  }

  @ArchTest
  static final ArchRule rotationHasNoThreadOfItsOwn =
      noClasses()
          .that()
          .resideInAPackage("io.vouchsafe.rotation..")
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(Thread.class, Executors.class, CompletableFuture.class, Timer.class)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Executor.class);
}
