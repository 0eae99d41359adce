package io.vouchsafe.issuer;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.issuer.Organisations.Standing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which organisations there are, and how their keys are read. */
class OrganisationsTest {
  private final OrganisationsInMemory bed = new OrganisationsInMemory();
  private final Organisations organisations = bed.organisations;

  @AfterEach
  void close() {
    bed.close();
  }

  @Test
  void thereIsNothingToSayBeforeTheFirstList() {
    bed.make("acme");
    assertEquals(Standing.UNLISTED, organisations.standing("acme"));
    assertEquals(Standing.UNLISTED, organisations.standing("nobody"));
    assertFalse(organisations.fresh());

    bed.away = true;
    assertFalse(bed.reader.list());
    assertEquals(Standing.UNLISTED, organisations.standing("acme"));
    bed.away = false;
    assertTrue(bed.reader.list());
    assertEquals(Standing.KNOWN, organisations.standing("acme"));
    assertEquals(Standing.UNKNOWN, organisations.standing("nobody"));
    assertTrue(organisations.fresh());
  }

  @Test
  void oneIsThereWhenAllItsKeysAre() {
    bed.keyNames.addAll(List.of("org-acme-rs256", "org-acme-es256", "org-x", "acme-grant"));
    bed.reader.list();
    assertEquals(Standing.UNKNOWN, organisations.standing("acme"));
    bed.keyNames.add("org-acme-grant");
    bed.reader.list();
    assertEquals(Standing.KNOWN, organisations.standing("acme"));
    assertEquals(1, organisations.known());
  }

  /** Whoever made it could not see why it is not served. */
  @Test
  void oneThatLacksAKeyIsToldOnceTwoListsSaySo() {
    bed.make("whole");
    bed.keyNames.addAll(List.of("org-acme-rs256", "org-Globex-rs256", "org-Globex-grant"));
    Incomplete.Organisation acme =
        new Incomplete.Organisation("acme", List.of("org-acme-grant"), Optional.empty());
    Incomplete.Organisation globex =
        new Incomplete.Organisation(
            "globex",
            List.of("org-globex-rs256", "org-globex-grant"),
            Optional.of("org-Globex-grant"));

    bed.reader.list();
    assertEquals(Optional.of(acme), organisations.incomplete().find("acme"));
    assertEquals(Optional.of(globex), organisations.incomplete().find("globex"));
    assertEquals(Optional.empty(), organisations.incomplete().find("whole"));
    assertEquals(List.of(), bed.toldIncomplete);
    bed.reader.list();
    bed.reader.list();
    assertEquals(List.of(new Incomplete(List.of(acme, globex), 2)), bed.toldIncomplete);

    bed.make("acme");
    bed.delete("whole");
    bed.reader.list();
    assertEquals(new Incomplete(List.of(globex), 1), bed.toldIncomplete.getLast());
  }

  @Test
  void howManyKeysThereAreBoundsNothingThatIsKeptOfThoseThatLackSome() {
    for (String org : OrganisationsInMemory.names(1500)) {
      bed.keyNames.add("org-" + org + "-grant");
      bed.keyNames.add("org-X" + org + "-grant");
    }
    bed.reader.list();
    bed.reader.list();

    assertEquals(Incomplete.MOST, organisations.incomplete().first().size());
    assertEquals(2500, organisations.incomplete().count());
    assertEquals(2500, bed.toldIncomplete.getLast().count());
  }

  @Test
  void aNameMayLookLikeThatOfAKey() {
    bed.make("acme", "acme-rs256", "acme-grant-grant");
    bed.reader.list();

    assertEquals(List.of("acme", "acme-grant-grant", "acme-rs256"), organisations.names("", 10));
    assertEquals(List.of("acme-grant-grant"), organisations.names("acme", 1));
    assertEquals(List.of("acme-rs256"), organisations.names("acme-h", 10));
  }

  @Test
  void aListThatFailsKeepsTheNames() {
    bed.make("acme");
    bed.reader.list();
    bed.delete("acme");
    bed.away = true;
    bed.reader.list();

    assertEquals(Standing.KNOWN, organisations.standing("acme"));
  }

