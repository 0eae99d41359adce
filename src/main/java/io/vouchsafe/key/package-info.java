/** The life of keys: versions, rings and the times that govern them. */
package io.vouchsafe.key;
