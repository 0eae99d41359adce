/**
 * The program for workloads, {@code vouchsafe}: gets tokens, keeps them fresh where SDKs look for
 * them, and checks issuers and relying parties. It is an artifact of its own: of the service it
 * knows {@code base} alone, and the service does not know it.
 */
package io.vouchsafe.agent;
