package io.vouchsafe.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Runs after all other tests: no token, grant, proof, Vault token or signature that the suite made
 * or got is in any log that the suite wrote.
 */
class LogsHoldNoSecretIT {
  private static final String IN_TEST_JVM = "vouchsafe-tests.log";
  private static final String PACKAGED = "vouchsafe-packaged.log";

  /** The logs that tell of tokens: that of the unit tests, where they ran, and of the artifact. */
  private static final List<String> OF_ISSUERS =
      Boolean.getBoolean("unit-tests-skipped") ? List.of(PACKAGED) : List.of(IN_TEST_JVM, PACKAGED);

  private static List<String> secrets;
  private static List<Path> logs;

  @BeforeAll
  static void collect() throws IOException {
    secrets = IssuedSecrets.all().stream().distinct().toList();
    try (Stream<Path> files = Files.list(Path.of("target"))) {
      logs =
          files
              .filter(Files::isRegularFile)
              .filter(file -> file.getFileName().toString().contains(".log"))
              .sorted()
              .toList();
    }
  }

  @Test
  void noLogHoldsASecret() throws IOException {
    SecretSearch search = SecretSearch.of(secrets);
    List<String> places = new ArrayList<>();
    for (Path log : logs) {
      places.addAll(search.in(log));
    }
    assertEquals(List.of(), places, "lines with a secret");
  }

  @Test
  void thereAreSecretsOfEveryKindAndLogsOfEveryProcess() {
    assertTrue(secrets.stream().anyMatch(secret -> secret.startsWith("eyJ")), "no JWT");
    assertTrue(secrets.stream().anyMatch(secret -> secret.startsWith("s.")), "no Vault token");
    List<String> processes = new ArrayList<>(OF_ISSUERS);
    processes.addAll(List.of("service-", "openbao-"));
    for (String process : processes) {
      assertTrue(
          logs.stream().anyMatch(log -> log.getFileName().toString().startsWith(process)),
          () -> "no log of " + process + " among " + logs);
    }
  }

  @Test
  void theAuditsTellOfTheTokensThatTheyDoNotHold() {
    List<String> ids =
        secrets.stream().map(LogsHoldNoSecretIT::id).filter(Objects::nonNull).toList();
    assertFalse(ids.isEmpty());
    for (String name : OF_ISSUERS) {
      String audit = name.replace(".log", "-audit");
      assertTrue(
          logs.stream()
              .filter(log -> log.getFileName().toString().startsWith(audit))
              .anyMatch(log -> tellsOfAny(ids, log)),
          () -> "no audit of " + name + " tells of a token");
    }
  }

  private static boolean tellsOfAny(List<String> ids, Path log) {
    try {
      String text = Files.readString(log);
      return ids.stream().anyMatch(text::contains);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String id(String secret) {
    try {
      return SignedJWT.parse(secret).getJWTClaimsSet().getJWTID();
    } catch (ParseException e) {
      return null;
    }
  }
}
