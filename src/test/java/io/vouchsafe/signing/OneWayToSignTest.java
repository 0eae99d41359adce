package io.vouchsafe.signing;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.vouchsafe.http.connection.KeyMatch;
import java.security.Signature;
import org.jose4j.jwx.JsonWebStructure;

/** SmallRye JWT builds every token, in one class, and no class makes a JWS in another way. */
@AnalyzeClasses(packages = "io.vouchsafe", importOptions = ImportOption.DoNotIncludeTests.class)
class OneWayToSignTest {
  @ArchTest
  static final ArchRule oneClassKnowsSmallRyeJwt =
      noClasses()
          .that()
          .doNotBelongToAnyOf(JwtSigner.class)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.smallrye.jwt..");

  @ArchTest
  static final ArchRule josesClassesAreNotExtended =
      noClasses()
          .that(resideInAPackage("io.vouchsafe.."))
          .should()
          .beAssignableTo(resideInAPackage("org.jose4j.."));

  @ArchTest
  static final ArchRule joseOnlyVerifies =
      noClasses()
          .should()
          .callMethodWhere(
              target(owner(assignableTo(JsonWebStructure.class)))
                  .and(
                      target(
                          nameMatching(
                              "sign|get(Detached.*)?CompactSerialization|setPayload.*"
                                  + "|setEncodedPayload|setHeader|set.*HeaderValue"))));

  /** But to see that a private key of TLS belongs to its certificate. */
  @ArchTest
  static final ArchRule nobodySignsWithTheJca =
      noClasses()
          .that()
          .doNotBelongToAnyOf(KeyMatch.class)
          .should()
          .callMethodWhere(
              target(owner(assignableTo(Signature.class)))
                  .and(target(nameMatching("initSign|sign"))));
}
