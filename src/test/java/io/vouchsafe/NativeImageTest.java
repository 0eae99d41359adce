package io.vouchsafe;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.TokenStreamFactory;
import com.fasterxml.jackson.core.TreeCodec;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.reflect.AccessFlag;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What the native program takes for granted. Its classes are initialised while it is built, and it
 * holds only what the build saw: no class, member or resource that a string names.
 */
@AnalyzeClasses(packages = "io.vouchsafe", importOptions = ImportOption.DoNotIncludeTests.class)
class NativeImageTest {
  private static final Path RESOURCES = Path.of("src", "main", "resources");
  private static final Path NATIVE_IMAGE =
      RESOURCES.resolve("META-INF/native-image/io.vouchsafe/vouchsafe/native-image.properties");

  /** A {@link Type} only names a type; the signatures of Quarkus REST have it. */
  @ArchTest
  static final ArchRule nothingIsReachedByReflection =
      noClasses()
          .should()
          .dependOnClassesThat(
              JavaClass.Predicates.resideInAnyPackage("java.lang.reflect", "java.lang.invoke")
                  .and(not(type(Type.class))))
          .orShould()
          .dependOnClassesThat()
          .belongToAnyOf(ServiceLoader.class, ClassLoader.class)
          .orShould()
          .callConstructorWhere(
              target(owner(assignableTo(ObjectInputStream.class)))
                  .or(target(owner(assignableTo(ObjectOutputStream.class)))))
          .orShould()
          .callMethodWhere(
              target(owner(assignableTo(Class.class)))
                  .and(
                      target(
                          nameMatching(
                              "forName|newInstance|get(Declared)?(Constructor|Method|Field|Class"
                                  + "|RecordComponent|EnumConstant)s?"))));

  @ArchTest
  static final ArchRule jsonIsReadAsTreesOnly =
      noClasses()
          .should()
          .callMethodWhere(
              target(owner(assignableTo(TreeCodec.class)))
                  .and(
                      target(
                          nameMatching(
                              "(read|write)Values?(As.*)?|readerFor.*|writerFor|forType"
                                  + "|convertValue|treeToValue|valueToTree|updateValue"))))
          .orShould()
          .callMethodWhere(
              target(nameMatching("putPOJO|addPOJO|pojoNode|mapTo|mapFrom|decodeValue|readPOJO")));

  @ArchTest
  static final ArchRule resourcesAreReadInOnePlace =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("io.vouchsafe.base.Resource")
          .should()
          .callMethodWhere(target(nameMatching("getResource(s|AsStream)?|getSystemResource.*")));

  @ArchTest
  static final ArchRule theProviderIsAddedByOneCall =
      noClasses()
          .that()
          .areNotAssignableTo("io.vouchsafe.signing.VouchsafeProvider")
          .should()
          .callMethodWhere(
              target(owner(assignableTo(Security.class)))
                  .and(target(nameMatching("addProvider|insertProviderAt|setProperty"))));

  @ArchTest
  static final ArchRule nothingStartsWhileTheProgramIsBuilt =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("jakarta.enterprise.context.Initialized");

  /** What would be that of the build, for ever, and not that of the process. */
  private static final DescribedPredicate<JavaAccess<?>> OF_THE_PROCESS =
      DescribedPredicate.describe(
          "environment, clock, chance, files, network or threads",
          access -> {
            String owner = access.getTargetOwner().getName();
            String member = access.getTarget().getName();
            return switch (owner) {
              case "java.lang.System" ->
                  Set.of("getenv", "getProperty", "getProperties", "currentTimeMillis", "nanoTime")
                      .contains(member);
              case "java.lang.Integer", "java.lang.Long", "java.lang.Boolean" ->
                  member.matches("getInteger|getLong|getBoolean");
              case "java.lang.Math" -> member.equals("random");
              case "java.lang.Thread", "java.security.Security" -> true;
              case "java.util.UUID" -> member.equals("randomUUID");
              case "java.nio.file.Path" -> member.equals("toAbsolutePath");
              default ->
                  owner.matches(
                          "java\\.lang\\.(Process.*|Runtime)|java\\.time\\.(Clock|InstantSource)"
                              + "|java\\.util\\.(Random|Timer|concurrent\\.(ThreadLocalRandom"
                              + "|Executors|.*Executor.*))|java\\.util\\.random\\..*"
                              + "|java\\.security\\.(SecureRandom|KeyPairGenerator)"
                              + "|java\\.io\\.File.*|java\\.nio\\.file\\.Files"
                              + "|java\\.net\\.(?!URI$).*|java\\.net\\.http\\..*"
                              + "|org\\.eclipse\\.microprofile\\.config\\..*")
                      || (owner.startsWith("java.time.") && member.equals("now"))
                      || isJsonFactory(access.getTargetOwner())
                      || (access instanceof JavaFieldAccess
                          && initialisedAtRunTime().contains(owner));
            };
          });

