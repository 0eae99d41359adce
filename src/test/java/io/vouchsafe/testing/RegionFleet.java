package io.vouchsafe.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Several regions, each an OpenBao of its own with keys for the same issuers, and instances that
 * have one of them as home and read all. Each instance reaches each OpenBao through a proxy of its
 * own, so that any of these links can be cut alone. The times of a key's life are seconds, grants
 * can be revoked, and each instance has a ring snapshot.
 */
public final class RegionFleet implements AutoCloseable, Reach {
  /** The oldest reading of a region whose keys and revocations count. */
  public static final Duration MAX_PUBLISHED_AGE = Duration.ofSeconds(5);

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

  /** How long it takes after a region is gone until nothing lives that it signed. */
  public static final Duration LAST_GRANT = Duration.ofSeconds(20 + 1 + 2);

  /**
   * An instance, its home, and its links to each region's OpenBao.
   *
   * @param throughSince since when each link lets it through; {@link Instant#MAX} while it does not
   */
  public record Member(
      Fleet.Instance instance,
      String home,
      Map<String, BreakingProxy> links,
      Map<String, Instant> throughSince) {
    /** Cuts it off from the OpenBao of a region, or lets it through again. */
    public void cutOff(String region, boolean off) {
      if (off) {
        throughSince.put(region, Instant.MAX);
        links.get(region).down();
      } else {
        links.get(region).up();
        throughSince.put(region, Instant.now());
      }
    }
  }

  private final Fleet fleet;
  private final Map<String, OpenBao> vaults = new LinkedHashMap<>();
  private final List<Member> members = new ArrayList<>();
  private final Path snapshots = temporaryFolder();

  /**
   * Makes the regions, the first one at first.
   *
   * @param regions their names
   * @param issuers as {@link Fleet} takes them
   */
  public RegionFleet(List<String> regions, String... issuers) {
    fleet = new Fleet(issuers).bounded().with(CompressedTimes.LONG_GRANTS).revoking();
    for (String region : regions) {
      OpenBao vault = vaults.isEmpty() ? fleet.stage().bao() : OpenBao.startEmpty();
      vaults.put(region, vault);
      for (String issuer : issuers) {
        vault.setup("--key-prefix", Fleet.prefix(issuer), "--revocation-mount", Stage.REVOKED);
      }
    }
  }

  /** Makes an instance of a region, which rotates too; it is not started. */
  public Member member(String home) {
    Map<String, BreakingProxy> links = new LinkedHashMap<>();
    vaults.forEach((region, vault) -> links.put(region, BreakingProxy.before(vault.address())));
    List<String> settings = new ArrayList<>();
    add(settings, "quarkus.vault.url", links.get(home).address());
    add(settings, "quarkus.vault.authentication.client-token", token(home, "-signer"));
    add(settings, "vouchsafe.rotation.authentication.client-token", token(home, "-rotator"));
    add(settings, "vouchsafe.rotation.mode", "on");
    add(settings, "vouchsafe.rotation.every", "1s");
    add(settings, "vouchsafe.rotation.jitter", "1s");
    add(settings, "vouchsafe.vault.region", home);
    String name = "region-%s-%d".formatted(home, members.size() + 1);
    add(settings, "vouchsafe.ring.snapshot", snapshots.resolve(name + ".json"));
    fleet
        .issuers()
        .forEach(issuer -> add(settings, "vouchsafe.issuers." + issuer + ".region-claim", CLAIM));
    links.forEach(
        (region, link) -> {
          if (!region.equals(home)) {
            String other = "vouchsafe.vault.regions." + region + ".";
            add(settings, other + "url", link.address());
            add(settings, other + "authentication.client-token", token(region, "-signer"));
            add(settings, other + "sign", true);
          }
        });
    Map<String, Instant> throughSince = new ConcurrentHashMap<>();
    links.keySet().forEach(region -> throughSince.put(region, Instant.now()));
    Member member =
        new Member(
            fleet.instance(name, settings.toArray(String[]::new)), home, links, throughSince);
    members.add(member);
    return member;
  }

  /** The claim that says at which region's instance a token was issued. */
  public static final String CLAIM = "issued_in";

  private static void add(List<String> settings, String name, Object value) {
    settings.add(name);
    settings.add(value.toString());
  }

  private String token(String region, String part) {
    return vaults
        .get(region)
        .tokenWith(
            fleet.issuers().stream().map(it -> Fleet.prefix(it) + part).toArray(String[]::new));
  }

  public Fleet fleet() {
    return fleet;
  }

  /** The OpenBao of a region. */
  public OpenBao vault(String region) {
    return vaults.get(region);
  }

  public List<Member> members() {
    return List.copyOf(members);
  }

  /** Cuts every instance off from the OpenBao of a region, or lets all through again. */
  public void away(String region, boolean away) {
    members.forEach(member -> member.cutOff(region, away));
  }

  /** The OpenBao of a region ends, and never comes back; no instance reaches it any more. */
  public void lose(String region) {
    away(region, true);
    vaults.get(region).process().destroyForcibly();
  }

  @Override
  public Instant since(Fleet.Instance reader, Fleet.Instance writer) {
    return of(reader).throughSince().get(of(writer).home());
  }

  @Override
  public Duration oldest() {
    return MAX_PUBLISHED_AGE;
  }

  /** Since its age counts from the start before it was read at all, two readings are waited for. */
  @Override
  public boolean hasRead(
      Fleet.Instance reader, Fleet.Instance writer, String issuer, Instant revoked) {
    Instant first = readAt(reader, writer, issuer);
    Instant next = first;
    Instant end = Instant.now().plus(MAX_PUBLISHED_AGE);
    while (!first.isBefore(revoked) && !isLater(next, first) && Instant.now().isBefore(end)) {
      Processes.pause(BETWEEN_LOOKS);
      next = readAt(reader, writer, issuer);
    }
    return isLater(next, first);
  }

  /** What a clock in between may cost counts for nothing. */
  private static boolean isLater(Instant next, Instant first) {
    return next.isAfter(first.plus(BETWEEN_LOOKS));
  }

  /** When the list of the writer's region was read at the latest; long ago where nobody says. */
  private Instant readAt(Fleet.Instance reader, Fleet.Instance writer, String issuer) {
    String home = of(writer).home();
    String series =
        of(reader).home().equals(home)
            ? "vouchsafe_caller_revocation_age_seconds{issuer=\"%s\"} ".formatted(issuer)
            : "vouchsafe_region_revocations_age_seconds{issuer=\"%s\",region=\"%s\"} "
                .formatted(issuer, home);
    Instant before = Instant.now();
    try {
      String metrics = Http.get(reader.managementUrl() + "/q/metrics").http().body();
      return Metrics.values(metrics, series)
          .mapToObj(age -> before.minusMillis((long) (age * 1000)))
          .findFirst()
          .orElse(Instant.MIN);
    } catch (UncheckedIOException gone) {
      return Instant.MIN;
    }
  }

  /** The member that an instance is. */
  public Member of(Fleet.Instance instance) {
    return members.stream().filter(it -> it.instance() == instance).findFirst().orElseThrow();
  }

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("ring-snapshots");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void deleteSnapshots() {
    try (var files = Files.list(snapshots)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(snapshots);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    fleet.close();
    deleteSnapshots();
    members.forEach(member -> member.links().values().forEach(BreakingProxy::close));
    vaults.values().stream().skip(1).forEach(OpenBao::close);
  }
}
