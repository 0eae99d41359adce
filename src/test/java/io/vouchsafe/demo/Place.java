package io.vouchsafe.demo;

import io.vouchsafe.base.OrgPattern;
import io.vouchsafe.testing.Repository;
import io.vouchsafe.testing.VaultApi;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Where a service and its OpenBao are; kept in {@code target/dev/env} while {@code dev/up} or
 * {@code dev/demo} runs, as assignments of a shell.
 *
 * @param url of the issuer, with {@code {org}} in it where each organisation has one
 * @param managementUrl of the operators' port
 * @param vault OpenBao under its root token
 */
record Place(String url, String managementUrl, VaultApi vault, Path log, Path vaultLog) {
  static final Path FOLDER = Repository.TARGET.resolve("dev");
  static final Path FILE = FOLDER.resolve("env");
  static final Path AUDIT = FOLDER.resolve("audit.jsonl");

  static final String NOTHING = "nothing runs from this folder";

  private static final Pattern ASSIGNMENT = Pattern.compile("(?m)^([A-Z_]+)='(.*)'$");

  /** What runs from this repository now. */
  static Optional<Place> running() {
    if (!Files.exists(FILE)) {
      return Optional.empty();
    }
    try {
      Map<String, String> values = new HashMap<>();
      ASSIGNMENT
          .matcher(Files.readString(FILE))
          .results()
          .forEach((MatchResult match) -> values.put(match.group(1), match.group(2)));
      return Optional.of(
          new Place(
              values.get("VOUCHSAFE_URL"),
              values.get("VOUCHSAFE_MANAGEMENT_URL"),
              new VaultApi(URI.create(values.get("BAO_ADDR")), values.get("BAO_TOKEN")),
              Path.of(values.get("VOUCHSAFE_LOG")),
              Path.of(values.get("BAO_LOG"))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether each organisation has an issuer of its own, and there is no other. */
  boolean isTemplate() {
    return url.contains(OrgPattern.PLACE);
  }

  /** The URL of the issuer of whoever is of this organisation. */
  String urlOf(String org) {
    return url.replace(OrgPattern.PLACE, org);
  }

  /** Writes the file, for its owner only. */
  void write() {
    String text =
        """
        VOUCHSAFE_URL='%s'
        VOUCHSAFE_MANAGEMENT_URL='%s'
        BAO_ADDR='%s'
        BAO_TOKEN='%s'
        VOUCHSAFE_LOG='%s'
        BAO_LOG='%s'
        """
            .formatted(url, managementUrl, vault.address(), vault.token(), log, vaultLog);
    try {
      Files.deleteIfExists(FILE);
      Files.createFile(
          FILE, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(FILE, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
