package io.vouchsafe.transit;

import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtException;
import io.vouchsafe.token.PreparedToken;
import io.vouchsafe.token.Problem;
import io.vouchsafe.token.Signer;
import io.vouchsafe.token.SigningHandle;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;

/**
 * Has SmallRye JWT Build make the JWS over a Transit key: header {@code alg kid typ} and no other
 * member, claims exactly the prepared ones. Every claim that SmallRye would add by itself ({@code
 * iat exp jti iss aud}) is among those, so it adds none; {@code smallrye.jwt.new-token.*} must not
 * be set.
 */
public final class JoseSigner implements Signer {
  private static final Logger LOG = Logger.getLogger(JoseSigner.class);

  private final SigningLanes lanes;

  /** Signs through {@code lanes}; registers the JCA provider that this takes. */
  public JoseSigner(SigningLanes lanes) {
    this.lanes = Objects.requireNonNull(lanes, "lanes");
    VouchsafeProvider.install();
  }

  @Override
  public String sign(SigningHandle handle) {
    return sign(handle, lanes);
  }

  @Override
  public List<Place> places(int tokens) {
    DigestWave wave = new DigestWave(lanes, tokens);
    return IntStream.range(0, tokens).<Place>mapToObj(i -> new PlaceInWave(wave.place())).toList();
  }

  private record PlaceInWave(DigestWave.Place place) implements Place {
    @Override
    public String sign(SigningHandle handle) {
      return JoseSigner.sign(handle, place);
    }

    @Override
    public void close() {
      place.close();
    }
  }

  private static String sign(SigningHandle handle, DigestSigner digests) {
    PreparedToken token = handle.token();
    TransitPrivateKey key = new TransitPrivateKey(handle, digests);
    try {
      return Jwt.claims(token.claims())
          .jws()
          .algorithm(SignatureAlgorithm.fromAlgorithm(token.algorithm().name()))
          .keyId(token.keyVersion().kid().value())
          .type(token.type().header())
          .sign(key);
    } catch (JwtException e) {
      throw typed(e, key);
    }
  }

  /** The failure inside; what the libraries wrap around it says nothing more. */
  private static RuntimeException typed(JwtException e, TransitPrivateKey key) {
    Throwable root = e;
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof Problem problem) {
        return problem;
      }
      if (cause instanceof IllegalStateException spent) {
        return spent;
      }
      root = cause;
    }
    if (key.signed()) {
      LOG.errorf("Vault's signature under %s is not one: nothing was issued", key);
      return Problem.of(
          Problem.Kind.WRONG_ANSWER, "Vault answered something else than a signature");
    }
    LOG.errorf("a token could not be made (%s)", root.getClass().getName());
    return Problem.of(Problem.Kind.INTERNAL, "the token could not be made");
  }
}
