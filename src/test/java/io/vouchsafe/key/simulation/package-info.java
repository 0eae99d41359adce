/**
 * The promise of the life of keys, tried in simulated time: the production classes decide, and
 * Vaults, instances, rotators, admins, clocks and caches around them do their worst, in one region
 * or in several.
 *
 * <p>{@code -Dsimulation.runs=N} asks for more runs; {@code -Dsimulation.seed=N} with {@code
 * -Dtest=CLASS#METHOD} runs again what a failure names.
 */
package io.vouchsafe.key.simulation;
