package io.vouchsafe.signing;

import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import io.vouchsafe.key.Region;
import io.vouchsafe.key.SigningAlgorithm;
import io.vouchsafe.key.SigningChoice;
import io.vouchsafe.token.PreparedToken;
import io.vouchsafe.token.Problem;
import io.vouchsafe.token.Signer;
import io.vouchsafe.token.SigningHandle;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;

/**
 * Builds tokens and grants with SmallRye JWT over Transit keys: header {@code alg}, {@code kid},
 * {@code typ} and no other member, claims exactly the prepared ones. No other class makes a JWS.
 *
 * <p>Three settings of SmallRye JWT are fixed in {@code application.properties}: it neither looks
 * into the key, which is opaque, nor adds or replaces a claim. Any other {@code smallrye.jwt.*}
 * could change tokens and must not be set.
 */
public final class JwtSigner implements Signer {
  private static final Logger LOG = Logger.getLogger(JwtSigner.class);

  private final SigningRegions regions;

  /** Signs in {@code regions}; registers the JCA provider of Transit keys. */
  public JwtSigner(SigningRegions regions) {
    this.regions = Objects.requireNonNull(regions, "regions");
    VouchsafeProvider.install();
  }

  /**
   * @throws IllegalStateException if the handle has signed before
   */
  @Override
  public String sign(SigningHandle handle) {
    return sign(handle, regions);
  }

  @Override
  public List<Region> order() {
    return regions.order();
  }

  @Override
  public void mismatched(Region region) {
    regions.distrustNodes(region);
  }

  @Override
  public List<Place> places(int tokens) {
    DigestWave wave = new DigestWave(regions, tokens);
    return IntStream.range(0, tokens).<Place>mapToObj(i -> new PlaceInWave(wave.place())).toList();
  }

  @Override
  public Width width(SigningAlgorithm algorithm) {
    return regions.width(algorithm);
  }

  @Override
  public boolean full(SigningChoice.Ready key, String caller, Duration patience) {
    return regions.full(key, caller, patience);
  }

  private record PlaceInWave(DigestWave.Place place) implements Place {
    @Override
    public String sign(SigningHandle handle) {
      return JwtSigner.sign(handle, place);
    }

    @Override
    public void close() {
      place.close();
    }
  }

  static String sign(SigningHandle handle, DigestSigner digests) {
    PreparedToken token = handle.token();
    TransitPrivateKey key = new TransitPrivateKey(handle, digests);
    try {
      return Jwt.claims(token.claims())
          .jws()
          .algorithm(SignatureAlgorithm.valueOf(token.algorithm().name()))
          .keyId(token.keyVersion().kid().value())
          .type(token.type().header())
          .sign(key);
    } catch (RuntimeException e) {
      throw typed(e, key);
    }
  }

  /**
   * Returns what the key threw, which is one of the causes. No other exception is passed on or
   * logged, since messages of jose4j may hold the token.
   */
  private static RuntimeException typed(RuntimeException thrown, TransitPrivateKey key) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof Problem problem) {
        return problem;
      }
      if (cause instanceof IllegalStateException spent) {
        return spent;
      }
    }
    if (key.signed()) {
      LOG.errorf("Vault's answer for %s is not a signature: no token was issued", key);
      return Problem.of(Problem.Kind.WRONG_ANSWER, "Vault's answer is not a signature");
    }
    LOG.errorf("SmallRye JWT could not build a token (%s)", thrown.getClass().getName());
    return Problem.of(Problem.Kind.INTERNAL, "the token could not be built");
  }
}
