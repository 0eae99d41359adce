package io.vouchsafe.config;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.vouchsafe.testing.NamedPipe;
import io.vouchsafe.testing.ServerCertificate;
import io.vouchsafe.testing.TrustFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A file that a setting names and that cannot be what it has to be is said at once. */
class FileCheckTest {
  private static final String TOKEN_FILE =
      "vouchsafe.issuers.x.trusted-issuers.x.bearer-token-file";

  @TempDir static Path folder;
  private static ServerCertificate certificate;

  @BeforeAll
  static void make() {
    certificate = ServerCertificate.create(folder.resolve("server.p12"));
  }

  private static Path folder(String name) throws IOException {
    Path made = Files.createDirectory(folder.resolve(name));
    return Files.setAttribute(made, "unix:mode", 0755);
  }

  private static List<String> of(String name, List<ConfigFault> said) {
    return said.stream()
        .filter(fault -> fault.property().equals(name))
        .map(ConfigFault::message)
        .toList();
  }

  private static List<String> faults(String name, Object file) {
    Faults faults = CheckedSettings.faults(Map.of(name, file.toString()), Map.of());
    try {
      faults.refuse();
      return List.of();
    } catch (ConfigFaultsException refusal) {
      return of(name, refusal.faults());
    }
  }

  private static Stream<String> fileSettings() {
    return KnownSettings.judged()
        .filter(FileCheck::namesAFile)
        .map(known -> known.pattern().replace("*", "x"));
  }

  private static Stream<String> judged() {
    return fileSettings().filter(setting -> kind(setting) != FileKind.ELSEWHERE);
  }

  private static FileKind kind(String setting) {
    return FileKind.of(FileCheck.setting(setting).orElseThrow())
        .orElseThrow(() -> new AssertionError(setting + " has no kind"));
  }

  @Test
  void theFilesOfAllRoomsAreAmongThem() {
    TreeSet<String> settings = fileSettings().collect(toCollection(TreeSet::new));

    for (String one :
        List.of(
            TOKEN_FILE,
            "vouchsafe.issuers.x.trusted-issuers.x.ca-file",
            "vouchsafe.rotation.authentication.kubernetes.jwt-token-path",
            "quarkus.vault.authentication.kubernetes.jwt-token-path",
            "quarkus.tls.x.trust-store.pem.certs",
            "quarkus.tls.key-store.pem.x.key",
            "quarkus.management.ssl.certificate.key-files")) {
      assertTrue(settings.contains(one), () -> one + " is not among " + settings);
    }
  }

  @ParameterizedTest
  @MethodSource("judged")
  void whatIsInTheWayOfAFileIsAFaultThatNamesBoth(String setting) throws IOException {
    FileKind kind = kind(setting);
    Path wrong =
        kind == FileKind.FOLDER
            ? Files.writeString(folder.resolve("a-file"), "")
            : Files.createDirectories(folder.resolve("a-folder"));

    List<String> said = faults(setting, wrong);

    assertEquals(1, said.size(), said::toString);
    assertTrue(said.getFirst().startsWith(setting + ": "), said::toString);
    assertTrue(said.getFirst().contains(wrong.toString()), said::toString);
  }

  @ParameterizedTest
  @MethodSource("judged")
  void aFileThatIsNotThereIsSaid(String setting) {
    FileKind kind = kind(setting);
    Path none = folder.resolve("none");
    Faults faults = CheckedSettings.faults(Map.of(setting, none.toString()), Map.of());

    List<String> said =
        kind == FileKind.TOKEN ? of(setting, faults.warnings()) : faults(setting, none);

    assertEquals(1, said.size(), said::toString);
    assertTrue(said.getFirst().contains(none.toString()), said::toString);
  }

