package io.vouchsafe.http;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class ErrorTablePathsIT extends ErrorTablePathsTest {}
