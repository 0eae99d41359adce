package io.vouchsafe.transit;

import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtException;
import io.vouchsafe.token.PreparedToken;
import io.vouchsafe.token.Problem;
import io.vouchsafe.token.Signer;
import io.vouchsafe.token.SigningHandle;
import java.util.Objects;
import org.jboss.logging.Logger;

/**
 * Has SmallRye JWT Build make the JWS over a Transit key: header {@code alg kid typ} and no other
 * member, claims exactly the prepared ones. Every claim that SmallRye would add by itself ({@code
 * iat exp jti iss aud}) is among those, so it adds none; {@code smallrye.jwt.new-token.*} must not
 * be set.
 */
public final class JoseSigner implements Signer {
  private static final Logger LOG = Logger.getLogger(JoseSigner.class);

  private final DigestSigner digests;

  /** Signs through {@code digests}; registers the JCA provider that this takes. */
  public JoseSigner(TransitSigning digests) {
    this((DigestSigner) digests);
  }

  JoseSigner(DigestSigner digests) {
    this.digests = Objects.requireNonNull(digests, "digests");
    VouchsafeProvider.install();
  }

  @Override
  public String sign(SigningHandle handle) {
    PreparedToken token = handle.token();
    try {
      return Jwt.claims(token.claims())
          .jws()
          .algorithm(SignatureAlgorithm.fromAlgorithm(token.algorithm().name()))
          .keyId(token.keyVersion().kid().value())
          .type(token.type().header())
          .sign(new TransitPrivateKey(handle, digests));
    } catch (JwtException e) {
      throw typed(e);
    }
  }

  /** The failure inside; what the libraries wrap around it says nothing more. */
  private static RuntimeException typed(JwtException e) {
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof Problem problem) {
        return problem;
      }
      if (cause instanceof IllegalStateException spent) {
        return spent;
      }
    }
    LOG.errorf("a token could not be made (%s)", rootOf(e).getClass().getName());
    return Problem.of(Problem.Kind.INTERNAL, "the token could not be made");
  }

  private static Throwable rootOf(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
