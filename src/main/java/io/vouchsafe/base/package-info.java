/** What any room may use: the JDK and Jackson, nothing of ours, no framework. */
package io.vouchsafe.base;
