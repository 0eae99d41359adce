package io.vouchsafe.testing;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import io.quarkus.vault.runtime.config.VaultRuntimeConfig;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import io.vouchsafe.base.Deadline;
import io.vouchsafe.base.SetupCommand;
import io.vouchsafe.key.DefaultPolicy;
import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.KeyCustodian;
import io.vouchsafe.key.KeyFault;
import io.vouchsafe.key.KeyPolicy;
import io.vouchsafe.key.KeyReading;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.SigningAlgorithm;
import io.vouchsafe.key.SigningKey;
import io.vouchsafe.key.SilentKeyEvents;
import io.vouchsafe.signing.SigningSettings;
import io.vouchsafe.token.HeardAudit;
import io.vouchsafe.token.Issuance;
import io.vouchsafe.token.PreparedToken;
import io.vouchsafe.token.Problem;
import io.vouchsafe.token.ReleaseCheck;
import io.vouchsafe.token.Signer;
import io.vouchsafe.token.SigningHandle;
import io.vouchsafe.token.TokenEvents;
import io.vouchsafe.token.TokenShape;
import io.vouchsafe.transit.TransitSettings;
import io.vouchsafe.vault.ClientCertificate;
import io.vouchsafe.vault.OwnLogin;
import io.vouchsafe.vault.VaultAccess;
import io.vouchsafe.vault.VaultAddress;
import io.vouchsafe.vault.VaultCredentials;
import io.vouchsafe.vault.VaultEvents;
import io.vouchsafe.vault.VaultSettings;
import java.net.URI;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/**
 * What the tests of Vault's rooms share: access to a Vault, and tokens that are ready to be signed.
 */
public final class VaultFixture {
  public static final InstantSource CLOCK = InstantSource.system();
  public static final SigningSettings SIGNING =
      new SigningSettings(new SigningSettings.Lane(32, 2), new SigningSettings.Lane(4, 2), 1024);
  public static final VaultSettings CALLS = new VaultSettings(Duration.ofSeconds(10), 32, 256);
  public static final TransitSettings SETTINGS =
      new TransitSettings(SetupCommand.of("transit"), CALLS);
  public static final String ISSUER = "https://id.example.com";

  /** Nothing but what the extension's settings say. */
  public static final OwnLogin NO_OWN_LOGIN =
      new OwnLogin(
          "vouchsafe.vault.login",
          new OwnLogin.SecretFiles(
              Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
          false,
          Optional.empty(),
          Duration.ofSeconds(30));

  private VaultFixture() {}

  public static VaultRuntimeConfig config(URI url, Map<String, String> more) {
    Map<String, String> properties = new HashMap<>(more);
    properties.put("quarkus.vault.url", url.toString());
    return config(properties);
  }

  public static VaultRuntimeConfig config(Map<String, String> properties) {
    return new SmallRyeConfigBuilder()
        .addDiscoveredConverters()
        .withMapping(VaultRuntimeConfig.class)
        .withSources(new PropertiesConfigSource(properties, "test", 500))
        .build()
        .getConfigMapping(VaultRuntimeConfig.class);
  }

  public static Map<String, String> token(String token) {
    return Map.of("quarkus.vault.authentication.client-token", token);
  }

  public static VaultAccess open(Vertx vertx, URI url, Map<String, String> more) {
    return open(config(url, more), vertx, CALLS);
  }

  /** Without a certificate and without settings of ours. */
  public static VaultAccess open(VaultRuntimeConfig config, Vertx vertx, VaultSettings calls) {
    return VaultAccess.open(
        VaultAddress.of(config),
        ClientCertificate.NONE,
        credentials(config),
        vertx,
        calls,
        CLOCK,
        VaultEvents.NONE);
  }

  /** What the settings of the extension say, and nothing of our own. */
  public static VaultCredentials credentials(VaultRuntimeConfig config) {
    return new VaultCredentials(VaultCredentials.OF_VAULT, config.authentication(), NO_OWN_LOGIN);
  }

  public static IssuerKeys keys(KeyCustodian custodian) {
    Map<KeyRole, KeyPolicy> policies = new EnumMap<>(KeyRole.class);
    for (KeyRole role : KeyRole.values()) {
      policies.put(role, DefaultPolicy.policy());
    }
    return new IssuerKeys(custodian, policies, CLOCK, new SilentKeyEvents());
  }

  public static Issuance issuance(IssuerKeys keys, Signer signer) {
    return new Issuance(
        ISSUER, keys, signer, ReleaseCheck.always(), new HeardAudit(), CLOCK, TokenEvents.NONE);
  }

  /** What a token is asked for with. */
  public static TokenShape shape(SigningAlgorithm algorithm) {
    return shape(algorithm, Map.of("org", "shop"));
  }

  /** The same with these claims. */
  public static TokenShape shape(SigningAlgorithm algorithm, Map<String, Object> claims) {
    return new TokenShape(
        "deployment:shop/checkout/d-42",
        "sts.amazonaws.com",
        Duration.ofMinutes(5),
        algorithm,
        claims);
  }

  /** The handle that the issuer would give to its signer. */
  public static SigningHandle handle(IssuerKeys keys, PreparedToken token, Duration deadline) {
    return handle(keys, token, "test", Deadline.in(deadline));
  }

  /** The same for this caller. */
  public static SigningHandle handle(
      IssuerKeys keys, PreparedToken token, String caller, Deadline deadline) {
    AtomicReference<SigningHandle> caught = new AtomicReference<>();
    Signer catching =
        handle -> {
          caught.set(handle);
          throw Problem.of(Problem.Kind.INTERNAL, "not signed");
        };
    try {
      issuance(keys, catching).sign(token, caller, deadline);
    } catch (Problem expected) {
      // the handle is what was wanted
    }
    return caught.get();
  }

  /** Verifies by the public key that the token pins, with an implementation that is not ours. */
  public static JWSVerifier verifier(PreparedToken token) throws Exception {
    return switch (token.keyVersion().publicKey()) {
      case RSAPublicKey rsa -> new RSASSAVerifier(rsa);
      case ECPublicKey ec -> new ECDSAVerifier(ec);
      default -> throw new AssertionError();
    };
  }

  public static SigningKey good(KeyReading reading) {
    return assertInstanceOf(KeyReading.Good.class, reading).key();
  }

  public static KeyFault fault(KeyReading reading) {
    return assertInstanceOf(KeyReading.Failed.class, reading).fault();
  }

  /** Waits for what has to come by itself, for far longer than it can take. */
  public static void eventually(String what, BooleanSupplier condition) {
    Deadline patience = Deadline.in(Duration.ofSeconds(60));
    while (!condition.getAsBoolean()) {
      if (patience.passed()) {
        throw new AssertionError("never came: " + what);
      }
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }
  }
}
