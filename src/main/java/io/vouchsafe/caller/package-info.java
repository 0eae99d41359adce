/** Who asks: grants, and brokers that prove themselves with a trusted issuer's token. */
package io.vouchsafe.caller;
