package io.vouchsafe.fuzz;

import io.vouchsafe.audit.AuditFuzz;
import io.vouchsafe.caller.GrantFuzz;
import io.vouchsafe.caller.RevocationFuzz;
import io.vouchsafe.http.ExchangeFormFuzz;
import io.vouchsafe.http.QueryFuzz;
import io.vouchsafe.http.body.BodyFuzz;
import io.vouchsafe.proof.CompactJwsFuzz;
import io.vouchsafe.proof.DiscoveryFuzz;
import io.vouchsafe.proof.JwksFuzz;
import io.vouchsafe.proof.ProofFuzz;
import io.vouchsafe.signing.SignaturesFuzz;
import io.vouchsafe.snapshot.SnapshotFuzz;
import io.vouchsafe.testing.Repository;
import io.vouchsafe.transit.TransitKeyFuzz;
import io.vouchsafe.vault.VaultAnswerFuzz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A reader of what others write. Each takes any octets, and throws only if the reader failed in
 * another way than it says, or took what it must refuse.
 */
enum Target {
  JWS(CompactJwsFuzz.class, CompactJwsFuzz::fuzzerTestOneInput),
  PROOF(ProofFuzz.class, ProofFuzz::fuzzerTestOneInput),
  JWKS(JwksFuzz.class, JwksFuzz::fuzzerTestOneInput),
  DISCOVERY(DiscoveryFuzz.class, DiscoveryFuzz::fuzzerTestOneInput),
  GRANT(GrantFuzz.class, GrantFuzz::fuzzerTestOneInput),
  REVOCATION(RevocationFuzz.class, RevocationFuzz::fuzzerTestOneInput),
  BODY(BodyFuzz.class, BodyFuzz::fuzzerTestOneInput),
  QUERY(QueryFuzz.class, QueryFuzz::fuzzerTestOneInput),
  FORM(ExchangeFormFuzz.class, ExchangeFormFuzz::fuzzerTestOneInput),
  VAULT(VaultAnswerFuzz.class, VaultAnswerFuzz::fuzzerTestOneInput),
  KEY(TransitKeyFuzz.class, TransitKeyFuzz::fuzzerTestOneInput),
  SIGNATURES(SignaturesFuzz.class, SignaturesFuzz::fuzzerTestOneInput),
  SNAPSHOT(SnapshotFuzz.class, SnapshotFuzz::fuzzerTestOneInput),
  AUDIT(AuditFuzz.class, AuditFuzz::fuzzerTestOneInput);

  private static final Path SEEDS = Repository.ROOT.resolve("src/test/resources/fuzz");

  private final Class<?> type;
  private final Consumer<byte[]> run;

  Target(Class<?> type, Consumer<byte[]> run) {
    this.type = type;
    this.run = run;
  }

  /** As {@code dev/fuzz} takes it. */
  String title() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Target> named(String title) {
    return Stream.of(values()).filter(target -> target.title().equals(title)).findFirst();
  }

  /** The class that Jazzer calls. */
  String className() {
    return type.getName();
  }

  void run(byte[] input) {
    run.accept(input);
  }

  /** The folder of its seeds: what a good one looks like, and whatever was once found. */
  Path seedFolder() {
    return SEEDS.resolve(title());
  }

  List<Path> seeds() throws IOException {
    try (Stream<Path> files = Files.list(seedFolder())) {
      return files.sorted().toList();
    }
  }
}
