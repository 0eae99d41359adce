package io.vouchsafe.testing.cloud;

/** A refusal of AWS STS, as its API reference has them under AssumeRoleWithWebIdentity. */
final class AwsRefused extends Exception {
  private static final long serialVersionUID = 1L;
  private static final int FORBIDDEN = 403;
  private static final int BAD_REQUEST = 400;

  private final int status;
  private final String code;

  private AwsRefused(int status, String code, String message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  static AwsRefused badRequest(String code, String message) {
    return new AwsRefused(BAD_REQUEST, code, message);
  }

  static AwsRefused invalidToken(String message) {
    return badRequest("InvalidIdentityToken", message);
  }

  static AwsRefused accessDenied(String action) {
    return new AwsRefused(FORBIDDEN, "AccessDenied", "Not authorized to perform sts:" + action);
  }

  /** Calls with keys that are none, or are over. */
  static AwsRefused unknownSession() {
    return new AwsRefused(
        FORBIDDEN,
        "InvalidClientTokenId",
        "The security token included in the request is invalid.");
  }

  static AwsRefused of(TokenRefused refused) {
    String why = refused.getMessage();
    return switch (refused.fault()) {
      case UNREACHABLE ->
          badRequest(
              "IDPCommunicationError",
              "The identity provider that was asked to verify the token could not be reached");
      case NO_KEY ->
          invalidToken(
              "Couldn't retrieve verification key from your identity provider, please reference"
                  + " AssumeRoleWithWebIdentity documentation for requirements");
      case TIME -> badRequest("ExpiredTokenException", "Token expired: " + why);
      case MALFORMED, ALGORITHM, SIGNATURE ->
          invalidToken("The ID Token provided is not a valid JWT: " + why);
    };
  }

  StandIn.Reply reply() {
    return AwsXml.reply(
        status,
        """
        <ErrorResponse xmlns="%s">
          <Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error>
          <RequestId>%s</RequestId>
        </ErrorResponse>
        """,
        code,
        getMessage());
  }
}
