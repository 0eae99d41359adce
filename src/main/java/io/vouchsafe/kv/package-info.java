/** Vault's KV engine, of version 1: the names of revoked grants. */
package io.vouchsafe.kv;
