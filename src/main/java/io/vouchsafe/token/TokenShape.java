package io.vouchsafe.token;

import io.vouchsafe.key.SigningAlgorithm;
import java.time.Duration;
import java.util.Map;

/**
 * What an {@link IssuancePolicy} allowed: all of a token but its times, its id and its key version.
 */
public record TokenShape(
    String subject,
    String audience,
    Duration ttl,
    SigningAlgorithm algorithm,
    Map<String, Object> claims) {}
