package io.vouchsafe;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.vouchsafe.base.StrictJson;
import io.vouchsafe.key.KeyPolicy;

@AnalyzeClasses(packages = "io.vouchsafe", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final DescribedPredicate<JavaClass> PLAIN_BASE =
      resideInAPackage("io.vouchsafe.base")
          .and(not(belongToAnyOf(StrictJson.class)))
          .as("are of the part of base that needs the JDK only");

  @ArchTest
  static final ArchRule keyKnowsTheJdkOnly =
      classes()
          .that()
          .resideInAPackage("io.vouchsafe.key")
          .should()
          .onlyDependOnClassesThat(resideInAnyPackage("io.vouchsafe.key", "java..").or(PLAIN_BASE));

  @ArchTest
  static final ArchRule tokenKnowsKeyAndTheJdkOnly =
      classes()
          .that()
          .resideInAPackage("io.vouchsafe.token")
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage("io.vouchsafe.token", "io.vouchsafe.key", "java..")
                  .or(PLAIN_BASE));

  @ArchTest
  static final ArchRule baseButForStrictJsonKnowsTheJdkOnly =
      classes()
          .that(PLAIN_BASE)
          .should()
          .onlyDependOnClassesThat(resideInAPackage("java..").or(PLAIN_BASE));

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
              "io.vouchsafe.http..",
              "io.vouchsafe.ops",
              "io.vouchsafe.app",
              "io.vouchsafe.rotation",
              "io.vouchsafe.vault")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.vertx..", "io.vouchsafe.http..");

  @ArchTest
  static final ArchRule keyPoliciesAreBuiltWithNames =
      noClasses()
          .that()
          .doNotBelongToAnyOf(KeyPolicy.class)
          .should()
          .callConstructorWhere(target(owner(equivalentTo(KeyPolicy.class))));

  @ArchTest
  static final ArchRule onlyTheEdgeKnowsQuarkusRest =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.vouchsafe.http")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("jakarta.ws.rs..", "org.jboss.resteasy..");

  @ArchTest
  static final ArchRule timeComesFromAnInjectedClock =
      noClasses()
          .should()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis");
}
