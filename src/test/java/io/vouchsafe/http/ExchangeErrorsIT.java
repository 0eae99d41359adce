package io.vouchsafe.http;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class ExchangeErrorsIT extends ExchangeErrorsTest {}
