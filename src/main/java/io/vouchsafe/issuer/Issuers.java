package io.vouchsafe.issuer;

import io.vouchsafe.base.Deadline;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.Region;
import io.vouchsafe.key.SigningChoice;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The issuers of this instance: those that are configured one by one, and those of organisations.
 * Names and paths are unique among them.
 */
public final class Issuers implements Iterable<Issuer> {
  private static final List<KeyRole> PROBED = List.of(KeyRole.ES256, KeyRole.GRANT, KeyRole.RS256);

  private final List<Issuer> all;
  private final List<Organisations> templates;
  private final Map<String, Issuer> byName;
  private final Map<String, Issuer> byPath;

  /**
   * @throws IllegalStateException if two have one name or one path
   */
  public Issuers(List<Issuer> issuers) {
    this(issuers, List.of());
  }

  /**
   * @param templates of the issuers of organisations
   * @throws IllegalStateException if two have one name or one path
   */
  public Issuers(List<Issuer> issuers, List<Organisations> templates) {
    this.templates = List.copyOf(templates);
    this.all = List.copyOf(issuers);
    this.byName = all.stream().collect(Collectors.toMap(Issuer::name, Function.identity()));
    this.byPath = all.stream().collect(Collectors.toMap(Issuer::path, Function.identity()));
  }

  /** The organisations of each template, in the order of their names. */
  public List<Organisations> templates() {
    return templates;
  }

  /** Every issuer that is configured one by one, in the order of their names. */
  public List<Issuer> all() {
    return all;
  }

  @Override
  public Iterator<Issuer> iterator() {
    return all.iterator();
  }

  /** The issuer of this name in the configuration. */
  public Optional<Issuer> byName(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /**
   * The issuer whose {@code iss} has this path.
   *
   * @param path as it is written, not normalised; empty for the root
   */
  public Optional<Issuer> byPath(String path) {
    return Optional.ofNullable(byPath.get(path));
  }

  /**
   * The keys that may sign in the Vault of {@code region}, of every issuer that is configured and
   * every organisation in use; first those on an elliptic curve, which cost Vault least.
   */
  public Stream<SigningChoice.Ready> signingIn(Region region) {
    return PROBED.stream().flatMap(role -> signingIn(region, role));
  }

  private Stream<SigningChoice.Ready> signingIn(Region region, KeyRole role) {
    return Stream.concat(all.stream(), organisations())
        .filter(issuer -> issuer.keys().roles().contains(role))
        .map(issuer -> issuer.keys().in(region).signing(role))
        .filter(SigningChoice.Ready.class::isInstance)
        .map(SigningChoice.Ready.class::cast);
  }

  private Stream<Issuer> organisations() {
    return templates.stream().flatMap(Organisations::served).map(Organisation::issuer);
  }

  /**
   * Waits until the keys of every issuer were read, for {@code atMost} in all. Does not wait for
   * keys that only people can mend.
   */
  public void awaitFirstReading(Duration atMost) {
    Deadline deadline = Deadline.in(atMost);
    all.forEach(issuer -> issuer.keys().awaitFirstReading(deadline.remaining()));
  }
}
