package dev.flexidb.tenant;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** Shows the thread's schema to SLF4J's loggers, where SLF4J is on the class path. */
final class SchemaMdc {

  static final String KEY = "schema";

  private static final boolean PRESENT = isPresent();

  private SchemaMdc() {}

  static void show(@Nullable Selection selection) {
    if (!PRESENT) {
      return;
    }
    if (selection == null || selection.isBypass()) {
      MDC.remove(KEY);
    } else {
      MDC.put(KEY, selection.toString());
    }
  }

  private static boolean isPresent() {
    try {
      Class.forName("org.slf4j.MDC", false, SchemaMdc.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException absent) {
      return false;
    }
  }
}
