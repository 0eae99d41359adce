package io.vouchsafe.testing;

import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.net.http.HttpClient;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What the service under test stands on: a real OpenBao behind a proxy that can break it, and a
 * trusted issuer whose proofs tests can sign. Two issuers: {@code default} at the root and {@code
 * second} under {@code /second}, with keys, template and brokers of their own.
 *
 * <p>A test class takes it with {@code @QuarkusTestResource(Stage.class)} and a field of this type.
 */
public class Stage implements QuarkusTestResourceLifecycleManager {
  public static final String TRUSTED_ISSUER = "https://control.example";
  public static final String PROOF_AUDIENCE = "vouchsafe-tests";
  public static final String SECOND_PROOF_AUDIENCE = "vouchsafe-tests-second";
  public static final String REVOKED = "revoked";
  public static final String ES256_AUDIENCE = "es256.example";

  private static final List<String> ATTRIBUTES =
      List.of("app", "deployment", "prod", "replicas", "tags", "note");

  private final Ports ports = Ports.free();
  private final Supplier<OpenBao> vaultServer;
  private OpenBao bao;
  private BreakingProxy vault;
  private ProofKey proofKey;

  /** On an OpenBao of its own, which tests may seal and break. */
  public Stage() {
    this(OpenBao::start);
  }

  Stage(Supplier<OpenBao> vaultServer) {
    this.vaultServer = vaultServer;
  }

  /** On a namespace of the OpenBao that the tests of this JVM share. */
  public static Stage shared() {
    return new Stage(OpenBao::shared);
  }

  /** On this OpenBao, which it closes. */
  public static Stage before(OpenBao bao) {
    return new Stage(() -> bao);
  }

  @Override
  public Map<String, String> start() {
    bao = vaultServer.get();
    bao.setup("--key-prefix", "second");
    vault = BreakingProxy.before(bao.address());
    proofKey = ProofKey.create();
    Map<String, String> config = new LinkedHashMap<>();
    config.put("quarkus.http.test-port", Integer.toString(ports.http()));
    config.put("quarkus.http.port", Integer.toString(ports.http()));
    config.put("quarkus.management.test-port", Integer.toString(ports.management()));
    config.put("quarkus.management.port", Integer.toString(ports.management()));
    config.put("quarkus.vault.url", vault.address().toString());
    config.putAll(bao.login(bao.tokenWith("vouchsafe-signer", "second-signer")));
    config.put("vouchsafe.transit.request-timeout", "1s");
    config.put("vouchsafe.caller.revocation.timeout", "1s");
    config.put("vouchsafe.keys.refresh", "1s");
    config.put("vouchsafe.signing.verify", "always");
    config.put("vouchsafe.http.shutdown-delay", "0s");
    IssuerSettings first = issuer(config, "default", url(), "vouchsafe", PROOF_AUDIENCE);
    first.es256(ES256_AUDIENCE);
    broker(first, "control", "control-plane", "*");
    broker(first, "edge", "edge/*", "sts.amazonaws.com,api.example");
    first.with("brokers.edge.max-ttl", "10m").with("brokers.edge.max-expires-in", "30m");
    IssuerSettings second =
        issuer(config, "second", url() + "/second", "second", SECOND_PROOF_AUDIENCE);
    second.with("subject", "job:{job}").with("default-audience", "second.example");
    broker(second, "control", "control-plane", "*");
    second.attribute("control", "job", "*");
    return config;
  }

  private IssuerSettings issuer(
      Map<String, String> config, String name, String url, String prefix, String audience) {
    return IssuerSettings.of(config, name, url)
        .keyPrefix(prefix)
        .trusts("control", TRUSTED_ISSUER, audience)
        .keysOf("control", proofKey.jwksFile());
  }

  private static void broker(IssuerSettings issuer, String name, String subject, String audiences) {
    issuer
        .broker(name, "control", subject, audiences, ATTRIBUTES)
        .attribute(name, "org", "shop,team-*")
        .attribute(name, "region", "eu-*")
        .attribute(name, "tags", "*,list:*");
  }

  @Override
  public void inject(TestInjector injector) {
    injector.injectIntoFields(this, new TestInjector.MatchesType(Stage.class));
  }

  @Override
  public void stop() {
    if (vault != null) {
      vault.close();
    }
    if (bao != null) {
      bao.close();
    }
  }

  /** The issuer at the root, and where its calls live. */
  public String url() {
    return "http://localhost:" + ports.http();
  }

  /** What calls the service. */
  public HttpClient http() {
    return Http.client();
  }

  /** The operators' port. */
  public String managementUrl() {
    return "http://localhost:" + ports.management();
  }

  /** Lets the brokers of the issuer with this key prefix take grants back, as far as Vault goes. */
  public void revoking(String keyPrefix) {
    bao.setup("--key-prefix", keyPrefix, "--revocation-mount", REVOKED);
  }

  /** The real Vault, past the proxy. */
  public OpenBao bao() {
    return bao;
  }

  /** What the service takes for Vault. */
  public BreakingProxy vault() {
    return vault;
  }

  /** The key of the trusted issuer. */
  public RSAKey proofKey() {
    return proofKey.key();
  }

  /** A proof of the trusted issuer with these claims. */
  public String proof(JWTClaimsSet claims) {
    return proofKey.sign(claims);
  }
}
