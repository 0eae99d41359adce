package io.vouchsafe.key;

/** What the rotation job did. */
public interface RotationEvents {
  /** A version was added; {@code key} is the reading that shows it. */
  void rotated(SigningKey key);

  /**
   * A change was answered with an error and may have been done all the same, in Vault's memory
   * alone: it is made once more, since that stores both.
   *
   * @param key the last reading of it
   * @param change in words
   */
  void repeats(SigningKey key, String change, String reason);

  /** The key can never be rotated; told with each round. */
  void cannotRotate(SigningKey key);

  /** Versions that were over are gone from Vault's reading; {@code key} is what is left. */
  void retired(SigningKey key);

  /** Nothing is due for the key, and nothing stands in the way of what will be. */
  void settled(KeyRole role);

  /** Something that is due was not done; the next round tries again. */
  void failed(KeyRole role, String reason);
}
