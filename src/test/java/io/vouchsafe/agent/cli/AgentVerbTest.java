package io.vouchsafe.agent.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.agent.Surroundings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code vouchsafe agent} says to who errs, before anything is begun. */
class AgentVerbTest {
  private static final Map<String, String> VARIABLES =
      Map.of("VOUCHSAFE_ISSUER", "https://id.example.com", "VOUCHSAFE_GRANT", "a.b.c");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "|neither a file nor a listener",
        "--file t|--file is PATH=AUDIENCE",
        "--file t=|--file is PATH=AUDIENCE",
        "--file t=a,ttl=soon|--file ttl is a time",
        "--file t=a,mode=0666|--file mode is one of",
        "--file t=a --file ./t=b|is there twice",
        "--file t=api://AzureADTokenExchange,ttl=10m|less than 50m",
        "--metadata-port 65536|--metadata-port is a number",
        "--metadata-port x|--metadata-port is a number",
        "--metadata-port 7 --health-port 7|port 7 is there twice",
        "--aws-port 1|--aws-port needs --aws-role",
        "--aws-port 1 --aws-role x|--aws-role is the ARN of a role",
        "--request-url-port 0|put into (--request-url-secret-file FILE, or request_url.secret_file)",
        "--aws-port 0 --aws-role arn:aws:iam::111122223333:role/shop|(--aws-secret-file FILE,",
        "--socket s --socket-uid -1|--socket-uid is a number",
        "--file t=a --socket-uid 7|--socket-uid needs --socket too",
        "--file t=a --request-url-secret-file s|-secret-file needs --request-url-port too",
        "--file t=a --aws-role x|--aws-role needs --aws-port too",
        "--file t=a --aws-region x|--aws-region needs --aws-port too",
        "--file t=a --aws-audience x|--aws-audience needs --aws-port too",
        "--file t=a --aws-secret-file x|--aws-secret-file needs --aws-port too",
        "--file t=a --metadata-email x|--metadata-email needs --metadata-port too",
        "--file t=a --metadata-project x|--metadata-project needs --metadata-port too",
        "--config f --socket s|--config and --socket",
        "--config f --issuer https://a|--config and --issuer",
        "--config f --grant-file g|--config and --grant-file",
        "--config f --proof-file p|--config and --proof-file",
        "--config f --workload org=a|--config and --workload",
        "--config f --ca-file c|--config and --ca-file",
        "--config f --allow-http|--config and --allow-http",
        "--once --socket s|--once"
      })
  void whatIsWrongIsNamed(String arguments, String words) {
    refused((arguments == null ? "agent" : "agent " + arguments).split(" "), words);
  }

  @ParameterizedTest
  @ValueSource(strings = {"request-url", "aws"})
  void aPortThatIsTakenLeavesNoSecretBehind(String listener, @TempDir Path folder)
      throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Path secret = folder.resolve("secret");
      List<String> arguments = new ArrayList<>(List.of("agent", "--%s-port".formatted(listener)));
      arguments.add(Integer.toString(taken.getLocalPort()));
      arguments.addAll(List.of("--%s-secret-file".formatted(listener), secret.toString()));
      if (listener.equals("aws")) {
        arguments.addAll(List.of("--aws-role", "arn:aws:iam::111122223333:role/shop"));
      }
      refused(arguments.toArray(String[]::new), "choose another port");

      assertFalse(Files.exists(secret));
    }
  }

  private void refused(String[] all, String words) {
    Surroundings surroundings =
        new Surroundings(
            VARIABLES,
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            InstantSource.system());

    assertEquals(2, CommandLines.run("1", surroundings, all), err::toString);
    String line = err.toString(UTF_8);
    assertTrue(line.startsWith("vouchsafe: ") && line.contains(words), line);
    assertEquals(1, line.lines().count(), line);
    assertEquals("", out.toString(UTF_8));
  }
}
