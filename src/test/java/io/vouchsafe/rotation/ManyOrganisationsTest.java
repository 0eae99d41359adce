package io.vouchsafe.rotation;

import static io.vouchsafe.testing.Eventually.eventually;
import static java.util.stream.Collectors.toMap;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.base.OrgPattern;
import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.issuer.IssuerTemplate;
import io.vouchsafe.issuer.Organisation;
import io.vouchsafe.issuer.OrganisationEvents;
import io.vouchsafe.issuer.OrganisationProgress;
import io.vouchsafe.issuer.OrganisationReader;
import io.vouchsafe.issuer.Organisations;
import io.vouchsafe.key.DefaultPolicy;
import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.KeyEvents;
import io.vouchsafe.key.KeyPolicy;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.RotationEvents;
import io.vouchsafe.key.SigningKey;
import io.vouchsafe.testing.BreakingProxy;
import io.vouchsafe.testing.OrganisationIssuer;
import io.vouchsafe.testing.OrganisationKeys;
import io.vouchsafe.testing.TransitBed;
import io.vouchsafe.testing.VaultFixture;
import io.vouchsafe.token.Signer;
import io.vouchsafe.transit.TransitKeyNames;
import io.vouchsafe.transit.TransitRotator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Three hundred organisations of one template in a real OpenBao. */
@Tag("slow")
class ManyOrganisationsTest {
  private static final int MANY = 300;
  private static final Map<KeyRole, KeyPolicy> POLICIES =
      Stream.of(KeyRole.RS256, KeyRole.ES256, KeyRole.GRANT)
          .collect(toMap(Function.identity(), role -> DefaultPolicy.policy()));
  private static final IssuerTemplate TEMPLATE =
      new IssuerTemplate(
          "org",
          OrgPattern.parse("https://id.example.com/org/{org}"),
          OrgPattern.parse("many-{org}"));
  private static final List<String> NAMES =
      IntStream.range(0, MANY).mapToObj("o%03d"::formatted).toList();

  private static TransitBed bed;
  private static Signer signer;

  private final List<String> rotated = new CopyOnWriteArrayList<>();
  private final List<String> checked = new ArrayList<>();
  private Runnable checking = () -> {};

  @BeforeAll
  static void make() {
    bed = TransitBed.ofRoot();
    signer = bed.signing().signer();
    new OrganisationKeys(bed.bao().root(), "many-").make(NAMES);
  }

  @AfterAll
  static void close() {
    bed.close();
  }

  @AfterEach
  void mend() {
    bed.mend();
  }

  private static IssuerKeys keys(String org) {
    return new IssuerKeys(
        bed.reader("many-" + org), POLICIES, VaultFixture.CLOCK, new KeyEvents() {});
  }

  private static Issuer issuer(String org) {
    IssuerKeys keys = keys(org);
    return OrganisationIssuer.of(
        TEMPLATE, org, keys, VaultFixture.issuance(keys, signer), VaultFixture.CLOCK);
  }

  private static TransitKeyNames names() {
    return new TransitKeyNames(bed.vault(), VaultFixture.SETTINGS);
  }

  private static List<String> reads() {
    return bed.proxy().seen(path -> path.contains("/keys/many-"));
  }

  private static List<String> lists() {
    return bed.proxy().seen(path -> path.matches(".*/keys/?(\\?.*)?"));
  }

