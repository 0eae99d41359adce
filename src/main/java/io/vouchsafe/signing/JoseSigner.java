package io.vouchsafe.signing;

import io.vouchsafe.token.PreparedToken;
import io.vouchsafe.token.Problem;
import io.vouchsafe.token.Signer;
import io.vouchsafe.token.SigningHandle;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;
import org.jose4j.jca.ProviderContext;
import org.jose4j.json.JsonUtil;
import org.jose4j.lang.JoseException;

/**
 * Has jose4j make the JWS over a Transit key: header {@code alg kid typ} and no other member,
 * claims exactly the prepared ones. jose4j's own check of the key is off, since it would look for
 * the private numbers of a key that has none here; the version's public key was checked when it was
 * read.
 */
public final class JoseSigner implements Signer {
  private static final Logger LOG = Logger.getLogger(JoseSigner.class);

  private static final ProviderContext PROVIDER = new ProviderContext();

  static {
    PROVIDER.getSuppliedKeyProviderContext().setSignatureProvider(VouchsafeProvider.NAME);
  }

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
    IssuedJws jws = new IssuedJws();
    jws.setAlgorithmHeaderValue(token.algorithm().name());
    jws.setKeyIdHeaderValue(token.keyVersion().kid().value());
    jws.setHeader("typ", token.type().header());
    jws.setPayload(JsonUtil.toJson(token.claims()));
    jws.setKey(key);
    jws.setDoKeyValidation(false);
    jws.setProviderContext(PROVIDER);
    try {
      return jws.getCompactSerialization();
    } catch (JoseException e) {
      throw typed(e, key);
    }
  }

  private static Problem typed(JoseException e, TransitPrivateKey key) {
    if (key.signed()) {
      LOG.errorf("Vault's signature under %s is not one: nothing was issued", key);
      return Problem.of(
          Problem.Kind.WRONG_ANSWER, "Vault answered something else than a signature");
    }
    LOG.errorf("a token could not be made (%s)", e.getClass().getName());
    return Problem.of(Problem.Kind.INTERNAL, "the token could not be made");
  }
}