  /** Its hashes are seeded by clock and chance when it is made. */
  private static boolean isJsonFactory(JavaClass type) {
    return type.isAssignableTo(TokenStreamFactory.class) || type.isAssignableTo(TreeCodec.class);
  }

  @ArchTest
  static final ArchRule initialisersReadNothingThatEachProcessHasForItself =
      classes()
          .that(
              DescribedPredicate.describe(
                  "are initialised while the program is built",
                  type -> !initialisedAtRunTime().contains(type.getFullName())))
          .should(initialiseWithout(OF_THE_PROCESS));

  @ArchTest
  static void whatIsInitialisedAtRunTimeExists(JavaClasses classes) {
    initialisedAtRunTime().forEach(name -> assertTrue(classes.contain(name), name));
  }

  private static Set<String> initialisedAtRunTime() {
    String args = properties(NATIVE_IMAGE).getProperty("Args");
    return Set.of(args.replaceFirst("^--initialize-at-run-time=", "").split(","));
  }

  /** Follows the calls that a static initialiser makes, as far as they stay in our own classes. */
  private static ArchCondition<JavaClass> initialiseWithout(
      DescribedPredicate<JavaAccess<?>> forbidden) {
    return new ArchCondition<>("initialise without " + forbidden.getDescription()) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        Deque<JavaCodeUnit> todo = new ArrayDeque<>();
        type.getStaticInitializer().ifPresent(todo::add);
        Set<JavaCodeUnit> seen = new HashSet<>(todo);
        while (!todo.isEmpty()) {
          for (JavaAccess<?> access : todo.remove().getAccessesFromSelf()) {
            if (forbidden.test(access)) {
              events.add(
                  SimpleConditionEvent.violated(
                      type, "initialising " + type.getName() + ": " + access.getDescription()));
            }
            access
                .getTarget()
                .resolveMember()
                .filter(member -> member.getOwner().getPackageName().startsWith("io.vouchsafe"))
                .filter(JavaCodeUnit.class::isInstance)
                .map(JavaCodeUnit.class::cast)
                .filter(seen::add)
                .ifPresent(todo::add);
          }
        }
      }
    };
  }

  /**
   * On the JVM a virtual thread that waits in a monitor lets its carrier go, as of JDK 24; a native
   * program gives no such promise. So waiting is done under {@code java.util.concurrent}'s locks,
   * and neither in native methods nor, by the rule above, in static initialisers.
   */
  @ArchTest
  static final ArchRule virtualThreadsAreNotPinned =
      classes()
          .that()
          .areNotAssignableTo("io.vouchsafe.signing.VouchsafeProvider")
          .should(haveNeitherMonitorsNorNativeMethods());

  private static ArchCondition<JavaClass> haveNeitherMonitorsNorNativeMethods() {
    return new ArchCondition<>("have neither monitors nor native methods") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        byteCode(type).methods().stream()
            .filter(NativeImageTest::pins)
            .forEach(
                method ->
                    events.add(
                        SimpleConditionEvent.violated(
                            type, type.getName() + "." + method.methodName().stringValue())));
      }
    };
  }

  private static ClassModel byteCode(JavaClass type) {
    try (InputStream file = type.getSource().orElseThrow().getUri().toURL().openStream()) {
      return ClassFile.of().parse(file.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean pins(MethodModel method) {
    return method.flags().has(AccessFlag.SYNCHRONIZED)
        || method.flags().has(AccessFlag.NATIVE)
        || method.code().stream()
            .flatMap(CodeModel::elementStream)
            .anyMatch(MonitorInstruction.class::isInstance);
  }

  @Test
  void everyResourceIsInTheProgram() throws IOException {
    Path built = Path.of("target", "classes");
    Set<String> readByTheBuild = Set.of("application.properties");
    try (Stream<Path> files = Files.walk(built)) {
      List<String> others =
          files
              .filter(Files::isRegularFile)
              .map(file -> built.relativize(file).toString())
              .filter(
                  file ->
                      !file.endsWith(".class")
                          && !file.startsWith("META-INF/")
                          && !readByTheBuild.contains(file))
              .sorted()
              .toList();
      assertEquals(
          others,
          List.of(
              properties(RESOURCES.resolve("application.properties"))
                  .getProperty("quarkus.native.resources.includes")
                  .split(",")));
    }
  }

  private static Properties properties(Path file) {
    try (Reader reader = Files.newBufferedReader(file)) {
      Properties properties = new Properties();
      properties.load(reader);
      return properties;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
