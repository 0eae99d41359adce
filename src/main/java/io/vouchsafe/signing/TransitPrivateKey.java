package io.vouchsafe.signing;

import io.vouchsafe.base.Deadline;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.KeyVersion;
import io.vouchsafe.key.Region;
import io.vouchsafe.key.SigningAlgorithm;
import io.vouchsafe.token.PreparedToken;
import io.vouchsafe.token.SigningHandle;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.security.PrivateKey;
import java.util.Objects;

/**
 * A Transit key version as a private key of the JCA: opaque, without an encoded form, and good for
 * one signature.
 */
final class TransitPrivateKey implements PrivateKey {
  private static final long serialVersionUID = 1L;

  private final transient SigningHandle handle;
  private final transient DigestSigner signer;
  private transient volatile boolean signed;

  TransitPrivateKey(SigningHandle handle, DigestSigner signer) {
    this.handle = Objects.requireNonNull(handle, "handle");
    this.signer = Objects.requireNonNull(signer, "signer");
  }

  /**
   * Spends the handle and signs {@code digest}.
   *
   * @throws IllegalStateException if the handle was spent before
   */
  byte[] sign(byte[] digest) {
    handle.spend();
    byte[] signature = signer.sign(this, digest);
    signed = true;
    return signature;
  }

  /** Whether Vault returned something as signature, good or bad. */
  boolean signed() {
    return signed;
  }

  /** The Transit key's name. */
  String keyName() {
    return token().keyName();
  }

  /** The region whose Vault has it. */
  Region region() {
    return token().region();
  }

  KeyRole role() {
    return token().role();
  }

  KeyVersion version() {
    return token().keyVersion();
  }

  SigningAlgorithm signingAlgorithm() {
    return token().algorithm();
  }

  /** The {@code jti} of the token that is signed. */
  String tokenId() {
    return token().id();
  }

  String caller() {
    return handle.caller();
  }

  Deadline deadline() {
    return handle.deadline();
  }

  private PreparedToken token() {
    return handle.token();
  }

  @Override
  public String getAlgorithm() {
    return signingAlgorithm().keyType().name();
  }

  @Override
  public String getFormat() {
    return null;
  }

  @Override
  public byte[] getEncoded() {
    return null;
  }

  @Override
  public String toString() {
    return "Transit key %s version %d (kid %s)"
        .formatted(keyName(), version().number(), version().kid());
  }

  private void writeObject(ObjectOutputStream out) throws NotSerializableException {
    throw new NotSerializableException(TransitPrivateKey.class.getName());
  }
}
