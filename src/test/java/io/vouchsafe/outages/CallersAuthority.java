package io.vouchsafe.outages;

import static io.vouchsafe.testing.Eventually.eventually;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import io.vouchsafe.testing.IssuerSettings;
import io.vouchsafe.testing.Processes;
import io.vouchsafe.testing.ProofKey;
import io.vouchsafe.testing.Stage;
import io.vouchsafe.testing.SteadyCallers;
import io.vouchsafe.testing.TrustFile;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The authority of a trusted issuer is replaced, there first and in its {@code ca-file} later; then
 * once more, when the issuer also signs with a new key. Brokers and users show its JWTs meanwhile,
 * and strangers some under a key that nobody has, so that its keys are fetched as often as they may
 * be.
 */
final class CallersAuthority extends VaultTrial {
  private static final String TRUSTED = "vouchsafe.issuers.default.trusted-issuers.";
  private static final Duration BETWEEN_STRANGERS = Duration.ofMillis(500);

  private KeysBehindTls keys;

  private static ProofKey key(String kid) {
    return ProofKey.create(TrustFile.folder().resolve(kid + ".json"), kid);
  }

  private static String jwks(RSAKey... keys) {
    return new JWKSet(List.<JWK>of(keys)).toPublicJWKSet().toString();
  }

  private static long since(Instant moment) {
    return Duration.between(moment, Instant.now()).toMillis();
  }

  @Override
  Watched watched(Stage stage, Map<String, String> settings) {
    keys = new KeysBehindTls(jwks(stage.proofKey()), 2);
    settings.remove(TRUSTED + "control.jwks-file");
    Proving.settings(new IssuerSettings(settings, "default"));
    for (String issuer : List.of("control.", "users.")) {
      settings.put(TRUSTED + issuer + "jwks-uri", keys.url());
      settings.put(TRUSTED + issuer + "ca-file", keys.file().toString());
    }
    try {
      return super.watched(stage, settings);
    } catch (RuntimeException | AssertionError e) {
      keys.close();
      throw e;
    }
  }

  @Override
  List<Figures> run(Stage stage, Watched watched, Duration lasts) {
    try (KeysBehindTls server = keys;
        SteadyCallers strangers = new SteadyCallers();
        Proving known = new Proving(stage, stage::proof)) {
      Proving unknown = new Proving(stage, key("nobody-1")::sign);
      strangers.again(
          () -> {
            Processes.pause(BETWEEN_STRANGERS);
            return unknown.grant().status();
          });
      known.begin();
      eventually(known::toString, () -> known.got() > 0);
      Figures replaced =
          watched.outage(
              "callers' authority replaced, ours later",
              () -> replace(server, watched),
              lasts,
              () -> trust(server));
      return List.of(replaced, withNewKey(stage, watched, lasts, server, known));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void replace(KeysBehindTls server, Watched watched) {
    server.replaceAuthority();
    eventually(
        watched.service()::output,
        () ->
            watched
                .service()
                .output()
                .contains("name its certificate authority with vouchsafe.issuers"));
  }

  private static void trust(KeysBehindTls server) {
    int before = server.fetched();
    server.trust();
    Instant trusted = Instant.now();
    eventually("the keys are fetched", () -> server.fetched() > before);
    System.out.printf("its keys are fetched again %d ms later%n", since(trusted));
  }

  private Figures withNewKey(
      Stage stage, Watched watched, Duration lasts, KeysBehindTls server, Proving known) {
    ProofKey next = key("control-2");
    try (Proving late = new Proving(stage, next::sign)) {
      Figures figures =
          watched.outage(
              "the same, and it signs with a new key",
              () -> {
                server.replaceAuthority();
                server.publish(jwks(stage.proofKey(), next.key()));
                late.begin();
              },
              lasts,
              () -> {
                server.trust();
                Instant trusted = Instant.now();
                eventually(late::toString, () -> late.got() > 0);
                System.out.printf(
                    "callers with its new key are served %d ms later%n", since(trusted));
              });
      System.out.printf("callers with the key before: %s%nwith the new key: %s%n", known, late);
      if (!known.good() || known.withoutKeys() > 0 || !late.good()) {
        throw new AssertionError(
            "callers with the key before %s, with the new key %s".formatted(known, late));
      }
      return figures;
    }
  }
}
