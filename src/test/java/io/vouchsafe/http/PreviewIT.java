package io.vouchsafe.http;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.vouchsafe.testing.AudienceProfiles;

@QuarkusIntegrationTest
@QuarkusTestResource(value = AudienceProfiles.class, restrictToAnnotatedClass = true)
class PreviewIT extends PreviewTest {}
