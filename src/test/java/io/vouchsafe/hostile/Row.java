package io.vouchsafe.hostile;

import io.vouchsafe.hostile.Storm.Attack;
import io.vouchsafe.testing.RawConnection;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * One kind of harm.
 *
 * @param name by which it is chosen
 * @param what what is done
 * @param clients how many do it side by side
 * @param fair whether a good caller has to get as much as beside one caller of its own kind
 * @param attack what each client does; made for the target, since it may need grants
 */
record Row(String name, String what, int clients, boolean fair, Function<Target, Attack> attack) {

  /** All of them, in the order of the table. */
  static List<Row> all() {
    return List.of(
        fair(
            "h2c",
            "unfinished streams in clear text",
            2,
            t -> StreamAttacks.unfinishedInClearText()),
        fair("h2", "unfinished streams under TLS", 2, t -> StreamAttacks.unfinishedUnderTls()),
        fair("resets", "streams opened and given up", 2, StreamAttacks::resets),
        fair("resets-refused", "the same, and each is refused", 2, StreamAttacks::refusedResets),
        fair("headers", "a header block without end", 2, t -> StreamAttacks.endlessHeaders()),
        fair(
            "get-bodies",
            "bodies of GET on a thousand streams",
            1,
            t -> StreamAttacks.bodiesOfGet()),
        fair("get-forms", "forms and parts as bodies of GET", 4, BodyAttacks::bodiesOfGet),
        fair("methods", "made-up methods", 4, t -> Row::madeUpMethods),
        fair(
            "slow-bodies",
            "slow bodies of strangers",
            128,
            t -> BodyAttacks.slowWithoutCredentials()),
        fair("slow-grants", "slow bodies under four grants", 128, BodyAttacks::slowWithGrants),
        fair("slow-heads", "heads without end", 512, t -> BodyAttacks.partialHeads()),
        fair("forged-one", "one forged grant on ten connections", 10, ForgedAttacks::oneGrant),
        fair("forged-new", "new forged grants on ten connections", 10, ForgedAttacks::newGrants),
        fair("forged-row", "new forged grants by HTTP/1.1", 10, ForgedAttacks::inARow),
        fair("forged-proofs", "new forged proofs by HTTP/1.1", 10, ForgedAttacks::proofs),
        fair("lists-left", "lists of 1,000 whose client leaves", 2, GreedyAttacks::listsForNobody),
        fair("lists", "150 lists of 1,000 at once", 150, GreedyAttacks::lists),
        fair("singles", "64 connections under one grant", 64, GreedyAttacks::singlesUnderOneGrant),
        patient(
            "grants",
            "64 connections under 64 grants",
            64,
            t -> GreedyAttacks.singlesUnderManyGrants(t, 64)),
        fair("malformed", "what is no request of HTTP", 2, t -> Row::malformed),
        patient("leave-head", "1 to 2,000 leave in the head", 1, t -> LeavingAttacks.inTheHead()),
        patient("leave-body", "1 to 2,000 leave in the body", 1, LeavingAttacks::inTheBody),
        patient(
            "leave-waiting", "1 to 2,000 leave while Vault signs", 1, LeavingAttacks::whileWaiting),
        patient("leave-answer", "1 to 2,000 leave in the answer", 1, LeavingAttacks::inTheAnswer),
        patient("no-reader", "answers that nobody reads", 16, t -> LeavingAttacks.neverReading()));
  }

  private static Row fair(String name, String what, int clients, Function<Target, Attack> attack) {
    return new Row(name, what, clients, true, attack);
  }

  private static Row patient(
      String name, String what, int clients, Function<Target, Attack> attack) {
    return new Row(name, what, clients, false, attack);
  }

  /** Whether what HTTP does not know is part of it, so that 501 is right. */
  boolean knowsNoMethod() {
    return name.equals("methods");
  }

  private static void madeUpMethods(Storm storm, int client) throws java.io.IOException {
    try (RawConnection connection = storm.connect(client)) {
      boolean open = true;
      while (open && !storm.isOver()) {
        String method = "M" + UUID.randomUUID().toString().replace("-", "").toUpperCase();
        connection.send(Wording.head(method, "/.well-known/jwks.json"));
        open = storm.answered(connection) && storm.pause(Duration.ofMillis(2));
      }
    }
  }

  private static void malformed(Storm storm, int client) throws java.io.IOException {
    for (Malformed malformed : Malformed.all()) {
      try (RawConnection connection = storm.connect(client)) {
        connection.send(malformed.octets());
        storm.answered(connection);
      }
    }
    storm.pause(Duration.ofMillis(100));
  }

  @Override
  public String toString() {
    return name;
  }
}
