package io.vouchsafe;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.vouchsafe.base.StrictJson;
import io.vouchsafe.key.KeyPolicy;
import jakarta.enterprise.inject.Produces;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/** Which room may know which, and which library belongs to which room. */
@AnalyzeClasses(packages = "io.vouchsafe", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String ROOT = "io.vouchsafe.";
  static final String BASE = "base";
  static final String APP = "app";

  /** The program for workloads, which is no part of the service. */
  static final String AGENT = "agent";

  /** What a room knows beside itself and the base. The wiring knows all. */
  static final Map<String, Set<String>> KNOWN = known();

  private static Map<String, Set<String>> known() {
    Map<String, Set<String>> known = new HashMap<>();
    room(known, BASE);
    room(known, "vault");
    room(known, "key");
    room(known, "token", "key");
    room(known, "proof", "token");
    room(known, "caller", "proof");
    room(known, "issuer", "caller");
    room(known, "audit", "caller");
    Stream.of("config", "http", "rotation", "snapshot", "ops")
        .forEach(outer -> room(known, outer, "issuer", "audit"));
    room(known, "transit", "vault", "key");
    room(known, "kv", "vault", "caller");
    room(known, "signing", "transit", "token");
    return known;
  }

  /** A room that knows others knows what these know. */
  private static void room(Map<String, Set<String>> known, String room, String... others) {
    known.put(
        room,
        Stream.of(others)
            .flatMap(other -> Stream.concat(Stream.of(other), known.get(other).stream()))
            .collect(toSet()));
  }

  @ArchTest
  static void everyRoomHasItsArrows(JavaClasses classes) {
    Set<String> rooms =
        classes.stream().map(ArchitectureTest::room).collect(toCollection(TreeSet::new));
    Set<String> drawn = new TreeSet<>(KNOWN.keySet());
    drawn.add(APP);
    drawn.add(AGENT);
    assertEquals(drawn, rooms);
  }

  private static String room(JavaClass type) {
    return type.getPackageName().substring(ROOT.length()).split("\\.", 2)[0];
  }

  @ArchTest
  static void everyRoomKnowsOnlyWhatItMay(JavaClasses classes) {
    KNOWN.forEach(
        (room, others) ->
            classes()
                .that()
                .resideInAPackage(ROOT + room + "..")
                .should()
                .onlyDependOnClassesThat(mayBeKnownIn(room, others))
                .check(classes));
  }

  private static DescribedPredicate<JavaClass> mayBeKnownIn(String room, Set<String> others) {
    return describe(
        "are of %s, %s or base, or not ours".formatted(room, others),
        type ->
            !type.getPackageName().startsWith(ROOT)
                || room(type).equals(room)
                || room(type).equals(BASE)
                || others.contains(room(type)));
  }

  @ArchTest
  static final ArchRule noCircles =
      slices().matching("io.vouchsafe.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule everyThreadHasANameInTheLog =
      noClasses()
          .should()
          .callMethod(Executors.class, "newVirtualThreadPerTaskExecutor")
          .orShould()
          .callMethod(Thread.class, "startVirtualThread", Runnable.class);

  private static final DescribedPredicate<JavaClass> PLAIN_BASE =
      resideInAPackage("io.vouchsafe.base..")
          .and(not(belongToAnyOf(StrictJson.class)))
          .as("are of the part of base that needs the JDK only");

  @ArchTest
  static final ArchRule keyTokenAndTheirPartOfBaseKnowTheJdkOnly =
      classes()
          .that(resideInAnyPackage("io.vouchsafe.key..", "io.vouchsafe.token..").or(PLAIN_BASE))
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage("java..", "io.vouchsafe.key..", "io.vouchsafe.token..")
                  .or(PLAIN_BASE));

  @ArchTest
  static final ArchRule theBaseKnowsTheJdkAndJacksonOnly =
      classes()
          .that()
          .resideInAPackage("io.vouchsafe.base..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("io.vouchsafe.base..", "java..", "com.fasterxml.jackson..");

  @ArchTest
  static final ArchRule theProgramForWorkloadsNeedsTheJdkItsBaseJacksonAndPicocli =
      classes()
          .that()
          .resideInAPackage("io.vouchsafe.agent..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.vouchsafe.agent..",
              "io.vouchsafe.base..",
              "java..",
              "javax.net.ssl..",
              "com.sun.net.httpserver..",
              "jdk.net..",
              "sun.misc..",
              "com.fasterxml.jackson..",
              "picocli..");

  @ArchTest
  static final ArchRule theServiceDoesNotKnowTheProgramForWorkloads =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.vouchsafe.agent..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.vouchsafe.agent..", "picocli..");

  @ArchTest
  static final ArchRule onlyTheCommandLineKnowsPicocli = only("agent.cli").mayKnow("picocli..");

  @ArchTest
  static final ArchRule theVaultExtensionIsKnownToItsRoomItsSettingsAndTheWiring =
      only("vault", "config", APP).mayKnow("io.quarkus.vault..");

  @ArchTest
  static final ArchRule vertxIsKnownToTheEdgeTheClientOfVaultAndManagementRoutes =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.vouchsafe.http..", "io.vouchsafe.vault..", ROOT + APP)
          .and(describe("attach no route for operators", type -> !isManagementRoute(type)))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.vertx..");

  /** What an upgrade of Vert.x may break is in one class; {@code ConnectionsTest} notices. */
  @ArchTest
  static final ArchRule whatVertxKeepsToItselfIsUsedInOneClass =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("io.vouchsafe.http.connection.VertxInternals")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.vertx..impl..");

  private static boolean isManagementRoute(JavaClass type) {
    return room(type).equals("ops") && type.getSimpleName().endsWith("Route");
  }

  @ArchTest
  static final ArchRule onlyTheEdgeKnowsRest =
      only("http").mayKnow("jakarta.ws.rs..", "org.jboss.resteasy..");

  @ArchTest
  static final ArchRule onlySigningBuildsTokens =
      only("signing").mayKnow("io.smallrye.jwt.build..");

  @ArchTest
  static final ArchRule onlyJobsAndTheirWiringKnowTheScheduler =
      only("rotation", APP).mayKnow("io.quarkus.scheduler..");

  @ArchTest
  static final ArchRule metersAreForOperatorsOnly = only("ops.metrics").mayKnow("io.micrometer..");

  private record Only(String... rooms) {
    ArchRule mayKnow(String... packages) {
      return noClasses()
          .that()
          .resideOutsideOfPackages(
              Stream.of(rooms).map(room -> ROOT + room + "..").toArray(String[]::new))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(packages);
    }
  }

  private static Only only(String... rooms) {
    return new Only(rooms);
  }

  @ArchTest
  static final ArchRule onlyTheWiringMakesBeans =
      noMethods()
          .that()
          .areDeclaredInClassesThat()
          .resideOutsideOfPackage("io.vouchsafe.app")
          .should()
          .beAnnotatedWith(Produces.class);

  @ArchTest
  static final ArchRule keyPoliciesAreBuiltWithNames =
      noClasses()
          .that()
          .doNotBelongToAnyOf(KeyPolicy.class)
          .should()
          .callConstructorWhere(target(owner(equivalentTo(KeyPolicy.class))));

  @ArchTest
  static final ArchRule timeComesFromAnInjectedClock =
      noClasses()
          .should()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis");
}
