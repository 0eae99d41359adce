package io.vouchsafe.vault;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class VaultFailuresLoadIT extends VaultFailuresLoadTest {}
