package io.vouchsafe.ops;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class ConsoleIT extends ConsoleTest {}
