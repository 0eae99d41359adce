package io.vouchsafe.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vouchsafe.base.Sha256;
import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.Keys;
import io.vouchsafe.testing.SilentOutage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotFileTest extends SnapshotFixture {
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

  /** The file of two issuers. */
  private SnapshotFile holding(IssuerKeys first, IssuerKeys second) {
    return new SnapshotFile(
        file, Map.of(ORIGIN, first.home(), SECOND, second.home()), S, SilentOutage.create());
  }

  @Test
  void oneFileHoldsTheRingsOfAllIssuers() {
    vault.put(KeyRole.RS256, Keys.key(KeyRole.RS256, 5, 0, now, START));
    IssuerKeys second = keys();
    assertTrue(second.refresh());
    holding(read, second).check();
    IssuerKeys one = keys();
    IssuerKeys two = keys();

    holding(one, two).restore();

    assertEquals(jwks(read), jwks(one));
    assertEquals(jwks(second), jwks(two));
  }

  @Test
  void anIssuerThatCannotBeReadKeepsItsPlaceInTheFile() {
    new SnapshotFile(
            file, Map.of(ORIGIN, read.home(), SECOND, read.home()), S, SilentOutage.create())
        .check();
    IssuerKeys one = keys();
    vault.clear();
    IssuerKeys two = keys();
    SnapshotFile next =
        new SnapshotFile(
            file, Map.of(ORIGIN, one.home(), SECOND, two.home()), S, SilentOutage.create());
    next.restore();
    now = now.plus(S.dividedBy(2));
    for (KeyRole role : KeyRole.values()) {
      vault.put(role, Keys.key(role, 1, 0, now, START));
    }
    assertTrue(one.refresh());
    next.check();

    IssuerKeys later = keys();
    snapshot(SECOND, later).restore();

    assertTrue(later.publishable());
    assertEquals(S.dividedBy(2), later.publishedAge().orElseThrow());
  }

  @Test
  void isWrittenWhenKeysChangeOrItsReadingGetsOld() throws IOException {
    SnapshotFile snapshot = snapshot(ORIGIN, read);
    snapshot.check();
    String first = Files.readString(file);

    now = START.plus(S.dividedBy(24)).minusSeconds(1);
    readAgain(START);
    snapshot.check();
    assertEquals(first, Files.readString(file));

    now = now.plusSeconds(1);
    readAgain(START);
    snapshot.check();
    String second = Files.readString(file);
    assertFalse(first.equals(second));

    now = now.plusSeconds(1);
    readAgain(START, now);
    snapshot.check();
    String third = Files.readString(file);
    assertFalse(second.equals(third));

    now = now.plusSeconds(1);
    readAgain(START, now.minusSeconds(1));
    snapshot.check();
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

  /** The digest proves no writer, so whoever can write the file can make it fit. */
  @ParameterizedTest
  @CsvSource({
    "role, RS384",
    "created, 2014-12-31T23:59:59Z",
    "created, 9000-01-01T00:00:00Z",
    "created, +10000-01-01T00:00:00Z",
    "public_key, ?"
  })
  void whatCannotBeIsDamageThoughTheDigestFits(String member, String value) throws IOException {
    write();
    ObjectNode json = (ObjectNode) new ObjectMapper().readTree(file.toFile());
    ObjectNode key = (ObjectNode) json.at("/rings/0/keys/0");
    ObjectNode holder = member.equals("role") ? key : (ObjectNode) key.at("/versions/0");
    holder.put(member, value);
    json.put("sha256", HexFormat.of().formatHex(Sha256.of(json.path("rings").toString())));

    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> RingSnapshots.parse(json.toString().getBytes(UTF_8)));

    assertEquals("it is damaged", refused.getMessage());
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

  @Test
  void aFileThatCannotBeWrittenHurtsNobody() throws IOException {
    SnapshotFile snapshot = snapshot(ORIGIN, read);
    Files.delete(folder);
    snapshot.check();
    snapshot.check();
    Files.createDirectory(folder);
    mode(folder, "rwx------");
    snapshot.check();
    assertTrue(restores(ORIGIN));
  }

  /** Such as the Vault of another region that was taken, and lists what it likes. */
  @Test
  void aVaultThatListsTooMuchTakesNoPlaceFromTheOthers() {
    Instant[] created =
        IntStream.range(0, 2_500)
            .mapToObj(each -> START.plus(Duration.ofHours(5L * each)))
            .toArray(Instant[]::new);
    vault.put(KeyRole.ES256, Keys.key(KeyRole.ES256, 1, 0, now, created));
    IssuerKeys many = keys();
    assertTrue(many.refresh());
    holding(read, many).check();
    IssuerKeys one = keys();
    IssuerKeys two = keys();

    holding(one, two).restore();

    assertEquals(jwks(read), jwks(one));
    assertFalse(two.publishable());
  }
}
