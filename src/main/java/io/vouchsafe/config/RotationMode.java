package io.vouchsafe.config;

/** What part an instance takes in rotation. */
public enum RotationMode {
  /** None; it signs and serves, and says when rotation is overdue. */
  OFF,
  /** Signs, serves and rotates, with a Vault token of its own for each. */
  ON,
  /** Rotates, and serves nothing but health and metrics. */
  ONLY,
  /** Checks every key once, does what is due, and ends: 0 if all that was due is done, 1 if not. */
  ONCE;

  /** Whether it serves relying parties, brokers and workloads. */
  public boolean serves() {
    return this == OFF || this == ON;
  }

  /** Whether it rotates. */
  public boolean rotates() {
    return this != OFF;
  }
}
