package io.vouchsafe.snapshot;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vouchsafe.base.Sha256;
import io.vouchsafe.base.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Reads any file as a ring snapshot, and once more with the digest that would be right. */
public final class SnapshotFuzz {
  private SnapshotFuzz() {}

  /** Whatever else than an IllegalArgumentException is thrown is a fault. */
  public static void fuzzerTestOneInput(byte[] input) {
    read(input);
    try {
      ObjectNode file = StrictJson.FILE.object(input);
      file.put("format", "vouchsafe-ring-snapshot/1");
      file.put("sha256", HexFormat.of().formatHex(Sha256.of(file.path("rings").toString())));
      read(file.toString().getBytes(StandardCharsets.UTF_8));
    } catch (StrictJson.Fault noJson) {
      return;
    }
  }

  private static void read(byte[] file) {
    try {
      RingSnapshots.parse(file);
    } catch (IllegalArgumentException refused) {
      return;
    }
  }
}
