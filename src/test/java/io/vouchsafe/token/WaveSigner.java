package io.vouchsafe.token;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.vouchsafe.key.Keys;
import io.vouchsafe.key.SigningAlgorithm;
import io.vouchsafe.key.SigningChoice;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Duration;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Signs what comes together at once, as one call of its own to no Vault, and counts. */
final class WaveSigner implements Signer {
  private static final String INPUT = "e30.e30";

  final Queue<Integer> calls = new ConcurrentLinkedQueue<>();
  final AtomicInteger mostAtOnce = new AtomicInteger();
  final Map<String, Boolean> full = new ConcurrentHashMap<>();
  volatile Runnable atEachCall = () -> {};

  private final Width width;
  private final AtomicInteger atOnce = new AtomicInteger();
  private final Map<SigningAlgorithm, String> tokens = new EnumMap<>(SigningAlgorithm.class);

  WaveSigner(Width width) {
    this.width = width;
    for (SigningAlgorithm algorithm : SigningAlgorithm.values()) {
      tokens.put(algorithm, signed(algorithm));
    }
  }

  private static String signed(SigningAlgorithm algorithm) {
    try {
      Signature signature = Signature.getInstance(algorithm.joseSignatureJcaName());
      signature.initSign(Keys.pair(algorithm, 1).getPrivate());
      signature.update(INPUT.getBytes(US_ASCII));
      return INPUT + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public Width width(SigningAlgorithm algorithm) {
    return width;
  }

  @Override
  public boolean full(SigningChoice.Ready key, String caller, Duration patience) {
    return full.containsKey(caller);
  }

  @Override
  public String sign(SigningHandle handle) {
    calls.add(1);
    atEachCall.run();
    return tokens.get(handle.token().algorithm());
  }

  @Override
  public List<Place> places(int size) {
    Phaser wave =
        new Phaser(size) {
          @Override
          protected boolean onAdvance(int phase, int parties) {
            if (parties > 0) {
              calls.add(parties);
              atEachCall.run();
            }
            return true;
          }
        };
    return IntStream.range(0, size).<Place>mapToObj(i -> new InWave(wave)).toList();
  }

  private final class InWave implements Place {
    private final Phaser wave;
    private boolean over;

    InWave(Phaser wave) {
      this.wave = wave;
    }

    @Override
    public String sign(SigningHandle handle) {
      over = true;
      mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
      wave.arriveAndAwaitAdvance();
      atOnce.decrementAndGet();
      return tokens.get(handle.token().algorithm());
    }

    @Override
    public void close() {
      if (!over) {
        over = true;
        wave.arriveAndDeregister();
      }
    }
  }
}
