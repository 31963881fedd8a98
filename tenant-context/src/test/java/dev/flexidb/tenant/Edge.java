package dev.flexidb.tenant;

import java.util.function.Supplier;

/** Runs blocking code on the calling thread with a tenant, and tells what a thread sees. */
final class Edge {

  private Edge() {}

  static <T> T as(String schema, Supplier<T> work) {
    return closing(CurrentTenant.open(schema), work);
  }

  static <T> T bypassing(Supplier<T> work) {
    return closing(CurrentTenant.openWithoutSchema(), work);
  }

  static String seen() {
    return CurrentTenant.schema()
        .map(SchemaName::value)
        .orElse(CurrentTenant.isBypassed() ? "bypass" : "none");
  }

  private static <T> T closing(CurrentTenant.Scope scope, Supplier<T> work) {
    try {
      return work.get();
    } finally {
      scope.close();
    }
  }
}
