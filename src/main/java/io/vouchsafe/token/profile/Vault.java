package io.vouchsafe.token.profile;

/**
 * The {@code jwt} login of Vault or OpenBao. A role with {@code role_type=jwt} takes every
 * algorithm of ours, any one audience that it names and any {@code sub}; {@code iat}, {@code nbf}
 * and {@code exp} have leeways of a minute and more (https://openbao.org/api-docs/auth/jwt/). So it
 * has no rule that a token of ours could break.
 */
public record Vault() implements Profile {
  @Override
  public RelyingParty kind() {
    return RelyingParty.VAULT;
  }
}
