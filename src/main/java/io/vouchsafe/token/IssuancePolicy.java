package io.vouchsafe.token;

import io.vouchsafe.base.Reasons;
import io.vouchsafe.key.SigningAlgorithm;
import io.vouchsafe.token.profile.Candidate;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Who may get which token. What no rule allows is denied. A request beyond a bound is refused,
 * never silently cut.
 *
 * @param profiles by audience
 * @param refusedAudiences issuers' URLs and brokers' audiences: a token for one of them could pose
 *     as a grant or as a proof; white space around them, slashes at their end, and the case of
 *     scheme and host make no difference
 * @param ownClaims claims of every identity token, which no attribute changes
 * @param organisation whose workloads alone may get tokens: their attribute {@value #ORGANISATION}
 *     is its name; empty where the issuer is not that of one organisation
 */
public record IssuancePolicy(
    SubjectTemplate subject,
    Map<String, AudienceProfile> profiles,
    Optional<String> defaultAudience,
    Duration defaultTtl,
    Duration maxTtl,
    OwnUrls refusedAudiences,
    Map<String, String> ownClaims,
    Optional<String> organisation) {
  private static final String ORGANISATION = "org";

  static final Duration MIN_TTL = Duration.ofMinutes(1);
  public static final Duration MAX_TTL = Duration.ofHours(1);
  static final Duration MAX_NBF_ALLOWANCE = Duration.ofMinutes(10);
  static final int MAX_AUDIENCE_LENGTH = 1000;

  /**
   * Octets of a workload's attributes and audiences, so that a grant passes a proxy's 8 KiB of
   * headers.
   */
  static final int MAX_ENTITLEMENT_OCTETS = 3 * 1024;

  /** A policy that adds no claim of its own, and is not that of one organisation. */
  public IssuancePolicy(
      SubjectTemplate subject,
      Map<String, AudienceProfile> profiles,
      Optional<String> defaultAudience,
      Duration defaultTtl,
      Duration maxTtl,
      Set<String> refusedAudiences) {
    this(
        subject,
        profiles,
        defaultAudience,
        defaultTtl,
        maxTtl,
        OwnUrls.of(refusedAudiences),
        Map.of(),
        Optional.empty());
  }

  public IssuancePolicy {
    Objects.requireNonNull(subject, "subject");
    profiles = Map.copyOf(profiles);
    ownClaims = Map.copyOf(ownClaims);
    refusedAudiences = refusedAudiences.inAudienceForm();
    Objects.requireNonNull(organisation, "organisation");
    Reasons reasons = new Reasons();
    within("max-ttl", maxTtl, Duration.ofSeconds(1), MAX_TTL, reasons);
    within("default-ttl", defaultTtl, maxTtl, reasons);
    Duration longest = maxTtl;
    profiles.forEach((audience, profile) -> check(audience, profile, longest, reasons));
    reasons.refuse();
    if (defaultAudience.isPresent()) {
      checkAudience("audience", defaultAudience.get(), refusedAudiences);
    }
  }

  /**
   * The same for the workloads of one organisation, with which it shares all that it is made of.
   */
  public IssuancePolicy of(String org) {
    return new IssuancePolicy(
        subject,
        profiles,
        defaultAudience,
        defaultTtl,
        maxTtl,
        refusedAudiences,
        ownClaims,
        Optional.of(org));
  }

  private static void check(
      String audience, AudienceProfile profile, Duration maxTtl, Reasons reasons) {
    String property = "audiences.\"%s\".".formatted(audience);
    within(property + "max-ttl", profile.maxTtl(), maxTtl, reasons);
    profile
        .defaultTtl()
        .ifPresent(ttl -> within(property + "default-ttl", ttl, profile.maxTtl(), reasons));
    within(
        property + "nbf-allowance",
        profile.nbfAllowance(),
        Duration.ZERO,
        MAX_NBF_ALLOWANCE,
        reasons);
  }

  private static void within(String name, Duration value, Duration most, Reasons reasons) {
    within(name, value, leastTtl(most), most, reasons);
  }

  private static void within(
      String name, Duration value, Duration least, Duration most, Reasons reasons) {
    reasons.unless(
        value.compareTo(least) >= 0 && value.compareTo(most) <= 0,
        "%s must be between %d and %d seconds, not %d",
        name,
        least.toSeconds(),
        most.toSeconds(),
        value.toSeconds());
  }

  /** {@link #MIN_TTL}, or less where even the longest lifetime is shorter than that. */
  static Duration leastTtl(Duration most) {
    return shorter(MIN_TTL, most);
  }

  /**
   * Decides what the token will be.
   *
   * @throws Problem naming {@code audience}, {@code ttl} or the attribute that is not allowed, or
   *     the rule of the relying party that the token would break
   */
  TokenShape decide(Entitlement entitlement, TokenRequest request) {
    Weighed weighed = weigh(entitlement, request);
    weighed
        .problem()
        .ifPresent(
            problem -> {
              throw problem;
            });
    return weighed.shape();
  }

  /**
   * What the token would be, and what the relying party's rules say of it.
   *
   * @throws Problem naming {@code audience}, {@code ttl} or the attribute that is not allowed
   */
  Weighed weigh(Entitlement entitlement, TokenRequest request) {
    String audience =
        request
            .audience()
            .or(() -> defaultAudience)
            .orElseThrow(
                () ->
                    Problem.invalid(
                        "audience", "is missing, and this issuer has no default audience"));
    checkAudience("audience", audience, refusedAudiences);
    Workload workload = entitlement.workload();
    checkOrganisation(workload);
    checkSize(workload, Set.of(audience));
    if (!entitlement.audiences().contains(audience)) {
      throw Problem.forbidden("audience", "is not among those allowed by the grant");
    }
    AudienceProfile profile = profile(audience);
    Duration most = shorter(entitlement.maxTtl(), profile.maxTtl());
    TokenShape shape =
        new TokenShape(
            profile.subject().orElse(subject).render(workload),
            audience,
            ttl(request, profile.ttl(defaultTtl), most),
            profile.nbfAllowance(),
            profile.algorithm(),
            claims(profile, workload));
    return new Weighed(
        shape,
        profile.profile().kind(),
        profile.profile().judge(new Candidate(shape.subject(), audience, shape.claims())));
  }

  private Map<String, Object> claims(AudienceProfile profile, Workload workload) {
    Map<String, Object> claims = new LinkedHashMap<>(profile.claims(workload));
    claims.putAll(ownClaims);
    return claims;
  }

  private AudienceProfile profile(String audience) {
    AudienceProfile known = profiles.get(audience);
    return known == null ? new AudienceProfile(SigningAlgorithm.RS256, maxTtl) : known;
  }

  /** What a token for {@code audience}, or for the default one, is signed with. */
  SigningAlgorithm algorithm(Optional<String> audience) {
    return audience
        .or(() -> defaultAudience)
        .map(this::profile)
        .map(AudienceProfile::algorithm)
        .orElse(SigningAlgorithm.RS256);
  }

  /**
   * Checks that a grant may be made.
   *
   * @throws Problem if the workload is of another organisation, the {@code sub} cannot be made, an
   *     audience can never be issued, a relying party that is named would refuse every token, or
   *     all of it together is more than {@link #MAX_ENTITLEMENT_OCTETS}
   */
  public void checkEntitlement(Workload workload, AudienceSet audiences) {
    checkOrganisation(workload);
    subject.render(workload);
    List<String> named =
        audiences.names().stream().filter(name -> !name.equals(AudienceSet.ANY)).sorted().toList();
    named.forEach(name -> checkAudience("audiences", name, refusedAudiences));
    checkSize(workload, audiences.names());
    named.forEach(name -> checkTokens(workload, name));
  }

  private void checkOrganisation(Workload workload) {
    if (organisation.isEmpty()) {
      return;
    }
    AttributeValue here = new AttributeValue.Text(organisation.get());
    if (!here.equals(workload.attributes().get(ORGANISATION))) {
      throw Problem.forbidden(
          "workload." + ORGANISATION,
          "must be %s: this issuer is that organisation's alone".formatted(organisation.get()));
    }
  }

  /** A grant for an audience whose every token would be refused helps nobody. */
  private void checkTokens(Workload workload, String audience) {
    AudienceProfile profile = profile(audience);
    Candidate token =
        new Candidate(
            profile.subject().orElse(subject).render(workload), audience, profile.claims(workload));
    profile.profile().judge(token).stream()
        .flatMap(finding -> finding.problem(profile.profile().kind().title()).stream())
        .findFirst()
        .ifPresent(
            problem -> {
              throw problem;
            });
  }

  private static void checkSize(Workload workload, Set<String> audiences) {
    int size = workload.size() + audiences.stream().mapToInt(Workload::octets).sum();
    if (size > MAX_ENTITLEMENT_OCTETS) {
      throw Problem.invalid(
          "workload",
          "and audiences take %d octets together; %d are allowed"
              .formatted(size, MAX_ENTITLEMENT_OCTETS));
    }
  }

  private static void checkAudience(String member, String audience, OwnUrls refusedAudiences) {
    if (audience.isEmpty()) {
      throw Problem.invalid(member, "must not be empty");
    }
    if (audience.length() > MAX_AUDIENCE_LENGTH) {
      throw Problem.invalid(
          member, "must have at most %d characters".formatted(MAX_AUDIENCE_LENGTH));
    }
    Unseen.fault(audience)
        .ifPresent(
            fault -> {
              throw Problem.invalid(member, fault);
            });
    if (audience.equals(AudienceSet.ANY)) {
      throw Problem.invalid(member, "must be one relying party, not *");
    }
    if (refusedAudiences.mayBe(audience)) {
      throw Problem.forbidden(
          member, "must not be an issuer's URL, or the audience of brokers' proofs");
    }
  }

  private static Duration ttl(TokenRequest request, Duration otherwise, Duration most) {
    Duration asked = request.ttl().orElse(shorter(otherwise, most));
    Duration least = leastTtl(most);
    if (asked.compareTo(least) < 0 || asked.compareTo(most) > 0) {
      throw Problem.invalid(
          "ttl",
          "must be between %d and %d seconds here".formatted(least.toSeconds(), most.toSeconds()));
    }
    return asked;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
