# Sourced by the scripts beside it: $java is a JDK's java that runs programs from their sources.

fits() { "$1" --list-modules 2>/dev/null | grep -q '^jdk\.compiler@\(2[2-9]\|[3-9][0-9]\)'; }

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
if ! fits "$java"; then
  # where this folder is part of the repository, that knows where JDKs are
  home=$("$here/../dev/java-home" 2>/dev/null) || home=
  java=$home/bin/java
  if ! fits "$java"; then
    echo "${0##*/}: no JDK of version 22 or later: put its java on PATH, or set JAVA_HOME" >&2
    exit 2
  fi
fi
