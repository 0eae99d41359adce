package io.vouchsafe.token;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vouchsafe.base.Deadline;
import io.vouchsafe.key.DefaultPolicy;
import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.KeyFault;
import io.vouchsafe.key.KeyPolicy;
import io.vouchsafe.key.KeyReading;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.Keys;
import io.vouchsafe.key.Region;
import io.vouchsafe.key.RegionKeys;
import io.vouchsafe.key.RegionSource;
import io.vouchsafe.key.SigningAlgorithm;
import io.vouchsafe.key.SigningKey;
import io.vouchsafe.key.SilentKeyEvents;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IssuanceTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.900Z");
  private static final TokenShape SHAPE =
      new TokenShape(
          "job:1", "a", Duration.ofMinutes(5), SigningAlgorithm.RS256, Map.of("id", "1"));

  private final HeardAudit audit = new HeardAudit(token -> refuseWhereFull());
  private boolean auditFull;
  private List<SigningKey> readings;
  private IssuerKeys keys;
  private int reads;

  private void refuseWhereFull() {
    if (auditFull) {
      throw Problem.unavailable("no record", Duration.ofSeconds(1));
    }
  }

  private Issuance issuance(Signer signer, Instant created) {
    readings = List.of(Keys.key(KeyRole.RS256, 1, 0, NOW, created));
    keys =
        new IssuerKeys(
            role -> {
              reads++;
              return new KeyReading.Good(readings.getFirst());
            },
            Map.of(KeyRole.RS256, DefaultPolicy.policy()),
            () -> NOW,
            new SilentKeyEvents());
    keys.refresh();
    return issuance(signer);
  }

  private Issuance issuance(Signer signer) {
    return new Issuance(
        "https://id.example",
        keys,
        signer,
        ReleaseCheck.always(),
        audit,
        () -> NOW,
        TokenEvents.NONE);
  }

  private static String signed(PrivateKey key) {
    try {
      String input = "e30.e30";
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(key);
      signature.update(input.getBytes(US_ASCII));
      return input + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aTokenThatTheKeysForbidIsToldSinceNobodyAsksForIt() {
    Issuance issuance = issuance(handle -> "", NOW);
    TokenShape unread =
        new TokenShape("job:1", "a", Duration.ofMinutes(5), SigningAlgorithm.ES256, Map.of());

    assertThrows(Problem.class, () -> issuance.prepare(unread));

    assertEquals(List.of("unavailable"), audit.told());
  }

  /** It may be founding, and sign at once, as soon as that region is read. */
  @Test
  void aYoungKeyBesideARegionThatWasNeverReadIsNotSaidToBeNew() {
    KeyPolicy policy = DefaultPolicy.policy();
    KeyFault away =
        new KeyFault(
            KeyRole.RS256, "test-rs256", KeyFault.Cause.UNREACHABLE, "Vault is sealed", "unseal");
    SigningKey young = Keys.key(KeyRole.RS256, 1, 0, NOW, NOW);
    keys =
        new IssuerKeys(
            List.of(
                new RegionSource(
                    Region.HOME, role -> new KeyReading.Good(young), new SilentKeyEvents()),
                new RegionSource(
                    new Region("us"), role -> new KeyReading.Failed(away), new SilentKeyEvents())),
            Map.of(KeyRole.RS256, policy),
            () -> NOW);
    keys.regions().forEach(RegionKeys::refresh);

    Problem refusal = assertThrows(Problem.class, () -> issuance(handle -> "").prepare(SHAPE));

    assertEquals(
        "not all keys of the issuer have been read yet, so it cannot be told whether the RS256 key"
            + " may sign",
        refusal.getMessage());
    assertEquals(Optional.of(policy.refresh()), refusal.retryAfter());
  }

  @Test
  void whatCannotBeRecordedIsNeverSigned() {
    auditFull = true;
    List<String> signed = new ArrayList<>();
    Issuance issuance =
        issuance(
            handle -> {
              signed.add(handle.token().id());
              return "";
            },
            NOW);

    Problem refusal =
        assertThrows(
            Problem.class,
            () -> issuance.issue(SHAPE, "grant g", Deadline.in(Duration.ofSeconds(9))));

    assertEquals(Problem.Kind.UNAVAILABLE, refusal.kind());
    assertEquals(List.of(), signed);
    assertEquals(List.of("asked"), audit.told());
  }

  @Test
  void completesTheClaims() {
    PreparedToken token = issuance(handle -> "", NOW).prepare(SHAPE);

    long issuedAt = NOW.getEpochSecond();
    assertEquals(
        Map.of(
            "id",
            "1",
            "iss",
            "https://id.example",
            "sub",
            "job:1",
            "aud",
            "a",
            "iat",
            issuedAt,
            "nbf",
            issuedAt - 60,
            "exp",
            issuedAt + 300,
            "jti",
            token.id()),
        token.claims());
    assertEquals(1, token.keyVersion().number());
    assertEquals(TokenType.IDENTITY_TOKEN, token.type());
  }

  @Test
  void aTokenOfThePinnedKeyLeaves() {
    List<String> callers = new ArrayList<>();
    Issuance issuance =
        issuance(
            handle -> {
              callers.add(handle.caller());
              return signed(Keys.pair(SigningAlgorithm.RS256, 1).getPrivate());
            },
            NOW);

    issuance.sign(issuance.prepare(SHAPE), "grant g-1", Deadline.in(Duration.ofSeconds(1)));
    assertEquals(List.of("grant g-1"), callers);
    assertEquals(List.of("asked", "issued"), audit.told());
  }

  @Test
  void aTokenOfAnotherKeyNeverLeaves() {
    Issuance issuance =
        issuance(handle -> signed(Keys.pair(SigningAlgorithm.RS256, 2).getPrivate()), NOW);

    Problem problem =
        assertThrows(
            Problem.class,
            () ->
                issuance.sign(
                    issuance.prepare(SHAPE), "grant g-1", Deadline.in(Duration.ofSeconds(1))));
    assertEquals(Problem.Kind.WRONG_ANSWER, problem.kind());
    assertEquals(List.of("asked", "mismatched", "failed WRONG_ANSWER"), audit.told());
  }

  @Test
  void anAnswerThatIsNoJwsNeverLeaves() {
    for (String answer : List.of("", "e30", "e30.e30.", "e30.e30.!!", "..")) {
      Issuance issuance = issuance(handle -> answer, NOW);
      assertThrows(
          Problem.class,
          () ->
              issuance.sign(
                  issuance.prepare(SHAPE), "grant g-1", Deadline.in(Duration.ofSeconds(1))));
    }
  }

  private Issuance issuanceOnceTheFirstVersionWasRefused(Runnable beforeTheRefusal) {
    PrivateKey second = Keys.pair(SigningAlgorithm.RS256, 2).getPrivate();
    return issuance(
        handle -> {
          if (handle.token().keyVersion().number() == 1) {
            readings = List.of(Keys.key(KeyRole.RS256, 1, 2, NOW, NOW, NOW));
            beforeTheRefusal.run();
            throw Problem.of(Problem.Kind.VERSION_REFUSED, "no");
          }
          return signed(second);
        },
        NOW);
  }

  @Test
  void aRefusedVersionIsReadAgainAndTheTokenPreparedAnewOnce() {
    Issuance issuance = issuanceOnceTheFirstVersionWasRefused(() -> {});

    issuance.issue(SHAPE, "grant g-1", Deadline.in(Duration.ofSeconds(1)));
    assertEquals(List.of("asked", "failed VERSION_REFUSED", "asked", "issued"), audit.told());
  }

  @Test
  void whereAnotherRefusalHasLedToAReadingThereIsNoSecondOne() {
    Issuance issuance = issuanceOnceTheFirstVersionWasRefused(() -> keys.readAgain());
    int before = reads;

    issuance.issue(SHAPE, "grant g-1", Deadline.in(Duration.ofSeconds(1)));

    assertEquals(1, reads - before);
  }

  @Test
  void aRefusalThatTheReadingDoesNotExplainIsUnavailable() {
    Issuance issuance =
        issuance(
            handle -> {
              throw Problem.of(Problem.Kind.VERSION_REFUSED, "no");
            },
            NOW);

    assertEquals(Problem.Kind.UNAVAILABLE, refused(issuance).kind());
    assertEquals(List.of("asked", "failed VERSION_REFUSED", "unavailable"), audit.told());
  }

  @Test
  void theSecondRefusalIsUnavailable() {
    Issuance issuance =
        issuance(
            handle -> {
              int refused = handle.token().keyVersion().number();
              readings = List.of(Keys.key(KeyRole.RS256, 1, refused + 1, NOW, NOW, NOW, NOW));
              throw Problem.of(Problem.Kind.VERSION_REFUSED, "no");
            },
            NOW);

    assertEquals(Problem.Kind.UNAVAILABLE, refused(issuance).kind());
    assertEquals(5, audit.told().size());
    assertEquals("unavailable", audit.told().getLast());
  }

  private static Problem refused(Issuance issuance) {
    return assertThrows(
        Problem.class,
        () -> issuance.issue(SHAPE, "grant g-1", Deadline.in(Duration.ofSeconds(1))));
  }

  @Test
  void aHandleSignsOnce() {
    SigningHandle handle =
        new SigningHandle(
            issuance(h -> "", NOW).prepare(SHAPE), "grant g-1", Deadline.in(Duration.ofSeconds(1)));
    handle.spend();
    assertThrows(IllegalStateException.class, handle::spend);
  }
}