  @Test
  void keysAreReadWhenSomebodyAsksAndOnceHoweverManyAsk() {
    bed.make("acme", "other");
    bed.reader.list();
    CountDownLatch asked = new CountDownLatch(1);
    bed.beforeReading = () -> await(asked);
    bed.reader.start();

    List<Organisation> same = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      same.add(organisations.use("acme").orElseThrow());
    }
    asked.countDown();
    eventually("read", () -> same.getFirst().firstReading().isDone());

    same.forEach(it -> assertSame(same.getFirst(), it));
    assertEquals(List.of("acme", "acme"), bed.read);
    assertTrue(same.getFirst().issuer().keys().publishable());
    assertEquals(1, organisations.inUse().size());
  }

  @Test
  void soManyAreReadAtATimeAndSoManyWait() {
    List<String> names = OrganisationsInMemory.names(500);
    bed.make(names.toArray(String[]::new));
    bed.reader.list();
    Semaphore go = new Semaphore(0);
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    bed.beforeReading =
        () -> {
          most.accumulateAndGet(now.incrementAndGet(), Math::max);
          go.acquireUninterruptibly();
          now.decrementAndGet();
        };

    long taken = names.stream().filter(org -> organisations.use(org).isPresent()).count();
    assertEquals(OrganisationReader.MOST_WAITING, taken);
    bed.reader.start();
    int roles = OrganisationsInMemory.POLICIES.size();
    eventually("all seats taken", () -> now.get() == OrganisationReader.MOST_AT_ONCE * roles);
    go.release(10_000);

    eventually(
        "all of them read",
        () -> organisations.inUse().stream().allMatch(it -> it.firstReading().isDone()));
    assertEquals(OrganisationReader.MOST_AT_ONCE * roles, most.get());
    assertTrue(organisations.use("o00499").isPresent());
  }

  /** A slow machine lets more time pass, in which more may begin, and never fewer names come. */
  @Test
  void whoWalksThroughTenThousandNamesBeginsSoManyReadingsASecond() {
    List<String> names = OrganisationsInMemory.names(10_000);
    bed.make(names.toArray(String[]::new));
    bed.reader.list();
    bed.reader.start();
    long begun = System.nanoTime();
    names.forEach(organisations::use);
    long read = bed.read.stream().distinct().count();
    long seconds = (System.nanoTime() - begun) / 1_000_000_000 + 1;

    long allowed = OrganisationReader.FIRST_A_SECOND * (1 + seconds);
    assertTrue(read <= allowed, () -> "%d in %d s".formatted(read, seconds));
    assertTrue(organisations.inUse().size() <= allowed + OrganisationReader.MOST_WAITING);
  }

  @Test
  void whatGoesBackBehindTheHighestVersionIsRefusedAfterwardsToo() {
    bed.make("acme");
    bed.versions.put("acme", 1);
    bed.reader.list();
    assertTrue(goodAfter(2));
    assertFalse(goodAfter(1));
    assertTrue(goodAfter(2));
    assertTrue(goodAfter(3));
  }

  /** Reads it as one that was just made, with so many versions. */
  private boolean goodAfter(int newest) {
    bed.versions.put("acme", newest);
    return bed.unused("acme").keys().refresh();
  }

  @Test
  void aListThatIsOldMakesTheInstanceNotReady() {
    bed.reader.list();
    bed.clock.pass(Duration.ofHours(12));
    assertTrue(organisations.fresh());
    bed.clock.pass(Duration.ofSeconds(1));
    assertFalse(organisations.fresh());
  }

  @Test
  void aNameStaysOneObject() {
    bed.make("acme");
    bed.reader.list();
    String before = organisations.names("", 1).getFirst();
    bed.make("b");
    bed.reader.list();

    assertSame(before, organisations.names("", 1).getFirst());
    assertEquals(Set.of("acme", "b"), new TreeSet<>(organisations.names("", 9)));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
