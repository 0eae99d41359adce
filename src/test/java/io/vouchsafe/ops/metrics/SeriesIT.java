package io.vouchsafe.ops.metrics;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class SeriesIT extends SeriesTest {}
