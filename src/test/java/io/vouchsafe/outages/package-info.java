/**
 * What befalls Vault, the machine and the service, on real processes, while callers ask for tokens:
 * {@link io.vouchsafe.outages.Trials} runs all of it, and the suite a shorter form.
 */
package io.vouchsafe.outages;
