package io.vouchsafe.signing;

import io.vouchsafe.key.SigningAlgorithm;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.spec.AlgorithmParameterSpec;

/** Hashes the message here and has Vault sign the digest. It cannot verify: the JDK does. */
final class TransitSignature extends SignatureSpi {
  private final MessageDigest digest;
  private TransitPrivateKey key;

  TransitSignature(SigningAlgorithm algorithm) throws NoSuchAlgorithmException {
    digest = MessageDigest.getInstance(algorithm.digestName());
  }

  @Override
  protected void engineInitSign(PrivateKey privateKey) throws InvalidKeyException {
    if (!(privateKey instanceof TransitPrivateKey transitKey)) {
      throw new InvalidKeyException("not a Transit key");
    }
    key = transitKey;
    digest.reset();
  }

  @Override
  protected void engineUpdate(byte b) {
    digest.update(b);
  }

  @Override
  protected void engineUpdate(byte[] bytes, int offset, int length) {
    digest.update(bytes, offset, length);
  }

  @Override
  protected byte[] engineSign() throws SignatureException {
    return key.sign(digest.digest());
  }

  @Override
  protected void engineInitVerify(PublicKey publicKey) throws InvalidKeyException {
    throw new InvalidKeyException("Transit keys are verified with their public keys");
  }

  @Override
  protected boolean engineVerify(byte[] signature) throws SignatureException {
    throw new SignatureException("Transit keys are verified with their public keys");
  }

  @Override
  protected void engineSetParameter(AlgorithmParameterSpec params) {
    throw new UnsupportedOperationException("the signatures have no parameters");
  }

  @Override
  @Deprecated
  protected void engineSetParameter(String param, Object value) {
    throw new UnsupportedOperationException("the signatures have no parameters");
  }

  @Override
  @Deprecated
  protected Object engineGetParameter(String param) {
    throw new UnsupportedOperationException("the signatures have no parameters");
  }
}
