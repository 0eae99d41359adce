/**
 * Looks at an issuer as relying parties do, from outside: what is fetched ({@link
 * io.vouchsafe.agent.lint.Observed}), and a rule for each thing that one of them refuses or minds.
 */
package io.vouchsafe.agent.lint;
