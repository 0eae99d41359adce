package io.vouchsafe.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is mounted where, as a container sees it. */
class MountsTest {
  private static final List<String> OF_A_POD =
      List.of(
          "1 0 0:50 / / ro,relatime - overlay overlay rw,lowerdir=/a",
          "2 1 0:51 / /proc rw,nosuid - proc proc rw",
          "3 1 8:1 /kubelet/ca /etc/vouchsafe/vault-ca ro,relatime - ext4 /dev/sda1 rw",
          "4 1 8:1 /kubelet/ring /var/lib/vouchsafe rw,relatime - ext4 /dev/sda1 rw",
          "5 1 8:1 /kubelet/odd /a\\040place ro - ext4 /dev/sda1 rw",
          "6 1 8:1 /kubelet/once /hidden ro - ext4 /dev/sda1 rw",
          "7 1 8:1 /kubelet/twice /hidden rw - ext4 /dev/sda1 rw");

  @ParameterizedTest
  @CsvSource({
    "/, true",
    "/etc/vouchsafe, true",
    "/etc/vouchsafe/vault-ca, true",
    "/etc/vouchsafe/vault-ca/..data, true",
    "/var/lib/vouchsafe/ring, false",
    "/var/lib/vouchsafe-other, true",
    "/a place/x, true",
    "/hidden, false",
  })
  void theDeepestMountCountsAndOfTwoTheLater(Path folder, boolean readOnly) {
    assertEquals(readOnly, Mounts.isReadOnly(folder, OF_A_POD));
  }

  @Test
  void ofThisMachineTheyAreRead(@TempDir Path folder) throws IOException {
    assertFalse(Mounts.isReadOnly(folder));
  }
}
