package io.vouchsafe.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vouchsafe.key.DefaultPolicy;
import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.JwkSet;
import io.vouchsafe.key.KeyEvents;
import io.vouchsafe.key.KeyFault;
import io.vouchsafe.key.KeyPolicy;
import io.vouchsafe.key.KeyReading;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.Keys;
import io.vouchsafe.key.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotFileTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration S = Duration.ofHours(12);
  private static final RingOrigin ORIGIN =
      new RingOrigin("https://id.example.com", "https://vault:8200", "", "transit", "vouchsafe");
  private static final RingOrigin SECOND =
      new RingOrigin("https://id.example.com/b", "https://vault:8200", "", "transit", "second");

  @TempDir Path folder;

  private final Map<KeyRole, SigningKey> vault = new EnumMap<>(KeyRole.class);
  private Instant now = START;
  private Path file;
  private IssuerKeys read;

  @BeforeEach
  void prepare() throws IOException {
    mode(folder, "rwx------");
    file = folder.resolve("ring.json");
    for (KeyRole role : KeyRole.values()) {
      vault.put(role, Keys.key(role, 1, 0, now, START));
    }
    read = keys();
    assertTrue(read.refresh());
  }

  private IssuerKeys keys() {
    KeyPolicy policy = DefaultPolicy.builder().maxPublishedAge(S).build();
    return new IssuerKeys(
        this::reading,
        Map.of(KeyRole.RS256, policy, KeyRole.ES256, policy, KeyRole.GRANT, policy),
        () -> now,
        new KeyEvents() {});
  }

  private KeyReading reading(KeyRole role) {
    return vault.containsKey(role)
        ? new KeyReading.Good(vault.get(role))
        : new KeyReading.Failed(
            new KeyFault(role, "test", KeyFault.Cause.UNREACHABLE, "no answer", "wait"));
  }

  private SnapshotFile snapshot(RingOrigin origin, IssuerKeys keys) {
    return new SnapshotFile(file, Map.of(origin, keys), S);
  }

  private void write() {
    snapshot(ORIGIN, read).look();
  }

  /** What an instance publishes that comes to the file at this moment. */
  private boolean restores(RingOrigin origin) {
    IssuerKeys keys = keys();
    snapshot(origin, keys).restore();
    if (keys.publishable()) {
      assertEquals(jwks(read), jwks(keys), "other keys than were written");
    }
    return keys.publishable();
  }

  private String jwks(IssuerKeys keys) {
    return JwkSet.of(keys, List.of(), now).json();
  }

  private static void mode(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  private void isRefused(String... words) {
    String said =
        assertThrows(IllegalArgumentException.class, () -> snapshot(ORIGIN, keys())).getMessage();
    for (String word : words) {
      assertTrue(said.contains(word), said);
    }
  }

  @Test
  void whatIsWrittenIsPublishedByTheNextInstance() throws IOException {
    assertFalse(restores(ORIGIN));
    write();

    assertTrue(restores(ORIGIN));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    assertFalse(Files.readString(file).contains("grant"));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(file), files.toList());
    }
  }

  @Test
  void oneFileHoldsTheRingsOfAllIssuers() {
    vault.put(KeyRole.RS256, Keys.key(KeyRole.RS256, 5, 0, now, START));
    IssuerKeys second = keys();
    assertTrue(second.refresh());
    new SnapshotFile(file, Map.of(ORIGIN, read, SECOND, second), S).look();
    IssuerKeys one = keys();
    IssuerKeys two = keys();

    new SnapshotFile(file, Map.of(ORIGIN, one, SECOND, two), S).restore();

    assertEquals(jwks(read), jwks(one));
    assertEquals(jwks(second), jwks(two));
  }

  @Test
  void anIssuerThatCannotBeReadKeepsItsPlaceInTheFile() {
    new SnapshotFile(file, Map.of(ORIGIN, read, SECOND, read), S).look();
    IssuerKeys one = keys();
    vault.clear();
    IssuerKeys two = keys();
    SnapshotFile next = new SnapshotFile(file, Map.of(ORIGIN, one, SECOND, two), S);
    next.restore();
    now = now.plus(S.dividedBy(2));
    for (KeyRole role : KeyRole.values()) {
      vault.put(role, Keys.key(role, 1, 0, now, START));
    }
    assertTrue(one.refresh());
    next.look();

    IssuerKeys later = keys();
    snapshot(SECOND, later).restore();

    assertTrue(later.publishable());
    assertEquals(S.dividedBy(2), later.publishedAge().orElseThrow());
  }

  @Test
  void isWrittenWhenKeysChangeOrItsReadingGetsOld() throws IOException {
    SnapshotFile snapshot = snapshot(ORIGIN, read);
    snapshot.look();
    String first = Files.readString(file);

    now = START.plus(S.dividedBy(24)).minusSeconds(1);
    readAgain(START);
    snapshot.look();
    assertEquals(first, Files.readString(file));

    now = now.plusSeconds(1);
    readAgain(START);
    snapshot.look();
    String second = Files.readString(file);
    assertFalse(first.equals(second));

    now = now.plusSeconds(1);
    readAgain(START, now);
    snapshot.look();
    String third = Files.readString(file);
    assertFalse(second.equals(third));

    now = now.plusSeconds(1);
    readAgain(START, now.minusSeconds(1));
    snapshot.look();
    assertEquals(third, Files.readString(file));
    snapshot.close();
    assertFalse(third.equals(Files.readString(file)));
  }

  private void readAgain(Instant... created) {
    for (KeyRole role : KeyRole.values()) {
      vault.put(role, Keys.key(role, 1, 0, now, created));
    }
    assertTrue(read.refresh());
  }

  @Test
  void noDamageIsPublished() throws IOException {
    write();
    byte[] whole = Files.readAllBytes(file);
    Random random = new Random(1);
    for (int i = 0; i < 500; i++) {
      byte[] damaged = whole.clone();
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, damaged);
      restores(ORIGIN);
    }
    for (int length : new int[] {0, 1, whole.length / 2, whole.length - 10}) {
      Files.write(file, java.util.Arrays.copyOf(whole, length));
      assertFalse(restores(ORIGIN), "cut at " + length);
    }
    Files.write(file, new byte[2 << 20]);
    assertFalse(restores(ORIGIN));
    Files.write(file, whole);
    assertTrue(restores(ORIGIN));
  }

  @ParameterizedTest
  @ValueSource(strings = {"created", "read_at", "public_key", "kid", "version", "name"})
  void aChangedMemberIsDamage(String member) throws IOException {
    write();
    String whole = Files.readString(file);
    String changed = whole.replaceFirst("(\"" + member + "\" : \"?)(.)", "$1" + "9");
    assertFalse(whole.equals(changed), changed);
    Files.write(file, changed.getBytes(UTF_8));

    assertFalse(restores(ORIGIN));
  }

  @Test
  void anotherFormatIsIgnored() throws IOException {
    write();
    String whole = Files.readString(file);
    Files.writeString(
        file, whole.replace("vouchsafe-ring-snapshot/1", "vouchsafe-ring-snapshot/2"));
    assertFalse(restores(ORIGIN));
  }

  @Test
  void whatIsForeignIsIgnored() {
    write();
    String issuer = ORIGIN.issuer();
    String vault = ORIGIN.vault();
    for (RingOrigin other :
        List.of(
            new RingOrigin("https://other.example.com", vault, "", "transit", "vouchsafe"),
            new RingOrigin(issuer, "https://other:8200", "", "transit", "vouchsafe"),
            new RingOrigin(issuer, vault, "team", "transit", "vouchsafe"),
            new RingOrigin(issuer, vault, "", "team/transit", "vouchsafe"),
            new RingOrigin(issuer, vault, "", "transit", "shop"))) {
      assertFalse(restores(other), other.toString());
    }
    assertTrue(restores(ORIGIN));
  }

  @Test
  void whatIsTooOldOrOfTheFutureIsIgnored() {
    write();
    now = START.plus(S);
    assertTrue(restores(ORIGIN));
    now = now.plusMillis(1);
    assertFalse(restores(ORIGIN));
    now = START.minusSeconds(31);
    assertFalse(restores(ORIGIN));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-rw----", "rw-r--rw-", "rw-rw-rw-"})
  void aFileThatOthersMayWriteIsRefused(String mode) throws IOException {
    write();
    mode(file, mode);
    isRefused(file.getFileName().toString(), "forges tokens", "chmod 600");
    mode(file, "rw-r--r--");
    assertTrue(restores(ORIGIN));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rwxrwx---", "rwx---rwx", "rwxrwxrwx"})
  void aFolderInWhichOthersMayReplaceFilesIsRefused(String mode) throws IOException {
    mode(folder, mode);
    isRefused("may replace files", "chmod go-w");
    Files.setAttribute(folder, "unix:mode", 01777);
    write();
    assertTrue(restores(ORIGIN));
  }

  @Test
  void aFolderThatIsMissingIsRefused() {
    file = folder.resolve("missing").resolve("ring.json");
    isRefused("there is no folder", "0700");
  }

  @Test
  void aLinkInPlaceOfTheFileIsRefusedAndOneBeforeItFollowed() throws IOException {
    write();
    Path file = this.file;
    Path real = Files.createDirectory(folder.resolve("real"));
    mode(real, "rwxrwx---");
    this.file = Files.createSymbolicLink(folder.resolve("link.json"), file);
    isRefused("no plain file");
    this.file = Files.createSymbolicLink(folder.resolve("link"), real).resolve("ring.json");
    isRefused(real.getFileName().toString(), "may replace files");
    mode(real, "rwx------");
    write();
    assertTrue(Files.isRegularFile(real.resolve("ring.json")));
  }

  @Test
  void aFileOrFolderOfAnotherUserIsRefused() throws IOException {
    write();
    try {
      Files.setAttribute(file, "unix:uid", 12_345);
    } catch (IOException notRoot) {
      assumeTrue(false, "only root gives files away");
    }
    isRefused("belongs to user 12345", "forges tokens");
    Files.delete(file);
    Files.setAttribute(folder, "unix:uid", 12_345);
    isRefused("belongs to user 12345", "forges tokens");
  }

  @Test
  void aFileThatCannotBeWrittenHurtsNobody() throws IOException {
    SnapshotFile snapshot = snapshot(ORIGIN, read);
    Files.delete(folder);
    snapshot.look();
    snapshot.look();
    Files.createDirectory(folder);
    mode(folder, "rwx------");
    snapshot.look();
    assertTrue(restores(ORIGIN));
  }
}
