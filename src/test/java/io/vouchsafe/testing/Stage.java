package io.vouchsafe.testing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

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
  public static final String ES256_AUDIENCE = "es256.example";

  private final int port = freePort();
  private final int managementPort = freePort();
  private OpenBao bao;
  private BreakingProxy vault;
  private RSAKey proofKey;

  @Override
  public Map<String, String> start() {
    bao = OpenBao.start();
    bao.setup("--key-prefix", "second");
    vault = BreakingProxy.before(bao.address());
    proofKey = proofKey();
    Map<String, String> config = new LinkedHashMap<>();
    config.put("quarkus.http.test-port", Integer.toString(port));
    config.put("quarkus.http.port", Integer.toString(port));
    config.put("quarkus.management.test-port", Integer.toString(managementPort));
    config.put("quarkus.management.port", Integer.toString(managementPort));
    config.put("quarkus.vault.url", vault.address().toString());
    config.put(
        "quarkus.vault.authentication.client-token",
        bao.tokenWith("vouchsafe-signer", "second-signer"));
    config.put("vouchsafe.transit.request-timeout", "1s");
    config.put("vouchsafe.keys.refresh", "1s");
    config.put("vouchsafe.signing.verify", "always");
    issuer(config, "default", url(), "vouchsafe", PROOF_AUDIENCE);
    issuer(config, "second", url() + "/second", "second", SECOND_PROOF_AUDIENCE);
    config.put("vouchsafe.issuers.second.subject", "job:{job}");
    config.put("vouchsafe.issuers.second.default-audience", "second.example");
    config.put(
        "vouchsafe.issuers.default.audiences.\"%s\".algorithm".formatted(ES256_AUDIENCE), "ES256");
    broker(config, "default", "control", "control-plane", "*");
    broker(config, "default", "edge", "edge/*", "sts.amazonaws.com,api.example");
    config.put("vouchsafe.issuers.default.brokers.edge.max-ttl", "10m");
    config.put("vouchsafe.issuers.default.brokers.edge.max-expires-in", "30m");
    broker(config, "second", "control", "control-plane", "*");
    config.put("vouchsafe.issuers.second.brokers.control.attributes.job", "*");
    return config;
  }

  private void issuer(
      Map<String, String> config, String name, String url, String prefix, String audience) {
    String issuer = "vouchsafe.issuers." + name + ".";
    config.put(issuer + "issuer", url);
    config.put(issuer + "key-prefix", prefix);
    config.put(issuer + "trusted-issuers.control.issuer", TRUSTED_ISSUER);
    config.put(issuer + "trusted-issuers.control.audience", audience);
    config.put(issuer + "trusted-issuers.control.jwks-file", jwksFile().toString());
  }

  private static void broker(
      Map<String, String> config, String issuer, String name, String subject, String audiences) {
    String broker = "vouchsafe.issuers." + issuer + ".brokers." + name + ".";
    config.put(broker + "trusted-issuer", "control");
    config.put(broker + "subjects", subject);
    config.put(broker + "audiences", audiences);
    config.put(broker + "attributes.org", "shop,team-*");
    for (String attribute :
        new String[] {"app", "deployment", "prod", "replicas", "tags", "note"}) {
      config.put(broker + "attributes." + attribute, "*");
    }
    config.put(broker + "attributes.region", "eu-*");
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
    return "http://localhost:" + port;
  }

  /** The operators' port. */
  public String managementUrl() {
    return "http://localhost:" + managementPort;
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
    if (proofKey != null) {
      return proofKey;
    }
    try {
      RSAKey key =
          new RSAKeyGenerator(2048).keyID("control-1").algorithm(JWSAlgorithm.RS256).generate();
      Files.writeString(jwksFile(), new JWKSet(key.toPublicJWK()).toString());
      return key;
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path jwksFile() {
    return Path.of("target", "trusted-jwks-" + port + ".json").toAbsolutePath();
  }

  static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
