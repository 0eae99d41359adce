package io.vouchsafe.admin;

import io.vouchsafe.testing.OpenBao;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An admin of an OpenBao in which each test makes keys of its own. */
abstract class WithKeys {
  static OpenBao bao;

  @TempDir Path folder;
  Admin admin;

  @BeforeAll
  static void takeVault() {
    bao = OpenBao.shared();
  }

  @AfterAll
  static void giveVaultBack() {
    bao.close();
  }

  @BeforeEach
  void becomeAdmin() {
    admin = new Admin(bao, folder);
  }
}
