package dev.flexidb.benchmarks.service;

import io.r2dbc.spi.Readable;

/** The one row of an answer. */
record Item(int id, int tenant, String note) {

  static Item of(Readable row) {
    return new Item(
        row.get("id", Integer.class),
        row.get("tenant", Integer.class),
        row.get("note", String.class));
  }
}
