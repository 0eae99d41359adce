package io.vouchsafe.signing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.vouchsafe.base.Deadline;
import io.vouchsafe.base.Sha256;
import io.vouchsafe.key.SigningChoice;
import io.vouchsafe.token.SigningFault;
import io.vouchsafe.transit.TransitSettings;
import io.vouchsafe.vault.VaultFailure;
import io.vouchsafe.vault.VaultNodes;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Asks whether a key signs, by the very call that a token would take: path, Vault policy, version
 * and signature are tried. What it has signed is the digest of {@link #MESSAGE}, which is no JWS
 * signing input (RFC 7515, 5.1), so its signature is of no use to anybody. The digest is always the
 * same, by which Vault's audit log shows probes apart from tokens.
 */
public final class SigningProbe {
  /** The message whose digest is signed: it has spaces and no dot, which no JWS has. */
  static final String MESSAGE = "a probe of Vouchsafe that asks whether this key signs";

  /** The reference of its items, by which Vault's audit log shows probes apart from tokens too. */
  static final String REFERENCE = "probe-0";

  /** What every probe asks for. */
  static final SigningCall.Item ITEM = new SigningCall.Item(REFERENCE, Sha256.of(MESSAGE));

  private final TransitSettings settings;
  private final SigningCall call;

  /** By the way of a token: at a node of Vault, where there are any, and at its address else. */
  public SigningProbe(VaultNodes vault, TransitSettings settings) {
    this.settings = Objects.requireNonNull(settings, "settings");
    this.call = new SigningCall(vault, settings);
  }

  /**
   * Has the key version sign; blocks for the request timeout of {@code settings} at most.
   *
   * @return why a token could not be signed now; empty if one could, or if nobody can tell since
   *     too many calls wait for Vault
   */
  public Optional<SigningFault> probe(SigningChoice.Ready key) {
    SigningCall.Target target = SigningCall.Target.of(key);
    try {
      return signature(target)
          .map(signature -> checked(target, signature))
          .orElseGet(() -> Optional.of(FaultOf.refusedVersion(settings, target)));
    } catch (VaultFailure failure) {
      return call.fault(failure, target.keyName());
    }
  }

  /**
   * Whether the key version signs; blocks as {@link #probe}.
   *
   * @return false also where nobody can tell
   */
  boolean signs(SigningChoice.Ready key) {
    SigningCall.Target target = SigningCall.Target.of(key);
    try {
      return signature(target).filter(signature -> verifies(target, signature)).isPresent();
    } catch (VaultFailure failure) {
      return false;
    }
  }

  /** Empty if Vault refuses the version. */
  private Optional<byte[]> signature(SigningCall.Target key) throws VaultFailure {
    return call.sign(key, List.of(ITEM), Deadline.in(settings.requestTimeout())).getFirst();
  }

  private static Optional<SigningFault> checked(SigningCall.Target key, byte[] signature) {
    return verifies(key, signature) ? Optional.empty() : Optional.of(SigningFault.mismatch());
  }

  /** Whether the signature of {@link #ITEM} is the key version's. */
  static boolean verifies(SigningCall.Target key, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance(key.algorithm().jcaName());
      verifier.initVerify(key.version().publicKey());
      verifier.update(MESSAGE.getBytes(US_ASCII));
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
