package io.vouchsafe.agent.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.client.IdToken;
import io.vouchsafe.agent.client.UrlForm;
import io.vouchsafe.agent.client.Urls;
import io.vouchsafe.agent.client.Web;
import io.vouchsafe.agent.client.Web.Answer;
import io.vouchsafe.agent.jwt.Jwt;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * AWS' Security Token Service, as far as a workload needs it: a token for a role's credentials (AWS
 * STS API Reference, AssumeRoleWithWebIdentity). Asks once each time.
 */
public final class Sts {
  /** The audience that AWS' own documentation proposes. */
  public static final String USUAL_AUDIENCE = "sts.amazonaws.com";

  private static final Pattern REGION = Pattern.compile("[a-z]{2,5}(-[a-z]+)+-[0-9]{1,2}");

  /** Refusals that are none: AWS could not fetch our documents, or has had too much. */
  private static final Set<String> LATER =
      Set.of("IDPCommunicationError", "Throttling", "ThrottlingException", "RequestLimitExceeded");

  private static final int LONGEST_SESSION_NAME = 64;

  private final Web web;
  private final URI endpoint;

  private Sts(Web web, URI endpoint) {
    this.web = Objects.requireNonNull(web, "web");
    this.endpoint = endpoint;
  }

  /**
   * Where a role's credentials are had: the regional endpoint, or what {@code AWS_ENDPOINT_URL_STS}
   * or {@code AWS_ENDPOINT_URL} name (AWS SDKs and Tools Reference Guide, "Service-specific
   * endpoints").
   *
   * @param region such as {@code eu-central-1}; without it, the first one of the role's partition
   * @param variable reads a variable of the environment
   * @throws Fault if region or endpoint have another form
   */
  public static Sts of(
      Web web, RoleArn role, Optional<String> region, Function<String, Optional<String>> variable)
      throws Fault {
    for (String name : new String[] {"AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL"}) {
      Optional<String> named = variable.apply(name);
      if (named.isPresent()) {
        return new Sts(web, Urls.parse(name, named.get(), false));
      }
    }
    String place = region.orElse(role.usualRegion());
    if (!REGION.matcher(place).matches()) {
      throw Fault.misused("'%s' is no region of AWS, such as eu-central-1".formatted(place));
    }
    return new Sts(web, URI.create("https://sts.%s.%s/".formatted(place, role.hostSuffix())));
  }

  /** Where it is. */
  URI endpoint() {
    return endpoint;
  }

  /** At this endpoint. */
  public static Sts at(Web web, URI endpoint) {
    return new Sts(web, endpoint);
  }

  /**
   * The credentials of a role.
   *
   * @param sessionName what AWS' logs call the session; see {@link #sessionName}
   * @param duration how long they are to be good; without it, 1 h
   * @throws Fault if there are none, with the code and the words of AWS
   */
  public AwsCredentials assume(
      RoleArn role, IdToken token, String sessionName, Optional<Duration> duration) throws Fault {
    Map<String, String> form = new TreeMap<>();
    form.put("Action", "AssumeRoleWithWebIdentity");
    form.put("Version", "2011-06-15");
    form.put("RoleArn", role.text());
    form.put("RoleSessionName", sessionName);
    form.put("WebIdentityToken", token.compact());
    duration.ifPresent(time -> form.put("DurationSeconds", Long.toString(time.toSeconds())));
    Answer answer = web.ask(UrlForm.post(endpoint, form).header("Accept", "application/xml"));
    String xml = new String(answer.body(), UTF_8);
    if (answer.status() != 200) {
      throw refusal(answer.status(), xml, role, token);
    }
    return credentials(xml, role);
  }

  private static AwsCredentials credentials(String xml, RoleArn role) throws Fault {
    try {
      return new AwsCredentials(
          needed(xml, "AccessKeyId"),
          needed(xml, "SecretAccessKey"),
          needed(xml, "SessionToken"),
          Instant.parse(needed(xml, "Expiration")),
          role.account());
    } catch (DateTimeException e) {
      throw Fault.unavailable("STS answered credentials whose Expiration is no time");
    }
  }

  private static String needed(String xml, String name) throws Fault {
    return element(xml, name)
        .filter(text -> !text.isEmpty())
        .orElseThrow(() -> Fault.unavailable("STS answered 200 without " + name));
  }

  /** The text of the first element of this name; AWS' answers have neither CDATA nor prefixes. */
  private static Optional<String> element(String xml, String name) {
    Matcher found = Pattern.compile("<" + name + ">([^<]*)</" + name + ">").matcher(xml);
    return found.find() ? Optional.of(unescaped(found.group(1).strip())) : Optional.empty();
  }

  private static String unescaped(String text) {
    return text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&apos;", "'")
        .replace("&amp;", "&");
  }

  private Fault refusal(int status, String xml, RoleArn role, IdToken token) {
    Optional<String> found = element(xml, "Code");
    if (found.isEmpty() && status < 500 && status != 429) {
      return Fault.refused(
          "what answers at %s is no STS (%d); look at AWS_ENDPOINT_URL_STS"
              .formatted(endpoint, status));
    }
    String code = found.orElse("no code");
    String said = "%s (%s)".formatted(code, element(xml, "Message").orElse("status " + status));
    if (status >= 500 || status == 429 || LATER.contains(code)) {
      return Fault.unavailable("STS has no credentials now: " + said);
    }
    return Fault.refused(
        "STS refused: %s; the trust policy of %s has to allow iss %s, aud %s, sub %s"
            .formatted(
                said,
                role.text(),
                claim(token, "iss"),
                String.join(" ", token.jwt().audiences()),
                claim(token, "sub")));
  }

  private static String claim(IdToken token, String name) {
    return Jwt.text(token.jwt().claims(), name).orElse("(none)");
  }

  /**
   * A name for the session that tells whose it is: the {@code sub}, in the characters and the
   * length (2 to 64) that AWS allows.
   */
  public static String sessionName(IdToken token) {
    String name = claim(token, "sub").replaceAll("[^\\w+=,.@-]", "-");
    return name.length() <= LONGEST_SESSION_NAME
        ? (name + "--").substring(0, Math.max(2, name.length()))
        : name.substring(name.length() - LONGEST_SESSION_NAME);
  }
}
