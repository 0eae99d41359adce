package io.vouchsafe;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.quarkus.scheduler.Scheduler;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jose4j.jwx.JsonWebStructure;
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
        "quarkus-rest-jackson",
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
  static void theCallsAreResources(JavaClasses classes) {
    Set<String> resources =
        classes.stream()
            .filter(type -> type.isAnnotatedWith(jakarta.ws.rs.Path.class))
            .map(JavaClass::getSimpleName)
            .collect(toSet());
    Set<String> calls = Set.of("IdTokenResource", "IdTokensResource", "GrantsResource");
    assertTrue(resources.containsAll(calls), resources::toString);
  }

  /** One handler in front of everything, the one on the operators' port, and no table of calls. */
  @ArchTest
  static final ArchRule routesAreAttachedByTheEntranceAndForOperators =
      noClasses()
          .that()
          .haveNameNotMatching("io\\.vouchsafe\\.(http\\.Entrance|ops\\..*Route|app\\.Lifecycle)")
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(Router.class);

  @ArchTest
  static void tokensAreBuiltInOneFileBySmallRye(JavaClasses classes) {
    Set<String> builders =
        classes.stream()
            .filter(QuarkusPartsTest::buildsTokens)
            .map(JavaClass::getName)
            .collect(toSet());
    assertEquals(1, builders.size(), builders::toString);
  }

  private static boolean buildsTokens(JavaClass type) {
    return type.getMethodCallsFromSelf().stream()
        .map(call -> call.getTargetOwner().getPackageName())
        .anyMatch(name -> name.startsWith("io.smallrye.jwt.build"));
  }

  @ArchTest
  static final ArchRule noSecondWayMakesAJws =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.vouchsafe.proof..")
          .should()
          .dependOnClassesThat()
          .areAssignableTo(JsonWebStructure.class);

  @ArchTest
  static final ArchRule nothingExtendsJose4j =
      noClasses().should().beAssignableTo(resideInAPackage("org.jose4j.."));

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
