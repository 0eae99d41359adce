package io.vouchsafe.key;

import static java.util.stream.Collectors.joining;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Which key version signs now, or why none does. */
public sealed interface SigningChoice {

  /** {@code version} of {@code key} signs, in the Vault of {@code region}. */
  record Ready(Region region, SigningKey key, KeyVersion version) implements SigningChoice {}

  /**
   * The key is new beside older ones, or nobody can tell that it is not; verifiers are given time
   * to learn of it.
   *
   * @param instant when it signs in any case
   * @param known whether it is known that it is new: every key of every region was read
   * @param unread the other regions whose keys were not all read
   * @param newRegion whether all older keys are other regions': it came into being with its own
   */
  record NotBefore(Instant instant, boolean known, List<Region> unread, boolean newRegion)
      implements SigningChoice {
    public NotBefore {
      unread = List.copyOf(unread);
    }

    /** Why it waits, for operators, as words that follow the name of the key. */
    public String why() {
      if (newRegion) {
        return "is of a region that is new beside others";
      }
      return known
          ? "is new beside older keys"
          : "waits: the keys of %s have not all been read yet, so it cannot be told whether this one may sign at once"
              .formatted(unread.isEmpty() ? "its issuer" : regions());
    }

    private String regions() {
      return unread.stream().map(Region::name).collect(joining(", region ", "region ", ""));
    }
  }

  /** Nothing may sign until the custodian is reached again or the key is fixed. */
  record Unavailable(Why why, String reason) implements SigningChoice {}

  /** The same, where it is a key that was never read since it is not what it has to be. */
  default SigningChoice because(Optional<KeyFault> fault) {
    return this instanceof Unavailable(Why why, String _)
            && why == Why.UNREAD
            && fault.filter(it -> it.cause() == KeyFault.Cause.UNFIT).isPresent()
        ? new Unavailable(Why.UNFIT, "the %s key cannot be used".formatted(fault.get().role()))
        : this;
  }

  /** Why nothing may sign. */
  enum Why {
    /** The key was not read since the start. */
    UNREAD,
    /** The same, since the key is of another type than it has to be, or not safe. */
    UNFIT,
    /** Its last reading is older than {@code max-ring-age}. */
    TOO_OLD,
    /** This instance's clock and Vault's are too far apart. */
    CLOCK,
    SOFT_DELETED,
    /** Vault's minimums leave no version. */
    NO_VERSION;

    /** Whether it is what a reading showed, rather than that there is none of late. */
    boolean isOfTheReading() {
      return this != UNREAD && this != UNFIT && this != TOO_OLD;
    }
  }
}
