package io.vouchsafe;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.vouchsafe", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule keyKnowsTheJdkOnly =
      classes()
          .that()
          .resideInAPackage("io.vouchsafe.key")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("io.vouchsafe.key", "java..");

  @ArchTest
  static final ArchRule tokenKnowsKeyAndTheJdkOnly =
      classes()
          .that()
          .resideInAPackage("io.vouchsafe.token")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.vouchsafe.token", "io.vouchsafe.key", "io.vouchsafe.base", "java..");

  @ArchTest
  static final ArchRule onlyTheRoomsOfVaultAndTheirWiringKnowVault =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.vouchsafe.vault",
              "io.vouchsafe.transit",
              "io.vouchsafe.signing",
              "io.vouchsafe.rotation",
              "io.vouchsafe.config",
              "io.vouchsafe.ops",
              "io.vouchsafe.app")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.quarkus.vault..",
              "io.vouchsafe.vault..",
              "io.vouchsafe.transit..",
              "io.vouchsafe.signing..");

  @ArchTest
  static final ArchRule onlyTheEdgeKnowsHttp =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.vouchsafe.http",
              "io.vouchsafe.ops",
              "io.vouchsafe.app",
              "io.vouchsafe.rotation",
              "io.vouchsafe.vault")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.vertx..", "io.vouchsafe.http..");

  @ArchTest
  static final ArchRule timeComesFromAnInjectedClock =
      noClasses()
          .should()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis");
}
