package io.vouchsafe.http;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same against the packaged program. */
@QuarkusIntegrationTest
class MalformedHeadIT extends MalformedHeadTest {}
