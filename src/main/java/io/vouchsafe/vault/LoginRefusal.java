package io.vouchsafe.vault;

/** Vault answered a login and does not accept it, as opposed to one that could not be tried. */
final class LoginRefusal extends VaultFailure {
  private static final long serialVersionUID = 1L;

  private final boolean lockable;

  /**
   * @param lockable whether Vault counts refusals of this kind of login, and locks its user out
   */
  LoginRefusal(String message, boolean lockable) {
    super(Kind.LOGIN_REFUSED, message);
    this.lockable = lockable;
  }

  boolean lockable() {
    return lockable;
  }
}
