package io.vouchsafe.vault;

import io.vouchsafe.base.Deadline;
import java.util.Map;

/** Posts to Vault, at its address or at one of its nodes. */
@FunctionalInterface
public interface VaultPost {
  /**
   * Posts {@code body} to {@code path}, relative to {@code /v1}.
   *
   * @return an answer that is {@link VaultAnswer#good()}
   * @throws VaultFailure if there is none by the deadline
   */
  VaultAnswer post(VaultOperation operation, String path, Map<String, ?> body, Deadline deadline);
}
