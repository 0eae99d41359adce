package io.vouchsafe.testing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Several regions, each an OpenBao of its own with keys for the same issuers, and instances that
 * have one of them as home and read all. Each instance reaches each OpenBao through a proxy of its
 * own, so that any of these links can be cut alone. The times of a key's life are seconds.
 */
public final class RegionFleet implements AutoCloseable {
  /** An instance, its home, and its links to each region's OpenBao. */
  public record Member(Fleet.Instance instance, String home, Map<String, BreakingProxy> links) {
    /** Cuts it off from the OpenBao of a region, or lets it through again. */
    public void cutOff(String region, boolean off) {
      if (off) {
        links.get(region).down();
      } else {
        links.get(region).up();
      }
    }
  }

  private final Fleet fleet;
  private final Map<String, OpenBao> vaults = new LinkedHashMap<>();
  private final List<Member> members = new ArrayList<>();

  /**
   * Makes the regions, the first one at first.
   *
   * @param regions their names
   * @param issuers as {@link Fleet} takes them
   */
  public RegionFleet(List<String> regions, String... issuers) {
    fleet = new Fleet(issuers).bounded();
    for (String region : regions) {
      OpenBao vault = vaults.isEmpty() ? fleet.stage().bao() : OpenBao.startEmpty();
      vaults.put(region, vault);
      for (String issuer : issuers) {
        vault.setup("--key-prefix", Fleet.prefix(issuer));
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
    String name = "region-%s-%d".formatted(home, members.size() + 1);
    Member member = new Member(fleet.instance(name, settings.toArray(String[]::new)), home, links);
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

  @Override
  public void close() {
    fleet.close();
    members.forEach(member -> member.links().values().forEach(BreakingProxy::close));
    vaults.values().stream().skip(1).forEach(OpenBao::close);
  }
}
