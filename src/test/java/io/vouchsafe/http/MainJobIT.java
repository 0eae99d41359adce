package io.vouchsafe.http;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The main job, done by what is shipped: the packaged service as a process of its own. */
@QuarkusIntegrationTest
class MainJobIT extends MainJobTest {}
