package io.vouchsafe.transit;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class BadWeatherIT extends BadWeatherTest {}
