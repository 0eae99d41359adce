package io.vouchsafe.ops.console;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class ConsoleIT extends ConsoleTest {}
