package io.vouchsafe.key;

import static java.util.concurrent.CompletableFuture.supplyAsync;

import io.vouchsafe.base.VirtualThreads;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;

/** Holds the private keys: Vault's Transit engine. */
@FunctionalInterface
public interface KeyCustodian {
  /**
   * Reads one key. Blocks for at most the custodian's own timeout and never throws for its faults.
   */
  KeyReading read(KeyRole role);

  /**
   * Reads several keys, side by side; blocks as long as the slowest.
   *
   * @return a reading of each, in any order
   */
  default List<KeyReading> readAll(Set<KeyRole> roles) {
    try (ExecutorService readers = VirtualThreads.eachNamed("reading-keys")) {
      List<CompletableFuture<KeyReading>> readings =
          roles.stream().map(role -> supplyAsync(() -> read(role), readers)).toList();
      return readings.stream().map(CompletableFuture::join).toList();
    }
  }

  /** How to get new keys in the place of these: a sentence with the command in it. */
  default String newKeys() {
    return "make new keys under another prefix and set vouchsafe.issuers.<name>.key-prefix to it";
  }
}
