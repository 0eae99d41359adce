package io.vouchsafe.admin;

import static io.vouchsafe.testing.Repository.ROOT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.testing.BaoServer;
import io.vouchsafe.testing.OpenBao;
import java.io.IOException;
import java.nio.file.Files;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The quotas of {@code vault/README.md} bound what a stolen login can do. */
class VaultQuotasTest {
  private static final Pattern QUOTAS = Pattern.compile("(?ms)^```sh$(.*?sys/quotas.*?)^```$");
  private static final String ROTATE = "write -f transit/keys/vouchsafe-es256/rotate";
  private static final String CONFIGURE =
      "write transit/keys/vouchsafe-es256/config min_decryption_version=1 min_encryption_version=1";

  @Test
  void aRotatorThatWasStolenRotatesTenTimesAnHour() throws Exception {
    try (OpenBao bao = OpenBao.start()) {
      String set = run(bao, bao.rootToken(), documented()).with(0).output();
      assertEquals(9, set.lines().filter(line -> line.startsWith("vouchsafe-")).count(), set);

      String rotator = bao.tokenWith("vouchsafe-rotator");
      for (String change : new String[] {ROTATE, CONFIGURE}) {
        for (int made = 1; made <= 10; made++) {
          run(bao, rotator, "vault " + change).done();
        }
        run(bao, rotator, "vault " + change).with(2).saying("rate limit quota exceeded");
      }
      assertEquals(11, bao.key("vouchsafe-es256").path("latest_version").asInt());
      assertTrue(
          run(bao, bao.rootToken(), "vault read sys/quotas/rate-limit/vouchsafe-sign-rs256")
              .done()
              .output()
              .contains("transit/sign/vouchsafe-rs256"));
    }
  }

  private static String documented() throws IOException {
    Matcher block = QUOTAS.matcher(Files.readString(ROOT.resolve("vault/README.md")));
    assertTrue(block.find(), "vault/README.md has no quotas");
    return block.group(1);
  }

  private static Admin.Ended run(OpenBao bao, String token, String commands) throws Exception {
    String vault = "vault() { \"%s\" \"$@\"; }\n".formatted(BaoServer.binary());
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-ec", vault + commands).redirectErrorStream(true);
    builder.environment().putAll(bao.environment(token));
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Admin.Ended(process.waitFor(), output);
  }
}
