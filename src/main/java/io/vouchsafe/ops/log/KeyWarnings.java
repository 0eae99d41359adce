package io.vouchsafe.ops.log;

import io.vouchsafe.key.KeyLife;

/** Conditions of a key that do no harm yet; each is reported once each time it begins. */
public interface KeyWarnings {
  /** The newest version is older than {@code rotate-every} by more than a tenth of it. */
  void rotationOverdue(KeyLife life);

  /** The newest version was created further in the future than {@code clock-error}. */
  void createdInTheFuture(KeyLife life);

  /** More versions are published than some relying parties read. */
  void manyVersions(KeyLife life, int published);
}
