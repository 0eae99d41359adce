/**
 * Tries a relying party: what it has to take, and what it must not ({@link
 * io.vouchsafe.agent.check.Check}).
 */
package io.vouchsafe.agent.check;
