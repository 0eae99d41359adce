package io.vouchsafe.testing;

import java.nio.file.Path;

/** The folder of this repository: {@code -Dtestbed.root}, or where the JVM was started. */
public final class Repository {
  public static final Path ROOT = Path.of(System.getProperty("testbed.root", "")).toAbsolutePath();
  public static final Path TARGET = ROOT.resolve("target");

  private Repository() {}
}
