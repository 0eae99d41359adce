package io.vouchsafe.demo;

import io.vouchsafe.testing.BreakingProxy;
import io.vouchsafe.testing.OpenBao;

/**
 * Two services as the two regions of one issuer.
 *
 * @param way to the OpenBao of {@code eu}, for its own service alone
 * @param other the OpenBao of {@code us}
 */
record TwoRegions(Platform.Service eu, Platform.Service us, BreakingProxy way, OpenBao other)
    implements AutoCloseable {
  /** What the names of its keys begin with. */
  static final String PREFIX = "demo-regions";

  /** The claim that says at which region's instance a token was issued. */
  static final String CLAIM = "issued_in";

  @Override
  public void close() {
    eu.process().close();
    us.process().close();
    way.close();
    other.close();
  }
}
