package io.vouchsafe.testing;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.vault.runtime.config.VaultRuntimeConfig;
import io.vertx.core.Vertx;
import io.vouchsafe.base.Deadline;
import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.Region;
import io.vouchsafe.key.SigningAlgorithm;
import io.vouchsafe.signing.Circuit;
import io.vouchsafe.signing.JwtSigner;
import io.vouchsafe.signing.SigningEvents;
import io.vouchsafe.signing.SigningLanes;
import io.vouchsafe.signing.SigningProbe;
import io.vouchsafe.signing.SigningRegion;
import io.vouchsafe.signing.SigningRegions;
import io.vouchsafe.token.PreparedToken;
import io.vouchsafe.token.SigningHandle;
import io.vouchsafe.token.TokenShape;
import io.vouchsafe.transit.TransitKeys;
import io.vouchsafe.vault.ClientCertificate;
import io.vouchsafe.vault.VaultAccess;
import io.vouchsafe.vault.VaultAddress;
import io.vouchsafe.vault.VaultEvents;
import io.vouchsafe.vault.VaultFailure;
import io.vouchsafe.vault.VaultNodes;
import io.vouchsafe.vault.VaultOperation;
import io.vouchsafe.vault.VaultSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * An OpenBao with the keys of one issuer, reached through a proxy that tests can break, and the
 * parts that read these keys and sign with them.
 */
public final class TransitBed implements AutoCloseable, AfterEachCallback, AfterAllCallback {
  /** The paths of calls that sign. */
  public static final Predicate<String> SIGNING = Pattern.compile("/sign/").asPredicate();

  public static final String PREFIX = "vouchsafe";

  private final Vertx vertx = Vertx.vertx();
  private final OpenBao bao;
  private final BreakingProxy proxy;
  private final VaultAccess vault;

  private TransitBed(OpenBao bao, boolean root) {
    this.bao = bao;
    this.proxy = BreakingProxy.before(bao.address());
    vault = loggedIn(access(root ? bao.rootToken() : bao.tokenWith("vouchsafe-signer")));
  }

  /** With {@link #vault()} under the signer's policy. */
  public static TransitBed ofSigner() {
    return new TransitBed(OpenBao.shared(), false);
  }

  /** The same on an OpenBao of its own, which tests may seal. */
  public static TransitBed ofSignerAlone() {
    return new TransitBed(OpenBao.start(), false);
  }

  /** The same on this one, which it closes. */
  public static TransitBed ofSignerOn(OpenBao bao) {
    return new TransitBed(bao, false);
  }

  /** With {@link #vault()} under the root token. */
  public static TransitBed ofRoot() {
    return new TransitBed(OpenBao.shared(), true);
  }

  public OpenBao bao() {
    return bao;
  }

  public BreakingProxy proxy() {
    return proxy;
  }

  public VaultAccess vault() {
    return vault;
  }

  /** Further access, under another token; whoever asks for it closes it. */
  public VaultAccess access(String token) {
    return VaultFixture.open(vertx, proxy.address(), bao.login(token));
  }

  /** The same of a rotator. */
  public VaultAccess rotator(String token) {
    VaultRuntimeConfig config = VaultFixture.config(proxy.address(), bao.login(token));
    return VaultAccess.open(
        VaultAddress.of(config),
        ClientCertificate.NONE,
        VaultFixture.credentials(config).ofRotator(),
        vertx,
        VaultFixture.CALLS,
        VaultFixture.CLOCK,
        VaultEvents.NONE);
  }

  /** Further access of the signer, over few connections; whoever asks for it closes it. */
  public VaultAccess narrow(int poolSize, int maxWaiting) {
    return loggedIn(
        VaultFixture.open(
            VaultFixture.config(proxy.address(), bao.login(bao.tokenWith("vouchsafe-signer"))),
            vertx,
            new VaultSettings(Duration.ofSeconds(10), poolSize, maxWaiting)));
  }

  /**
   * A failed login is not repeated at once, so no test's first fault may meet it. While the first
   * one is under way its token is used already, and only a call that fails waits for its end.
   */
  private static VaultAccess loggedIn(VaultAccess access) {
    VaultFailure none =
        assertThrows(
            VaultFailure.class,
            () ->
                access.get(
                    VaultOperation.READ,
                    "transit/keys/no-such-key",
                    Deadline.in(Duration.ofSeconds(30))));
    assertTrue(
        Set.of(VaultFailure.Kind.DENIED, VaultFailure.Kind.MISSING).contains(none.kind()),
        none::toString);
    return access;
  }

  /** The prefix's keys, as one reading finds them. */
  public TransitKeys reader(String prefix) {
    return new TransitKeys(vault, VaultFixture.SETTINGS, prefix, VaultFixture.CLOCK);
  }

  /** The issuer's keys, read once. */
  public IssuerKeys keys() {
    IssuerKeys keys = VaultFixture.keys(reader(PREFIX));
    assertTrue(keys.refresh(), () -> keys.faults().toString());
    return keys;
  }

  /** A signer of the issuer, with what it signs; each has keys of its own reading. */
  public Signing signing() {
    return signing(vault);
  }

  /** The same over other access to Vault. */
  public Signing signing(VaultAccess access) {
    return signing(VaultNodes.none(access));
  }

  /** The same at nodes of Vault. */
  public Signing signing(VaultNodes nodes) {
    Circuit circuit = new Circuit(Circuit.UNHEARD);
    SigningLanes lanes =
        new SigningLanes(
            nodes,
            VaultFixture.SETTINGS,
            VaultFixture.SIGNING,
            VaultFixture.CLOCK,
            SigningEvents.NONE,
            circuit,
            Optional.empty());
    SigningRegion home =
        new SigningRegion(
            Region.HOME, lanes, circuit, new SigningProbe(nodes, VaultFixture.SETTINGS));
    return new Signing(keys(), lanes, new JwtSigner(new SigningRegions(List.of(home))));
  }

  /** Everything passes again, and what passed is forgotten. */
  public void mend() {
    proxy.mend();
    proxy.forget();
  }

  @Override
  public void afterEach(ExtensionContext test) {
    mend();
  }

  @Override
  public void afterAll(ExtensionContext tests) {
    close();
  }

  @Override
  public void close() {
    vault.close();
    proxy.close();
    bao.close();
    vertx.close();
  }

  /** The keys of an issuer and what signs with them. */
  public record Signing(IssuerKeys keys, SigningLanes lanes, JwtSigner signer) {
    public PreparedToken prepare(TokenShape shape) {
      return VaultFixture.issuance(keys, signer).prepare(shape);
    }

    public PreparedToken prepare(SigningAlgorithm algorithm) {
      return prepare(VaultFixture.shape(algorithm));
    }

    public SigningHandle handle(PreparedToken token, Duration deadline) {
      return VaultFixture.handle(keys, token, deadline);
    }
  }
}
