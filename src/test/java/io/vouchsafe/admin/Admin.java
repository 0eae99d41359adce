package io.vouchsafe.admin;

import static io.vouchsafe.testing.Repository.ROOT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.testing.BaoServer;
import io.vouchsafe.testing.OpenBao;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * An admin who runs {@code vault/rotate} and {@code vault/revoke} on keys of their own.
 *
 * @param folder where command lines that a test makes up are written
 */
record Admin(OpenBao bao, Path folder) {
  static final DateTimeFormatter SHOWN =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

  private static final AtomicInteger KEYS = new AtomicInteger();

  /** How a script ended, and all that it printed. */
  record Ended(int status, String output) {

    Ended done() {
      return with(0);
    }

    Ended with(int expected) {
      assertEquals(expected, status, output);
      return this;
    }

    Ended saying(String... texts) {
      String words = output.replaceAll("\\s+", " ");
      for (String text : texts) {
        assertTrue(words.contains(text), () -> "'" + text + "' in: " + output);
      }
      return this;
    }

    /** The lines that begin so, without that. */
    List<String> said(String beginning) {
      return output
          .lines()
          .filter(line -> line.startsWith(beginning))
          .map(line -> line.substring(beginning.length()))
          .toList();
    }

    Ended notSaying(String text) {
      assertFalse(output.contains(text), () -> "no '" + text + "' in: " + output);
      return this;
    }
  }

  Ended rotate(String... arguments) {
    return with(BaoServer.binary(), bao.rootToken(), "vault/rotate", arguments);
  }

  Ended revoke(String... arguments) {
    return with(BaoServer.binary(), bao.rootToken(), "vault/revoke", arguments);
  }

  /** Runs a script with this command line of Vault, under this token. */
  Ended with(String cli, String token, String script, String... arguments) {
    List<String> command = new ArrayList<>(List.of(ROOT.resolve(script).toString()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--cli", cli));
    return run(bao.environment(token), "", command);
  }

  /** Runs {@code vault/revoke KEY 1} at a terminal where somebody types this. */
  Ended revokeAtATerminal(String typed, String key) {
    String revoke = "%s/vault/revoke %s 1 --cli %s".formatted(ROOT, key, BaoServer.binary());
    List<String> command = List.of("/usr/bin/script", "-qec", revoke, "/dev/null");
    return run(bao.environment(bao.rootToken()), typed, command);
  }

  static Ended run(Map<String, String> environment, String input, List<String> command) {
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().remove("VOUCHSAFE_MANAGEMENT_URL");
      builder.environment().put("region", "of-whoever-runs-it");
      builder.environment().putAll(environment);
      Process process = builder.start();
      process.getOutputStream().write(input.getBytes(UTF_8));
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      return new Ended(process.waitFor(), output);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A new P-256 key with as many versions. */
  String key(int versions) {
    return key("key-" + KEYS.incrementAndGet(), versions);
  }

  String key(String name, int versions) {
    bao.root().write("transit/keys/" + name, Map.of("type", "ecdsa-p256"));
    IntStream.range(1, versions).forEach(i -> bao.rotate(name));
    return name;
  }

  void assertMinimums(String key, int decryption, int encryption) {
    assertEquals(decryption, bao.key(key).path("min_decryption_version").asInt());
    assertEquals(encryption, bao.key(key).path("min_encryption_version").asInt());
  }

  List<String> versions(String key) {
    List<String> names = new ArrayList<>();
    bao.key(key).path("keys").fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** When a version was created, as the scripts show it. */
  String created(String key, int version) {
    String time = bao.key(key).path("keys").path("" + version).path("creation_time").asText();
    return SHOWN.format(OffsetDateTime.parse(time));
  }

  /**
   * A command line of which the shell decides what becomes of each call; it ends with real calls.
   */
  String cli(String... lines) throws IOException {
    Path cli = Files.createTempFile(folder, "cli-", ".sh");
    List<String> script = new ArrayList<>(List.of("#!/bin/sh"));
    script.addAll(List.of(lines));
    script.add("exec " + BaoServer.binary() + " \"$@\"");
    Files.write(cli, script);
    assertTrue(cli.toFile().setExecutable(true));
    return cli.toString();
  }
}
