package io.vouchsafe.http.connection;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same against the packaged program. */
@QuarkusIntegrationTest
class ConnectionsIT extends ConnectionsTest {}
