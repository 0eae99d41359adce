package io.vouchsafe.http;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.vouchsafe.testing.OrganisationsStage;

@QuarkusIntegrationTest
@QuarkusTestResource(value = OrganisationsStage.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = OrganisationsTest.Exchange.class, restrictToAnnotatedClass = true)
class OrganisationsIT extends OrganisationsTest {}
