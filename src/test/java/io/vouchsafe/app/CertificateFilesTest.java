package io.vouchsafe.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.tls.runtime.config.TlsConfig;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import io.vouchsafe.testing.NamedPipe;
import io.vouchsafe.testing.ServerCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of files that Quarkus cannot read again, which says nothing itself. */
class CertificateFilesTest {
  private static final String PAIR = "quarkus.tls.ports.key-store.pem.0.";

  private static Vertx vertx;
  private static ServerCertificate certificate;
  @TempDir static Path shared;
  @TempDir Path folder;
  private final Map<String, String> settings = new HashMap<>();
  private Path crt;
  private Path key;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    certificate = ServerCertificate.create(shared.resolve("server.p12"));
  }

  @AfterAll
  static void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @BeforeEach
  void write() {
    crt = certificate.writeTo(folder.resolve("tls.crt"));
    key = certificate.writeKeyTo(folder.resolve("tls.key"));
    settings.put(PAIR + "cert", crt.toString());
    settings.put(PAIR + "key", key.toString());
    settings.put("quarkus.tls.ports.reload-period", "1m");
  }

  private CertificateFiles files() {
    SmallRyeConfig config =
        new SmallRyeConfigBuilder()
            .addDefaultInterceptors()
            .addDiscoveredConverters()
            .withMapping(TlsConfig.class)
            .withSources(new PropertiesConfigSource(settings, "test", 100))
            .build();
    return new CertificateFiles(config, config.getConfigMapping(TlsConfig.class), vertx);
  }

  private String fault() {
    return files().fault("ports").orElse("");
  }

  @Test
  void aPairThatCanBeReadIsNone() {
    assertEquals(Optional.empty(), files().fault("ports"));
    assertEquals(Optional.of(Duration.ofMinutes(1)), files().period("ports"));
  }

  @Test
  void aFolderAnEmptyFileAndNoFileAreSaidWithTheirSettings() throws IOException {
    Files.delete(key);
    assertEquals(PAIR + "key: there is no file " + key, fault());

    Files.createDirectory(key);
    Files.writeString(crt, "");
    assertEquals(
        PAIR
            + "cert: "
            + crt
            + " holds no certificate in PEM (-----BEGIN CERTIFICATE-----); "
            + PAIR
            + "key: "
            + key
            + " is a directory, not a file",
        fault());
  }

  @Test
  void aPipeIsSaidAndNotOpened() throws IOException {
    byte[] content = Files.readAllBytes(key);
    try (NamedPipe held = NamedPipe.holding(key, content)) {
      assertEquals(
          PAIR + "key: " + key + " is no regular file, but a pipe, a device or a socket", fault());
      assertTrue(held.isUnread());
    }
  }

  /** Vert.x reads RSA and EC keys alone. */
  @Test
  void aKeyOfAKindThatCannotBeUsedIsSaid() {
    ServerCertificate edwards = ServerCertificate.ofKind(folder.resolve("ed.p12"), "Ed25519");
    edwards.writeTo(crt);
    edwards.writeKeyTo(key);

    assertTrue(fault().startsWith("quarkus.tls.ports: Invalid key/certificate pair"), this::fault);
  }

  @Test
  void aKeyOfAnotherKindThanItsCertificateIsSaid() {
    ServerCertificate.ofKind(folder.resolve("rsa.p12"), "RSA").writeKeyTo(key);

    assertTrue(fault().startsWith("quarkus.tls.ports: Invalid key/certificate pair"), this::fault);
    assertTrue(fault().contains("does not match"), this::fault);
  }

  @Test
  void halfAKeyIsSaidAndNotShown() throws IOException {
    String half = Files.readString(key).substring(0, 70);
    Files.writeString(key, half);

    assertTrue(fault().startsWith("quarkus.tls.ports: Invalid key/certificate pair"), this::fault);
    assertTrue(!fault().contains(half.substring(40)), this::fault);
  }

  @Test
  void aKeyStoreWithAnotherPasswordIsSaid() {
    settings.clear();
    settings.put("quarkus.tls.key-store.p12.path", certificate.keyStore().toString());
    settings.put("quarkus.tls.key-store.p12.password", "other");

    String fault = files().fault(TlsConfig.DEFAULT_NAME).orElse("");

    assertTrue(fault.startsWith("quarkus.tls: ") && fault.contains("password"), fault);
  }

  @Test
  void aTrustStoreIsReadAsWell() throws IOException {
    Path certs = Files.writeString(folder.resolve("certs"), "nothing");
    settings.put("quarkus.tls.ports.trust-store.pem.certs", certs.toString());

    assertTrue(
        fault().startsWith("quarkus.tls.ports.trust-store.pem.certs: " + certs), this::fault);
  }
}
