package io.vouchsafe.agent.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.file.SampleSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How long clients are given the same token. */
class CachedTokensTest {
  private Instant now = Instant.now();
  private final List<String> said = new CopyOnWriteArrayList<>();
  private final SampleSource source = new SampleSource(Duration.ofSeconds(1000));
  private final CachedTokens tokens = new CachedTokens(source, () -> now, Said.outage(said::add));

  private String ask() throws Fault {
    return tokens.token(Optional.of("a"), Optional.empty(), false).compact();
  }

  @Test
  void untilEightyPercentOfItsLife() throws Fault {
    String first = ask();
    now = now.plusSeconds(790);
    assertEquals(first, ask());
    now = now.plusSeconds(20);
    assertNotEquals(first, ask());
  }

  @Test
  void untilItExpiresWhileTheIssuerIsAway() throws Fault {
    String first = ask();
    source.fail(Fault.unavailable("away"));
    now = now.plusSeconds(990);
    assertEquals(first, ask());
    now = now.plusSeconds(20);
    assertThrows(Fault.class, this::ask);
  }

  @Test
  void notOnceTheIssuerRefuses() throws Fault {
    ask();
    source.fail(Fault.refused("revoked"));
    now = now.plusSeconds(810);
    assertThrows(Fault.class, this::ask);
  }

  @Test
  void manyAtOnceAskTheIssuerOnce() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      threads.invokeAll(
          IntStream.range(0, 50).mapToObj(i -> (Callable<String>) this::ask).toList());
    }
    assertEquals(1, source.asked());
  }

  @Test
  void manyAudiencesDoNotFillTheMemory() throws Fault {
    ask();
    for (int i = 0; i < 100; i++) {
      tokens.token(Optional.of("b" + i), Optional.empty(), false);
    }
    ask();
    assertEquals(102, source.asked());
  }

  @Test
  void whatClientsDoNotGetIsSaidOnce() {
    source.fail(Fault.unavailable("away"));
    for (int i = 0; i < 10; i++) {
      assertThrows(Fault.class, this::ask);
    }

    assertEquals(List.of("clients: outage began: away (a)"), said);
  }
}
