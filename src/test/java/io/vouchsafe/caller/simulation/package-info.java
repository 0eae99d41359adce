/**
 * The promise of revoked grants, tried in simulated time: the production classes judge grants, list
 * and revoke, and Vault, instances, brokers, rotators and clocks around them do their worst.
 *
 * <p>{@code -Dsimulation.runs=N} asks for more runs; {@code -Dsimulation.seed=N} with {@code
 * -Dtest=CLASS#METHOD} runs again what a failure names.
 */
package io.vouchsafe.caller.simulation;
