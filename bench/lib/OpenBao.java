import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A development server in memory, set up by vault/setup.
 *
 * @param token what the service and the load client sign with: the signer's Vault policy only
 */
record OpenBao(Process process, int port, String token, Path audit) {
  private static final String ROOT = "bench-root";

  static OpenBao start(Workshop workshop, boolean audited) {
    int port = Processes.freePort();
    var audit = workshop.file(audited ? "audit.log" : "no-audit.log");
    audit.toFile().deleteOnExit();
    var config = workshop.file("openbao.hcl");
    Workshop.write(
        config,
        audited
            ? "audit \"file\" \"bench\" { options { file_path = \"%s\" } }".formatted(audit)
            : "");
    var log = workshop.file("openbao.log");
    var process =
        Processes.start(
            List.of(
                workshop.bao().toString(),
                "server",
                "-dev",
                "-dev-no-store-token",
                "-dev-listen-address=127.0.0.1:" + port,
                "-config=" + config),
            Map.of("BAO_DEV_ROOT_TOKEN_ID", ROOT, "VAULT_DEV_ROOT_TOKEN_ID", ROOT),
            workshop.root(),
            log);
    var url = "http://127.0.0.1:" + port;
    Processes.await(
        "OpenBao", process, log, Duration.ofSeconds(30), () -> Http.ok(url + "/v1/sys/health"));
    Processes.run(
        List.of("vault/setup", "--cli", workshop.bao().toString()),
        Map.of("BAO_ADDR", url, "VAULT_ADDR", url, "BAO_TOKEN", ROOT, "VAULT_TOKEN", ROOT),
        workshop.root(),
        workshop.file("setup.log"));
    var token =
        Http.post(
                url + "/v1/auth/token/create-orphan",
                Map.of(
                    "policies",
                    List.of("vouchsafe-signer"),
                    "no_default_policy",
                    true,
                    "period",
                    "1h"),
                "X-Vault-Token",
                ROOT)
            .text("auth", "client_token");
    return new OpenBao(process, port, token, audit);
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  /** A call to Transit as the service makes it, for the digest of {@link Verifier#SIGNED}. */
  byte[] signRequest(String key, int batch) {
    var input = Map.of("input", Verifier.digest());
    var body = new LinkedHashMap<String, Object>();
    if (batch == 1) {
      body.putAll(input);
    } else {
      body.put("batch_input", Collections.nCopies(batch, input));
    }
    body.put("prehashed", true);
    body.put("hash_algorithm", "sha2-256");
    body.put("marshaling_algorithm", "asn1");
    body.put("key_version", 1);
    if (key.endsWith("rs256")) {
      body.put("signature_algorithm", "pkcs1v15");
    }
    return Http.request(
        "POST", "/v1/transit/sign/" + key, Json.write(body), "X-Vault-Token: " + token);
  }
}
