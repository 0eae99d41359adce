package io.vouchsafe.key;

/** For tests that ask for no events. */
public final class SilentKeyEvents implements KeyEvents {}
