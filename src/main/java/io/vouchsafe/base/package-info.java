/**
 * Small parts that every room may use. All of them need the JDK alone, except {@link
 * io.vouchsafe.base.StrictJson}, which needs Jackson and is not for the rooms that know the JDK
 * only.
 */
package io.vouchsafe.base;
