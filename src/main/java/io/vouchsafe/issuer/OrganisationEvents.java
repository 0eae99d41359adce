package io.vouchsafe.issuer;

import io.vouchsafe.key.KeyNames;
import java.util.List;

/** Is told what becomes of the organisations of one template. It must not wait. */
public interface OrganisationEvents {
  /**
   * They were listed first.
   *
   * @param known how many there are
   */
  default void listed(int known) {}

  /** Some are there that were not in the list before, or are not any more. */
  default void changed(List<String> added, List<String> gone) {}

  /**
   * Two lists say that these lack keys, and are none therefore, and said otherwise before; none
   * where all that do are complete now, or have no keys.
   */
  default void incomplete(Incomplete organisations) {}

  /** They could not be listed; those that were known stay. */
  default void listingFailed(KeyNames.Fault fault) {}

  /** Listing them worked. */
  default void listingWorked() {}

  /** This one was not asked for in a long time, or is gone: its issuer is forgotten. */
  default void dropped(Issuer issuer) {}
}
