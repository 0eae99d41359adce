package io.vouchsafe.http;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jwt.SignedJWT;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vouchsafe.testing.BreakingProxy.Fault;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Peer;
import io.vouchsafe.testing.RawConnection;
import io.vouchsafe.testing.Stage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the audit has of a broker that leaves while its grants are being revoked. */
@QuarkusTest
@QuarkusTestResource(value = RevokingStage.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = AuditedStage.class, restrictToAnnotatedClass = true)
class AuditedLeavingTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  Stage stage;

  @AfterEach
  void mend() {
    stage.vault().mend();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRevocationIsRecordedWhoseBrokerLeavesMeanwhile(boolean byReset) throws Exception {
    Client client = Client.of(stage);
    String grant = client.grant(Client.workload("d-left-" + byReset));
    String id = SignedJWT.parse(grant).getJWTClaimsSet().getJWTID();
    stage.vault().forget();
    stage.vault().breaks(AuditedLeavingTest::isRevocation, Fault.delay(Duration.ofMillis(400)));

    try (RawConnection connection = new RawConnection(Peer.number(13).connect(port()))) {
      connection.send(
          "DELETE /grants/%s HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer %s\r\n\r\n"
              .formatted(id, client.proof()));
      eventually(
          "Vault is asked", () -> !stage.vault().seen(AuditedLeavingTest::isRevocation).isEmpty());
      if (byReset) {
        connection.reset();
      }
    }

    eventually("it is recorded", () -> revoked(id).size() == 1);
    JsonNode record = revoked(id).getFirst();
    assertEquals("control", record.path("broker").asText());
    assertEquals("control-plane", record.at("/proof/sub").asText());
    assertEquals(401, client.idToken(grant, "api.example").status());
  }

  private int port() {
    return URI.create(stage.url()).getPort();
  }

  private static boolean isRevocation(String path) {
    return path.contains("/" + Stage.REVOKED + "/") && !path.contains("list=true");
  }

  private static List<JsonNode> revoked(String id) {
    List<JsonNode> records = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(AuditedStage.FILE)) {
        JsonNode record = JSON.readTree(line);
        if (record.path("event").asText().equals("revoked")
            && record.at("/grant/id").asText().equals(id)) {
          records.add(record);
        }
      }
      return records;
    } catch (IOException e) {
      return List.of();
    }
  }
}