  @ParameterizedTest
  @MethodSource("judged")
  void aFileOfAnotherKindIsAFault(String setting) {
    FileKind kind = kind(setting);
    Path text = TrustFile.write(folder.resolve("text"), "-----BEGIN SOMETHING ELSE-----\n");
    boolean readOnly = List.of(FileKind.READABLE, FileKind.TOKEN).contains(kind);

    assertEquals(readOnly ? 0 : 1, faults(setting, text).size(), () -> setting + " of " + kind);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "vouchsafe.issuers.x.extra-jwks",
        "vouchsafe.issuers.x.trusted-issuers.x.jwks-file",
        "vouchsafe.issuers.x.trusted-issuers.x.ca-file",
        "quarkus.tls.x.trust-store.pem.certs",
        "quarkus.http.ssl.certificate.trust-store-file",
      })
  void whatGrantsTrustAndOthersMayWriteIsAFault(String setting) throws IOException {
    Path crt = certificate.writeTo(folder.resolve("open.crt"));
    assertEquals(List.of(), faults(setting, crt));

    Files.setAttribute(crt, "unix:mode", 0666);

    List<String> said = faults(setting, crt);
    assertEquals(1, said.size(), said::toString);
    assertTrue(
        said.getFirst().startsWith(setting + ": others than its owner may write"), said::toString);
    Files.delete(crt);
  }

  /** Neither is opened: whoever opens a pipe waits for its writer, and a device may have no end. */
  @ParameterizedTest
  @MethodSource("judged")
  void whatIsNoRegularFileIsAFaultByName(String setting) throws IOException {
    isNoRegularFile(setting, Path.of("/dev/zero"));
    Path link = folder.resolve("link");
    Files.deleteIfExists(link);
    try (NamedPipe held = NamedPipe.holding(folder.resolve("pipe"), pem())) {
      isNoRegularFile(setting, folder.resolve("pipe"));
      isNoRegularFile(setting, Files.createSymbolicLink(link, folder.resolve("pipe")));
    }
  }

  private static byte[] pem() throws IOException {
    return Files.readAllBytes(certificate.writeTo(folder.resolve("read.crt")));
  }

  private static void isNoRegularFile(String setting, Path file) {
    List<String> said = faults(setting, file);

    String reason =
        kind(setting) == FileKind.FOLDER
            ? "there is no directory " + file
            : file + " is no regular file, but a pipe, a device or a socket";
    assertEquals(List.of(setting + ": " + reason), said);
  }

  /** Quarkus takes whatever is in such a folder for certificates. */
  @Test
  void eachFileInAFolderOfCertificatesIsJudged() throws IOException {
    String setting = "quarkus.tls.x.trust-store.pem.cert-dirs";
    Path trusted = folder("trusted");
    certificate.writeTo(trusted.resolve("ca.crt"));
    assertEquals(List.of(), faults(setting, trusted));

    Path text = Files.writeString(trusted.resolve("readme"), "none");
    assertEquals(
        List.of(
            setting + ": " + text + " holds no certificate in PEM (-----BEGIN CERTIFICATE-----)"),
        faults(setting, trusted));
    Files.delete(text);

    Path pipe = trusted.resolve("pipe");
    try (NamedPipe held = NamedPipe.holding(pipe, pem())) {
      assertEquals(
          List.of(setting + ": " + pipe + " is no regular file, but a pipe, a device or a socket"),
          faults(setting, trusted));
    }
  }

  @Test
  void whatIsRightIsTaken() throws IOException {
    Path crt = certificate.writeTo(folder.resolve("tls.crt"));
    Path key = certificate.writeKeyTo(folder.resolve("tls.key"));
    Path certs = folder("certs");
    certificate.writeTo(certs.resolve("ca.crt"));
    Map<String, Object> right =
        Map.of(
            "vouchsafe.issuers.x.trusted-issuers.x.ca-file", crt,
            "quarkus.tls.x.trust-store.pem.certs", crt + "," + crt,
            "quarkus.tls.x.trust-store.pem.cert-dirs", certs,
            "quarkus.tls.x.key-store.pem.0.cert", crt,
            "quarkus.tls.x.key-store.pem.0.key", key,
            "quarkus.tls.x.key-store.p12.path", certificate.keyStore());

    right.forEach((setting, file) -> assertEquals(List.of(), faults(setting, file)));
  }

  @Test
  void eachFileOfAListIsJudged() {
    Path crt = certificate.writeTo(folder.resolve("list.crt"));
    Path none = folder.resolve("none");
    String certs = "quarkus.tls.trust-store.pem.certs";

    assertEquals(1, faults(certs, crt + "," + none).size());
    assertEquals(1, faults(certs + "[1]", none).size());
  }

  @Test
  void aVariableIsJudgedOnce() {
    Faults faults =
        CheckedSettings.faults(
            Map.of(), Map.of("QUARKUS_TLS_PUBLIC_KEY_STORE_PEM_0_CERT", "/nowhere"));

    assertEquals(
        1, faults.all().stream().filter(fault -> fault.message().contains("/nowhere")).count());
  }

  @ParameterizedTest
  @CsvSource({"off, true", "on, true", "only, false", "once, false"})
  void theFilesOfTrustedIssuersAreForThoseWhoAskThem(String mode, boolean judged) {
    Faults faults =
        CheckedSettings.faults(
            Map.of(TOKEN_FILE, folder.toString(), "vouchsafe.rotation.mode", mode), Map.of());

    assertEquals(judged, !of(TOKEN_FILE, faults.all()).isEmpty(), () -> faults.all().toString());
  }

  @Test
  void whatKubernetesMountsIsJudgedInAPodOnly() {
    assumeFalse(Files.exists(Path.of("/var/run/secrets/kubernetes.io/serviceaccount")));
    assertEquals(
        List.of(),
        faults(
            "vouchsafe.issuers.x.trusted-issuers.x.ca-file",
            "/var/run/secrets/kubernetes.io/serviceaccount/ca.crt"));
  }
}
