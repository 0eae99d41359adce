package io.vouchsafe.key;

/** For tests that ask for no events. */
public final class SilentKeyEvents implements KeyEvents {
  @Override
  public void readingFailed(KeyFault fault) {}

  @Override
  public void read(SigningKey key) {}

  @Override
  public void replaced(SigningKey before, SigningKey after) {}

  @Override
  public void recoverable(SigningKey key) {}

  @Override
  public void turned(KeyTurn turn, SigningKey key, KeyVersion version) {}
}