  @Test
  void whoWalksThroughAllOfThemCostsOneReadingOfEach() {
    Organisations organisations =
        new Organisations(
            TEMPLATE,
            POLICIES,
            ManyOrganisationsTest::issuer,
            new OrganisationEvents() {},
            VaultFixture.CLOCK);
    try (OrganisationReader reader =
        new OrganisationReader(List.of(organisations), names(), Duration.ofDays(1), () -> {})) {
      bed.proxy().forget();
      reader.start();
      eventually("listed", () -> organisations.known() == MANY);
      for (int walk = 0; walk < 3; walk++) {
        for (String org : NAMES) {
          eventually(org, () -> organisations.use(org).isPresent());
        }
      }
      eventually(
          "read", () -> organisations.inUse().stream().allMatch(it -> it.firstReading().isDone()));

      assertEquals(MANY, organisations.inUse().size());
      assertTrue(
          organisations.inUse().stream()
              .map(Organisation::issuer)
              .allMatch(it -> it.keys().publishable()));
      assertEquals(MANY * POLICIES.size(), reads().size());
      assertEquals(1, lists().size());
      assertEquals(NAMES.subList(101, 111), organisations.names("o100", 10));
    }
  }

  @Test
  void theRotatorChecksAllOfThemAtOnceAndSaysHowFarItIs() {
    try (OrganisationRotator rotator = rotator()) {
      bed.proxy().forget();
      assertTrue(rotator.all());

      OrganisationProgress progress = rotator.progress();
      assertEquals(MANY, progress.checked());
      assertEquals(0, progress.failed());
      assertTrue(progress.passEnded().isPresent());
      assertEquals(MANY * POLICIES.size(), reads().size());
      assertEquals(List.of(), rotated);
    }
  }

  @Test
  void whereVaultIsAwayItGoesOnWhereItStopped() {
    checking = () -> breakAt(MANY / 3);
    try (OrganisationRotator rotator = rotator()) {
      rotator.step(Duration.ZERO);
      OrganisationProgress stopped = rotator.progress();
      assertEquals(MANY / 3 - 1, stopped.checked());
      assertEquals(0, stopped.failed());
      assertTrue(stopped.passEnded().isEmpty());

      bed.mend();
      eventually(
          "the rest",
          () -> {
            rotator.step(Duration.ZERO);
            return rotator.progress().passEnded().isPresent();
          });

      assertEquals(0, rotator.progress().failed());
      assertEquals(
          checked.get(MANY / 3 - 1), checked.remove(MANY / 3), "the one that failed comes again");
      assertEquals(MANY, checked.size());
      assertEquals(Set.copyOf(NAMES), Set.copyOf(checked));
    }
  }

  private void breakAt(int count) {
    if (checked.size() == count) {
      bed.proxy().breaksAll(BreakingProxy.Fault.answer(503, "{\"errors\":[]}"));
    }
  }

  @Test
  void oneThatCannotBeRotatedHoldsUpNoOther() {
    bed.proxy()
        .breaks(
            path -> path.contains("many-o007-es256"),
            BreakingProxy.Fault.answer(404, "{\"errors\":[]}"));
    try (OrganisationRotator rotator = rotator()) {
      assertFalse(rotator.all());
      assertEquals(MANY, rotator.progress().checked());
      assertEquals(1, rotator.progress().failed());
    }
  }

  private OrganisationRotator rotator() {
    RotationEvents events = events();
    return new OrganisationRotator(
        "org",
        () -> TEMPLATE.organisations(names().list(), POLICIES.keySet()),
        org -> {
          checked.add(org);
          checking.run();
          return new OrganisationRotator.Work(
              new Rotation(
                  keys(org),
                  new TransitRotator(bed.vault(), VaultFixture.SETTINGS, "many-" + org),
                  events,
                  VaultFixture.CLOCK),
              Optional.empty());
        },
        VaultFixture.CLOCK);
  }

  private RotationEvents events() {
    return new RotationEvents() {
      @Override
      public void rotated(SigningKey key) {
        rotated.add(key.name());
      }

      @Override
      public void repeats(SigningKey key, String change, String reason) {}

      @Override
      public void cannotRotate(SigningKey key) {}

      @Override
      public void retired(SigningKey key) {
        rotated.add(key.name());
      }

      @Override
      public void settled(KeyRole role) {}

      @Override
      public void failed(KeyRole role, String reason) {}
    };
  }
}
