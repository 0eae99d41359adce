package io.vouchsafe.token.profile;

import java.util.Map;

/**
 * A token that was not made yet.
 *
 * @param claims all but the registered ones: strings, whole numbers, booleans, lists of strings, or
 *     maps of these
 */
public record Candidate(String subject, String audience, Map<String, Object> claims) {}
