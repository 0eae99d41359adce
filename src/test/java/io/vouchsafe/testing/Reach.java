package io.vouchsafe.testing;

import java.time.Instant;

/**
 * Since when an instance can read what was revoked at another one; {@link Instant#MAX} while it
 * cannot.
 */
public interface Reach {
  Reach ALWAYS = (_, _) -> Instant.MIN;

  Instant since(Fleet.Instance reader, Fleet.Instance writer);
}
