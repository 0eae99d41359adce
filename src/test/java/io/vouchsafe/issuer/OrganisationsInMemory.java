package io.vouchsafe.issuer;

import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.KeyEvents;
import io.vouchsafe.key.KeyFault;
import io.vouchsafe.key.KeyNames;
import io.vouchsafe.key.KeyPolicy;
import io.vouchsafe.key.KeyReading;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.Keys;
import io.vouchsafe.testing.AdjustableClock;
import io.vouchsafe.testing.OrganisationIssuer;
import io.vouchsafe.token.Audit;
import io.vouchsafe.token.Issuance;
import io.vouchsafe.token.ReleaseCheck;
import io.vouchsafe.token.Signer;
import io.vouchsafe.token.TokenEvents;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;

/** Organisations of one template, over a custodian in memory that a test can break. */
final class OrganisationsInMemory implements AutoCloseable {
  static final IssuerTemplate TEMPLATE = OrganisationIssuer.TEMPLATE;
  static final Map<KeyRole, KeyPolicy> POLICIES = OrganisationIssuer.POLICIES;

  final AdjustableClock clock = new AdjustableClock();
  final BesideReadings beside = new BesideReadings(9, Duration.ofSeconds(1));
  final Set<String> keyNames = new ConcurrentSkipListSet<>();
  final List<String> read = new CopyOnWriteArrayList<>();
  final List<String> dropped = new CopyOnWriteArrayList<>();
  final List<String> toldListed = new CopyOnWriteArrayList<>();
  final List<Incomplete> toldIncomplete = new CopyOnWriteArrayList<>();
  final Map<String, Integer> versions = new ConcurrentHashMap<>();
  final HighestVersions highest = new HighestVersions();
  volatile boolean away;
  volatile Runnable beforeReading = () -> {};
  final Organisations organisations;
  final OrganisationReader reader;
  private final Map<KeyRole, KeyPolicy> policies;

  OrganisationsInMemory() {
    this(POLICIES);
  }

  /**
   * @param policies of the same roles, with other times
   */
  OrganisationsInMemory(Map<KeyRole, KeyPolicy> policies) {
    this.policies = policies;
    this.organisations =
        new Organisations(
            TEMPLATE,
            policies,
            this::issuer,
            new OrganisationEvents() {
              @Override
              public void incomplete(Incomplete organisations) {
                toldIncomplete.add(organisations);
              }
            },
            clock);
    this.reader =
        new OrganisationReader(List.of(organisations), this::list, Duration.ofDays(1), () -> {});
    organisations.whenDropped(issuer -> dropped.add(issuer.name()));
  }

  void make(String... orgs) {
    for (String org : orgs) {
      POLICIES.keySet().forEach(role -> keyNames.add(role.keyName("org-" + org)));
    }
  }

  void delete(String org) {
    POLICIES.keySet().forEach(role -> keyNames.remove(role.keyName("org-" + org)));
  }

  private List<String> list() throws KeyNames.Fault {
    if (away) {
      throw new KeyNames.Fault("Vault is away", "wait");
    }
    return List.copyOf(keyNames);
  }

  /** The issuer of an organisation as it is made when somebody asks first. */
  Issuer unused(String org) {
    return issuer(org);
  }

  private Issuer issuer(String org) {
    IssuerKeys keys =
        new IssuerKeys(
            highest.of(org, role -> reading(org, role)),
            policies,
            clock,
            new KeyEvents() {
              @Override
              public void listed(boolean there) {
                toldListed.add("%s %s".formatted(org, there));
              }
            });
    Issuance issuance =
        new Issuance(
            TEMPLATE.url().of(org),
            keys,
            nothing(Signer.class),
            ReleaseCheck.always(),
            nothing(Audit.class),
            clock,
            TokenEvents.NONE);
    return OrganisationIssuer.of(TEMPLATE, org, keys, issuance, clock);
  }

  static <T> T nothing(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> null));
  }

  private KeyReading reading(String org, KeyRole role) {
    read.add(org);
    beforeReading.run();
    String name = role.keyName("org-" + org);
    if (away || !keyNames.contains(name)) {
      return new KeyReading.Failed(
          new KeyFault(
              role,
              name,
              away ? KeyFault.Cause.UNREACHABLE : KeyFault.Cause.MISSING,
              "it cannot be read",
              "wait"));
    }
    Instant[] created = new Instant[versions.getOrDefault(org, 1)];
    Arrays.fill(created, Instant.parse("2025-10-01T00:00:00Z"));
    return new KeyReading.Good(Keys.key(role, 1, 0, clock.instant(), created));
  }

  /** So many organisations' names. */
  static List<String> names(int count) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      names.add("o%05d".formatted(i));
    }
    return names;
  }

  @Override
  public void close() {
    reader.close();
  }
}
