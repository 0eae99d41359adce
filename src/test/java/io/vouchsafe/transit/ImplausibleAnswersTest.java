package io.vouchsafe.transit;

import static io.vouchsafe.testing.VaultFixture.fault;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.key.KeyFault;
import io.vouchsafe.key.KeyFault.Cause;
import io.vouchsafe.key.KeyReading;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.SigningKey;
import io.vouchsafe.testing.BreakingProxy.Fault;
import io.vouchsafe.testing.TransitBed;
import io.vouchsafe.testing.VaultApi;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of Vault that contradict themselves are no reading. */
class ImplausibleAnswersTest {
  @RegisterExtension static final TransitBed bed = TransitBed.ofRoot();

  @Test
  void aCreationTimeFromBeforeVaultIsNotTrusted() {
    rewrites(
        body ->
            body.replaceAll(
                "\"creation_time\":\"[^\"]*\"", "\"creation_time\":\"0001-01-01T00:00:00Z\""));

    KeyFault fault = fault(read("vouchsafe", KeyRole.RS256));

    assertEquals(KeyFault.Cause.IMPLAUSIBLE, fault.cause());
    assertTrue(
        fault.reason().contains("a creation time from before Vault existed"), fault.reason());
  }

  /** What follows from it could not be written in a header or a JSON. */
  @ParameterizedTest
  @ValueSource(strings = {"9000-01-01T00:00:00Z", "+10000-01-01T00:00:00Z"})
  void aCreationTimeOfAFarFutureIsNotTrusted(String created) {
    rewrites(
        body ->
            body.replaceAll(
                "\"creation_time\":\"[^\"]*\"", "\"creation_time\":\"" + created + "\""));

    KeyFault fault = fault(read("vouchsafe", KeyRole.RS256));

    assertEquals(Cause.IMPLAUSIBLE, fault.cause());
    assertTrue(fault.reason().contains("beyond the year 9000"), fault.reason());
  }

  @Test
  void theHighestNumberThatCanBeSentIsNoVersion() {
    rewrites(
        body ->
            body.replace("\"latest_version\":1", "\"latest_version\":2147483647")
                .replace("\"min_decryption_version\":1", "\"min_decryption_version\":2147483647")
                .replaceFirst("\"1\":\\{", "\"2147483647\":{"));

    String reason = fault(read("vouchsafe", KeyRole.ES256)).reason();

    assertEquals("its versions cannot be 2147483647 to 2147483647", reason);
  }

  @Test
  void fewerVersionsThanThereShouldBeAreImplausible() {
    make("fewer-es256", "ecdsa-p256", Map.of());
    bed.bao().rotate("fewer-es256");
    bed.bao().rotate("fewer-es256");

    for (String number : List.of("1", "2", "3")) {
      rewrites(body -> body.replace("\"" + number + "\":{", "\"" + number + "x\":{"));
      KeyFault fault = fault(read("fewer", KeyRole.ES256));
      assertEquals(Cause.IMPLAUSIBLE, fault.cause());
      assertTrue(fault.reason().contains(number + " is not among them"), fault::reason);
      bed.proxy().mend();
    }
    rewrites(body -> body.replace("\"keys\":{", "\"keys\":{\"4\":{},"));
    assertTrue(fault(read("fewer", KeyRole.ES256)).reason().contains("there are 4"));
  }

  /** Whether they were over by then, the policy of the key says. */
  @Test
  void theOldestMayBeMissingAndAreSaidToBe() {
    make("later-es256", "ecdsa-p256", Map.of());
    bed.bao().rotate("later-es256");
    bed.bao().rotate("later-es256");
    assertFalse(good(read("later", KeyRole.ES256)).traits().lacksOldest());

    rewrites(body -> body.replaceFirst("\"1\":\\{[^}]*},", ""));
    SigningKey key = good(read("later", KeyRole.ES256));

    assertTrue(key.traits().lacksOldest());
    assertEquals(2, key.oldest().number());
    assertEquals(3, key.newest().number());
    bed.proxy().mend();
  }

  private static SigningKey good(KeyReading reading) {
    return assertInstanceOf(KeyReading.Good.class, reading).key();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"latest_version\":1|\"latest_version\":0",
        "\"latest_version\":1|\"latest_version\":2000000000",
        "\"latest_version\":1|\"latest_version\":\"1\"",
        "\"latest_version\":1|\"newest_version\":1",
        "\"min_decryption_version\":1|\"min_decryption_version\":2",
        "\"min_encryption_version\":0|\"min_encryption_version\":2",
        "\"exportable\":false|\"exported\":false",
        "\"creation_time\"|\"created\"",
        "\"public_key\"|\"private_key\"",
        "BEGIN PUBLIC KEY-----|BEGIN PUBLIC KEY-----AAAA",
        "\"keys\":{|\"keys\":[{"
      })
  void answersThatContradictThemselvesAreImplausible(String right, String wrong) {
    rewrites(
        body -> {
          assertTrue(body.contains(right), body);
          return body.replace(right, wrong);
        });

    assertEquals(Cause.IMPLAUSIBLE, fault(read("vouchsafe", KeyRole.ES256)).cause());
  }

  @Test
  void twoVersionsWithOnePublicKeyAreImplausible() {
    make("twin-es256", "ecdsa-p256", Map.of());
    bed.bao().rotate("twin-es256");
    String first = jsonText(bed.bao().key("twin-es256").at("/keys/1/public_key").asText());
    String second = jsonText(bed.bao().key("twin-es256").at("/keys/2/public_key").asText());
    rewrites(body -> body.replace(second, first));

    assertTrue(fault(read("twin", KeyRole.ES256)).reason().contains("same public key"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<html>", "{\"data\":null}", "{\"data\":{\"type\":\"rsa-2048\"}}"})
  void halvesOfAnAnswerAreImplausible(String body) {
    bed.proxy().breaks(path -> path.contains("/keys/"), Fault.answer(200, body));

    assertEquals(Cause.IMPLAUSIBLE, fault(read("vouchsafe", KeyRole.RS256)).cause());
  }

  private static void rewrites(UnaryOperator<String> change) {
    bed.proxy().breaks(path -> path.contains("/keys/"), Fault.rewrite(change));
  }

  private static KeyReading read(String prefix, KeyRole role) {
    return bed.reader(prefix).read(role);
  }

  private static String jsonText(String text) {
    return text.replace("\n", "\\n");
  }

  private static void make(String name, String type, Map<String, ?> more) {
    VaultApi root = bed.bao().root();
    Map<String, Object> body = new HashMap<>(more);
    body.put("type", type);
    root.write("transit/keys/" + name, body);
  }
}
