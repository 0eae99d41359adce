package io.vouchsafe.signing;

import static java.util.stream.Collectors.groupingBy;

import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.Region;
import io.vouchsafe.key.SigningAlgorithm;
import io.vouchsafe.key.SigningChoice;
import io.vouchsafe.token.Signer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The regions whose Vaults sign, home first. A digest goes to the Vault of the region whose key was
 * pinned, and to no other.
 */
public final class SigningRegions implements DigestSigner {
  private final Map<Region, SigningRegion> regions = new LinkedHashMap<>();
  private final List<Region> all;
  private final SigningLanes ofHome;

  /**
   * @param regions in the order in which they are asked, home first
   */
  public SigningRegions(List<SigningRegion> regions) {
    regions.forEach(it -> this.regions.put(it.region(), it));
    this.all = List.copyOf(this.regions.keySet());
    this.ofHome = regions.getFirst().lanes();
  }

  /** Every region, home first. */
  public List<SigningRegion> all() {
    return List.copyOf(regions.values());
  }

  /**
   * The regions in the order in which they are asked to sign now: those whose Vault is taken to be
   * away come last.
   */
  List<Region> order() {
    return regions.values().stream().noneMatch(it -> it.circuit().isOpen())
        ? all
        : Stream.concat(with(false), with(true)).toList();
  }

  private Stream<Region> with(boolean open) {
    return regions.values().stream()
        .filter(it -> it.circuit().isOpen() == open)
        .map(SigningRegion::region);
  }

  private SigningLanes lanes(Region region) {
    return regions.get(region).lanes();
  }

  @Override
  public byte[] sign(TransitPrivateKey key, byte[] digest) {
    return lanes(key.region()).sign(key, digest);
  }

  /** Adds digests of one request, which may be of several keys and regions. */
  void add(List<PendingDigest> wave) {
    wave.stream()
        .collect(groupingBy(pending -> pending.key().region()))
        .forEach((region, digests) -> lanes(region).add(digests));
  }

  Signer.Width width(SigningAlgorithm algorithm) {
    return ofHome.width(algorithm);
  }

  boolean full(SigningChoice.Ready key, String caller, Duration patience) {
    return lanes(key.region()).full(key, caller, patience);
  }

  void distrustNodes(Region region) {
    lanes(region).distrustNodes();
  }

  /** How many digests of keys in {@code role} wait for a call, over all issuers and regions. */
  public int waiting(KeyRole role) {
    return regions.values().stream().mapToInt(it -> it.lanes().waiting(role)).sum();
  }

  /** How many calls of keys in {@code role} are under way, over all issuers and regions. */
  public int underWay(KeyRole role) {
    return regions.values().stream().mapToInt(it -> it.lanes().underWay(role)).sum();
  }
}
