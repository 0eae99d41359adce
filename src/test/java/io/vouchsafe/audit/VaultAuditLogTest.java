package io.vouchsafe.audit;

import static io.vouchsafe.testing.Repository.ROOT;
import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.SigningAlgorithm;
import io.vouchsafe.key.SigningChoice;
import io.vouchsafe.signing.SigningProbe;
import io.vouchsafe.testing.BaoServer;
import io.vouchsafe.testing.OpenBao;
import io.vouchsafe.testing.Processes;
import io.vouchsafe.testing.TransitBed;
import io.vouchsafe.testing.VaultApi;
import io.vouchsafe.testing.VaultFixture;
import io.vouchsafe.token.PreparedToken;
import io.vouchsafe.vault.VaultNodes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The recipe of {@code docs/audit.md} that holds our audit against that of a real OpenBao, run as
 * it stands there.
 */
@Tag("slow")
class VaultAuditLogTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration AMPLE = Duration.ofSeconds(60);

  @TempDir private Path folder;
  @TempDir private Path ours;
  @TempDir private Path vaults;

  private OpenBao audited(String namespace) {
    BaoServer.Options options = BaoServer.Options.forTests();
    String device =
        "audit \"file\" \"to-file\" { options { file_path = \"%s\" } }"
            .formatted(vaults.resolve("vault.log"));
    OpenBao bao =
        OpenBao.start(
            new BaoServer.Options(
                options.port(), options.rootToken(), options.log(), device, Map.of()));
    OpenBao with = namespace.isEmpty() ? bao : bao.within(namespace);
    with.setup();
    return with;
  }

  @ParameterizedTest(name = "namespace \"{0}\"")
  @ValueSource(strings = {"", "team"})
  void aTokensSignatureIsFoundAndThoseThatVaultMadeWithoutUsStandOut(String namespace)
      throws Exception {
    try (TransitBed bed = TransitBed.ofSignerOn(audited(namespace))) {
      TransitBed.Signing signing = bed.signing();
      List<PreparedToken> tokens =
          Stream.of(SigningAlgorithm.RS256, SigningAlgorithm.ES256, SigningAlgorithm.ES256)
              .map(signing::prepare)
              .toList();
      record(tokens);
      tokens.forEach(token -> signing.signer().sign(signing.handle(token, AMPLE)));

      for (PreparedToken token : tokens) {
        List<JsonNode> lines = linesOf(bed.bao(), token.id());
        assertEquals(2, lines.size(), "a request and its response");
        JsonNode request = lines.getFirst().path("request");
        assertEquals("transit/sign/" + token.keyName(), path(request, namespace));
        assertEquals(
            namespace.isEmpty() ? "" : namespace + "/", request.at("/namespace/path").asText());
        assertTrue(lines.getFirst().at("/auth/policies").toString().contains("vouchsafe-signer"));
      }
      SigningProbe probe = new SigningProbe(VaultNodes.none(bed.vault()), VaultFixture.SETTINGS);
      for (KeyRole role : List.of(KeyRole.ES256, KeyRole.ES256, KeyRole.RS256)) {
        probe.probe((SigningChoice.Ready) signing.keys().signing(role));
      }
      assertEquals("", run("match-all", bed.bao(), ""));

      packed(vaults.resolve("vault.log"), vaults.resolve("older.gz"));
      String known = tokens.getFirst().id();
      for (String reference : List.of("somebody-else", known, "probe-0")) {
        assertTrue(sign(bed.bao().root(), reference).done());
      }
      assertEquals(403, sign(bed.bao().as("no-token"), "refused").status());
      Files.writeString(vaults.resolve("cut-off"), "{\"half");
      assertEquals(
          Stream.of(
                  "refused\t1\t0\t" + hash(bed.bao(), "refused"),
                  "signed\t1\t0\t" + hash(bed.bao(), "somebody-else"),
                  "signed\t1\t0\t" + hash(bed.bao(), "probe-0"),
                  "signed\t2\t1\t" + hash(bed.bao(), known),
                  "unreadable\t1\t0\tnone")
              .sorted()
              .toList(),
          run("match-all", bed.bao(), "").lines().sorted().toList());
    }
  }

  private static VaultApi.Answer sign(VaultApi vault, String reference) {
    String digest = Base64.getEncoder().encodeToString(new byte[32]);
    return vault.call(
        "POST",
        "transit/sign/vouchsafe-rs256",
        Map.of(
            "batch_input",
            List.of(Map.of("input", digest, "reference", reference)),
            "prehashed",
            true,
            "signature_algorithm",
            "pkcs1v15"));
  }

  private static String path(JsonNode request, String namespace) {
    String path = request.path("path").asText();
    return path.startsWith(namespace + "/") ? path.substring(namespace.length() + 1) : path;
  }

  /** In files of two instances, of which one was rotated; the other one is there twice. */
  private void record(List<PreparedToken> tokens) throws IOException {
    Path one = ours.resolve("one.jsonl");
    Path two = ours.resolve("two.jsonl");
    record(one, tokens.subList(0, 1));
    record(two, tokens.subList(1, tokens.size()));
    packed(two, ours.resolve("two.jsonl.1.gz"));
    Files.delete(two);
    Files.copy(one, ours.resolve("copy.jsonl"));
  }

  private static void record(Path file, List<PreparedToken> tokens) {
    AuditWriters.write(
        file,
        tokens.stream()
            .map(token -> new AuditRecord.Asked(AuditSamples.NOW, AuditSamples.WORKLOAD, token))
            .toList());
  }

  /** Moves all lines to a packed file; who writes the file goes on at its beginning. */
  private static void packed(Path file, Path to) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(to))) {
      Files.copy(file, out);
    }
    Files.newOutputStream(file).close();
  }

  private List<JsonNode> linesOf(OpenBao bao, String jti) throws IOException {
    return run("match-one", bao, jti).lines().map(VaultAuditLogTest::json).toList();
  }

  private static JsonNode json(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new AssertionError(line, e);
    }
  }

  private String hash(OpenBao bao, String value) throws IOException {
    return bash("bao write -field=hash sys/audit-hash/$DEVICE input=" + value, bao, "");
  }

  /** Runs a block of the page; what it printed. */
  private String run(String block, OpenBao bao, String jti) throws IOException {
    String page = Files.readString(ROOT.resolve("docs").resolve("audit.md"));
    Matcher match = Pattern.compile("(?ms)^```sh " + block + "\\R(.*?)^```$").matcher(page);
    assertTrue(match.find(), block);
    return bash(match.group(1), bao, jti);
  }

  private String bash(String script, OpenBao bao, String jti) throws IOException {
    Path binary = folder.resolve("bao");
    if (Files.notExists(binary)) {
      Files.createSymbolicLink(binary, Path.of(BaoServer.binary()));
    }
    Map<String, String> environment = new HashMap<>(bao.environment(bao.rootToken()));
    environment.put("BAO_NAMESPACE", "");
    environment.put("VAULT_NAMESPACE", "");
    environment.put("PATH", folder + ":" + System.getenv("PATH"));
    environment.put("DEVICE", "to-file");
    environment.put("JTI", jti);
    environment.put("VAULT_LOGS", vaults.toString());
    environment.put("AUDIT_LOGS", ours.toString());
    return Processes.said(List.of("bash", "-euc", script), environment, folder)
        .lines()
        .collect(joining("\n"));
  }
}
