package io.vouchsafe.testing.cloud;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyType;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A stand-in of AWS STS: {@code AssumeRoleWithWebIdentity} and {@code GetCallerIdentity} in the
 * query protocol. It verifies tokens as the API reference and the IAM user guide ("Create an OpenID
 * Connect (OIDC) identity provider in IAM") say. It does not check the signatures of requests
 * (Signature Version 4): whoever shows a session's token has the session.
 */
public final class AwsSts extends StandIn {
  /** AWS takes a clock that differs by so much. */
  public static final Duration LEEWAY = Duration.ofMinutes(5);

  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512);
  private static final int LONGEST_TOKEN = 20_000;
  private static final int MOST_CLIENTS = 100;
  private static final int LONGEST_CLIENT = 255;
  private static final int MOST_KEYS = 100;
  private static final long SHORTEST_SESSION = 900;
  private static final long LONGEST_SESSION = 43_200;
  private static final String ROLES = "https://aws.amazon.com/roles";

  private final Map<String, Set<String>> clientIds = new ConcurrentHashMap<>();
  private final Map<String, AwsRole> roles = new ConcurrentHashMap<>();
  private final Map<String, Session> sessions = new ConcurrentHashMap<>();

  /**
   * Somebody who assumed a role.
   *
   * @param arn of the assumed role, with the session's name
   * @param tags the session's, from the token
   */
  public record Session(
      String arn, String subject, Map<String, String> tags, String accessKeyId, Instant until) {}

  private AwsSts(Setup setup) {
    super(setup);
  }

  /** Starts one that trusts nobody. */
  public static AwsSts start(Setup setup) {
    AwsSts sts = new AwsSts(setup);
    sts.listen();
    return sts;
  }

  /**
   * Trusts an issuer, as {@code CreateOpenIDConnectProvider} does.
   *
   * @throws IllegalArgumentException if AWS would refuse it, which loopback is excepted from
   */
  public AwsSts trust(String issuer, Set<String> clients) {
    IssuerDocuments.registrable(issuer, false);
    if (clients.size() > MOST_CLIENTS
        || clients.stream().anyMatch(client -> client.length() > LONGEST_CLIENT)) {
      throw new IllegalArgumentException("at most 100 client ids of at most 255 characters");
    }
    clientIds.put(issuer, Set.copyOf(clients));
    return this;
  }

  /** Makes a role, or makes it anew. */
  public AwsSts role(AwsRole role) {
    roles.put(role.arn(), role);
    return this;
  }

  /** Whose sessions these are, by the session's token. */
  public Optional<Session> session(String sessionToken) {
    return Optional.ofNullable(sessions.get(sessionToken));
  }

  @Override
  Reply answer(Call call) {
    try {
      return switch (call.value("Action")) {
        case "AssumeRoleWithWebIdentity" -> assumeRole(call);
        case "GetCallerIdentity" -> callerIdentity(call);
        default ->
            throw AwsRefused.badRequest(
                "InvalidAction", "Could not find operation " + call.value("Action"));
      };
    } catch (AwsRefused refused) {
      return refused.reply();
    } catch (TokenRefused refused) {
      return AwsRefused.of(refused).reply();
    }
  }

  private Reply assumeRole(Call call) throws AwsRefused, TokenRefused {
    check(call);
    ForeignToken token = ForeignToken.parse(call.value("WebIdentityToken"));
    Set<String> clients = clientIds.get(token.issuer());
    if (clients == null) {
      throw AwsRefused.invalidToken(
          "No OpenIDConnect provider found in your account for " + token.issuer());
    }
    String audience = audience(token);
    if (!clients.contains(audience)) {
      throw AwsRefused.invalidToken("Incorrect token audience");
    }
    token.goodAt(Instant.now(), leeway);
    token.signedBy(taken(issuers.keys(token.issuer())), ALGORITHMS);
    String arn = call.value("RoleArn");
    checkRoles(token, arn);
    AwsTags tags = AwsTags.of(token.claims().getClaims());
    AwsRole role = roles.get(arn);
    if (role == null
        || !role.issuer().equals(token.issuer())
        || !role.takes(token.subject(), audience)) {
      throw AwsRefused.accessDenied("AssumeRoleWithWebIdentity");
    }
    if (!tags.isEmpty() && !role.maySetTags()) {
      throw AwsRefused.accessDenied("TagSession");
    }
    return begin(call, token, audience, tags);
  }

  private static void check(Call call) throws AwsRefused {
    String token = call.value("WebIdentityToken");
    boolean good =
        call.value("RoleArn").matches("arn:aws[a-z-]*:iam::\\d{12}:role/.+")
            && call.value("RoleSessionName").matches("[\\w+=,.@-]{2,64}")
            && !token.isEmpty()
            && token.length() <= LONGEST_TOKEN
            && seconds(call) >= SHORTEST_SESSION
            && seconds(call) <= LONGEST_SESSION;
    if (!good) {
      throw AwsRefused.badRequest("ValidationError", "a parameter is missing or out of bounds");
    }
  }

  private static long seconds(Call call) {
    String seconds = call.form().getOrDefault("DurationSeconds", "3600");
    return seconds.matches("\\d{1,6}") ? Long.parseLong(seconds) : 0;
  }

  /** The one audience, or {@code azp} where there are several. */
  private static String audience(ForeignToken token) throws AwsRefused {
    if (token.audience().size() == 1) {
      return token.audience().getFirst();
    }
    if (token.claims().getClaim("azp") instanceof String party) {
      return party;
    }
    throw AwsRefused.invalidToken("Incorrect token audience");
  }

  /** AWS takes at most 100 keys of each kind, and none with {@code key_ops}. */
  private static JWKSet taken(JWKSet keys) throws TokenRefused {
    for (KeyType type : List.of(KeyType.RSA, KeyType.EC)) {
      if (keys.getKeys().stream().filter(key -> key.getKeyType().equals(type)).count()
          > MOST_KEYS) {
        throw new TokenRefused(TokenRefused.Fault.NO_KEY, "more than 100 keys of " + type);
      }
    }
    for (JWK key : keys.getKeys()) {
      if (key.getKeyOperations() != null) {
        throw new TokenRefused(TokenRefused.Fault.NO_KEY, "a key has key_ops");
      }
    }
    return keys;
  }

  /** Before the trust policy: a token may name the only roles that it is for. */
  private static void checkRoles(ForeignToken token, String arn) throws AwsRefused {
    Object claim = token.claims().getClaim(ROLES);
    boolean listed = claim instanceof List<?> list ? list.contains(arn) : arn.equals(claim);
    if (claim != null && !listed) {
      throw AwsRefused.invalidToken("The target role ARN is not present in the roles claim");
    }
  }

  private Reply begin(Call call, ForeignToken token, String audience, AwsTags tags) {
    String name = call.value("RoleSessionName");
    String arn =
        call.value("RoleArn").replace(":iam:", ":sts:").replace(":role/", ":assumed-role/")
            + "/"
            + name;
    String key = "ASIA" + random(8).toUpperCase(Locale.ROOT);
    String sessionToken = "stand-in-" + random(32);
    Instant until = Instant.ofEpochSecond(Instant.now().getEpochSecond() + seconds(call));
    sessions.put(
        sessionToken, new Session(arn, token.subject(), Map.copyOf(tags.principal()), key, until));
    return AwsXml.reply(
        200,
        """
        <AssumeRoleWithWebIdentityResponse xmlns="%s">
          <AssumeRoleWithWebIdentityResult>
            <SubjectFromWebIdentityToken>%s</SubjectFromWebIdentityToken>
            <Audience>%s</Audience>
            <Provider>%s</Provider>
            <AssumedRoleUser><Arn>%s</Arn><AssumedRoleId>%s</AssumedRoleId></AssumedRoleUser>
            <Credentials>
              <AccessKeyId>%s</AccessKeyId>
              <SecretAccessKey>%s</SecretAccessKey>
              <SessionToken>%s</SessionToken>
              <Expiration>%s</Expiration>
            </Credentials>
          </AssumeRoleWithWebIdentityResult>
          <ResponseMetadata><RequestId>%s</RequestId></ResponseMetadata>
        </AssumeRoleWithWebIdentityResponse>
        """,
        token.subject(),
        audience,
        token.issuer(),
        arn,
        "AROASTANDIN:" + name,
        key,
        random(20),
        sessionToken,
        until);
  }

  private Reply callerIdentity(Call call) throws AwsRefused {
    Session session = sessions.get(call.header("X-Amz-Security-Token"));
    if (session == null
        || !session.until().isAfter(Instant.now())
        || !call.header("Authorization").contains("Credential=" + session.accessKeyId() + "/")) {
      throw AwsRefused.unknownSession();
    }
    return AwsXml.reply(
        200,
        """
        <GetCallerIdentityResponse xmlns="%s">
          <GetCallerIdentityResult>
            <Arn>%s</Arn><UserId>AROASTANDIN</UserId><Account>%s</Account>
          </GetCallerIdentityResult>
          <ResponseMetadata><RequestId>%s</RequestId></ResponseMetadata>
        </GetCallerIdentityResponse>
        """,
        session.arn(),
        session.arn().split(":", -1)[4]);
  }

  private static String random(int octets) {
    byte[] bytes = new byte[octets];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
