package io.vouchsafe.token;

import java.time.Duration;
import java.util.Optional;

/** What a caller asks for; what it leaves out is the configured default. */
public record TokenRequest(Optional<String> audience, Optional<Duration> ttl) {}
