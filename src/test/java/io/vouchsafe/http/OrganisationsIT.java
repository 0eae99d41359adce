package io.vouchsafe.http;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class OrganisationsIT extends OrganisationsTest {}
