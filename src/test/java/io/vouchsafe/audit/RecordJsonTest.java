package io.vouchsafe.audit;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.vouchsafe.base.Asker;
import io.vouchsafe.token.PreparedTokens;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Records as JSON, and the pages that describe them. */
class RecordJsonTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern NAME = Pattern.compile("`([a-z_.]+)`");

  private final RecordJson json = new RecordJson("i-1");

  static List<AuditRecord> records() {
    return Stream.concat(AuditSamples.ONE_OF_EACH.stream(), Stream.of(AuditSamples.EXCHANGED))
        .toList();
  }

  private JsonNode line(AuditRecord record) throws Exception {
    return JSON.readTree(Chain.NOTHING.link(json.of(record)).line());
  }

  private static JsonSchema schema() throws Exception {
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
        .getSchema(Files.readString(Path.of("docs", "audit.schema.json")));
  }

  @ParameterizedTest
  @MethodSource("records")
  void everyRecordIsOneOfTheSchema(AuditRecord record) throws Exception {
    assertEquals(Set.of(), schema().validate(line(record)), () -> json.of(record));
  }

  @Test
  void theSchemaRefusesWhatIsNoRecord() throws Exception {
    JsonNode issued = line(AuditSamples.asked("j-1"));
    ((ObjectNode) issued).remove("kid");
    assertFalse(schema().validate(issued).isEmpty());
  }

  @Test
  void aRefusalOfAGrantNamesItsWorkload() throws Exception {
    assertEquals(
        AuditSamples.WORKLOAD.grant().orElseThrow().subject(),
        line(AuditSamples.ONE_OF_EACH.get(6)).path("sub").asText());
    assertFalse(line(AuditSamples.ONE_OF_EACH.get(7)).has("sub"));
  }

  @Test
  void anExchangeStandsInTheBrokersPlace() throws Exception {
    JsonNode issued = line(AuditSamples.EXCHANGED);

    assertEquals("ci", issued.path("exchange").asText());
    assertEquals("repo:a/b", issued.at("/proof/sub").asText());
    assertFalse(issued.has("broker"));
    assertFalse(issued.has("grant"));
    assertFalse(line(AuditSamples.asked("j-1")).has("exchange"));
  }

  @Test
  void whoAskedForWhatUnderWhichKeyIsThere() throws Exception {
    JsonNode asked = line(AuditSamples.asked("j-1"));

    assertEquals("edge", asked.path("broker").asText());
    assertEquals("g-1", asked.at("/grant/id").asText());
    assertEquals("[\"a\",\"b\"]", asked.at("/grant/audiences").toString());
    assertEquals(600, asked.at("/grant/max_ttl").asInt());
    assertEquals("2001:db8:0:1::/64", asked.path("peer").asText());
    assertEquals("vouchsafe-rs256", asked.path("key").asText());
    assertEquals(1, asked.path("key_version").asInt());

    JsonNode granted = line(AuditSamples.ONE_OF_EACH.get(2));
    assertEquals(
        "{\"iss\":\"https://control.example\",\"sub\":\"edge/1\",\"jti\":\"p-1\",\"kid\":\"proof-key\"}",
        granted.path("proof").toString());
    assertEquals("d-1", granted.at("/attributes/deployment").asText());
    assertEquals(2, granted.at("/attributes/replicas").asInt());
    assertTrue(granted.at("/attributes/prod").asBoolean());
    assertEquals(300, granted.at("/grant/max_ttl").asInt());
  }

  @Test
  void whatACallerChoseIsPrintableAsciiAndReadsBackAsItWas() throws Exception {
    String strange = "a\"\\\n\u0000\u007f\u00e9\u202e\u2028\ud83d\ude00\ud800z";
    Asker asker =
        Asker.stranger(strange, "default", strange)
            .proved(new Asker.Proof(Optional.of(strange), strange, Optional.of(strange), strange));
    byte[] line =
        Chain.NOTHING
            .link(
                json.of(
                    new AuditRecord.Issued(AuditSamples.NOW, asker, PreparedTokens.rs256(strange))))
            .line();

    for (byte octet : line) {
      assertTrue(octet >= ' ' && octet <= '~', () -> "octet " + octet);
    }
    JsonNode read = JSON.readTree(line);
    assertEquals(strange, read.at("/proof/sub").asText());
    assertEquals(strange, read.path("jti").asText());
  }

  @Test
  void everyMemberOfTheSchemaIsOnThePageAndNoOther() throws Exception {
    JsonNode properties =
        JSON.readTree(Path.of("docs", "audit.schema.json").toFile()).path("properties");
    Set<String> members = new TreeSet<>();
    properties
        .properties()
        .forEach(
            member -> {
              JsonNode inner = member.getValue().path("properties");
              if (inner.isMissingNode()) {
                members.add(member.getKey());
              }
              inner.fieldNames().forEachRemaining(it -> members.add(member.getKey() + "." + it));
            });

    assertEquals(members, firstColumn("| member | where | what it is |"));
  }

  @Test
  void everyEventIsOnThePageAndNoOther() throws Exception {
    Set<String> events =
        AuditSamples.ONE_OF_EACH.stream()
            .map(AuditRecord::event)
            .collect(toCollection(TreeSet::new));

    assertEquals(events, firstColumn("| `event` | what happened |"));
    assertEquals(
        AuditRecord.class.getPermittedSubclasses().length
            + AuditRecord.OfRequest.class.getPermittedSubclasses().length
            - 1,
        events.size());
  }

  private static Set<String> firstColumn(String head) throws Exception {
    String page = Files.readString(Path.of("docs", "audit.md"));
    String rest = page.substring(page.indexOf(head) + head.length());
    Set<String> names = new TreeSet<>();
    rest.substring(rest.indexOf("|\n|") + 2, rest.indexOf("\n\n"))
        .lines()
        .map(line -> line.split("\\|")[1])
        .forEach(cell -> NAME.matcher(cell).results().forEach(it -> names.add(it.group(1))));
    return names;
  }
}
